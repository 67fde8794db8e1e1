"""A real worker process, and what its death costs: nothing that anybody sees."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import ROOT
from tests.unit.tasks.speaking import long_speech
from tests.unit.tasks.test_pipeline import prepare, upload
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import HeardStretch, Job, JobAttempt, Media

PATIENCE_S = 120

# Real processes on a busy machine may be late for all our patience; each new try is listed.
pytestmark = pytest.mark.flaky(reruns=2)


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "SIGHTLINE_DATA_DIR": str(settings.data_dir),
        "SIGHTLINE_SECRET_KEY": settings.secret_key,
        "SIGHTLINE_MODEL": settings.model,
        "SIGHTLINE_MODELS_DIR": str(settings.models_dir),
        "SIGHTLINE_JOB_LEASE_S": "2",
    }
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "worker"],
        env=environment,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """As the power cut or the out-of-memory killer does: no time to tidy up."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        if time.monotonic() > deadline:
            pytest.fail(f"nothing happened within {PATIENCE_S} s")
        time.sleep(0.05)  # each look is a query, and the worker wants the processor


def fresh(query: object) -> object:
    """What the database holds now; no transaction stays open in the worker's way."""
    try:
        return db.session.scalar(query)  # type: ignore[call-overload]
    finally:
        db.session.rollback()


def captions_of(media: Media) -> list[tuple[int, int, str]]:
    assert media.captions is not None
    found = [(cue.start_ms, cue.end_ms, cue.text) for cue in media.captions.cues()]
    db.session.commit()
    return found


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return long_speech(tmp_path_factory.mktemp("speech") / "long.wav", minutes=2)


def test_a_worker_killed_while_it_listens_costs_nobody_a_caption(
    app: Flask, settings: Settings, speech: Path
) -> None:
    undisturbed = captions_of(prepare(app, upload(app, speech)))

    media = upload(app, speech)
    job_id = media.jobs[0].id
    db.session.commit()
    stretches = select(func.count()).select_from(HeardStretch).join(HeardStretch.transcript)
    state = select(Job.state).where(Job.id == job_id)
    before = fresh(stretches)
    with worker(settings) as first:
        until(lambda: fresh(stretches) >= before + 2)  # type: ignore[operator]
        kill(first)
    assert fresh(state) == "running"
    with worker(settings):
        until(lambda: fresh(state) == "done")
    assert captions_of(media) == undisturbed
    lost = select(func.count()).where(JobAttempt.job_id == job_id, JobAttempt.outcome == "lost")
    assert fresh(lost) == 1


def test_an_upload_whose_message_was_lost_is_found_by_the_next_worker(
    app: Flask, settings: Settings, speech: Path
) -> None:
    media = upload(app, ROOT / "pyproject.toml")  # saved, but nobody was told
    job_id = media.jobs[0].id
    db.session.commit()
    with worker(settings):
        until(lambda: fresh(select(Job.state).where(Job.id == job_id)) == "failed")
