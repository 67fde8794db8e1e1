"""An upload goes from one worker to another between two steps, and how long each took is kept."""

from __future__ import annotations

import shutil
import socket

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tasks.pipeline import run_steps
from tests.unit.conftest import SignIn, UserFactory
from tests.unit.tasks.test_media import tone, upload
from webapp.extensions import db
from webapp.models import Job, StepTime
from webapp.models.lease import Lease

MEDIA, CAPTIONS = ("media", "signs"), ("captions",)


@pytest.fixture
def ana(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Ana", "uploader"))


def take(*queues: str) -> Lease | None:
    return Lease.claim_best(queues, 30, 3, f"{socket.gethostname()}-{queues[0]}")


@pytest.mark.usefixtures("app")
def test_one_worker_makes_it_playable_and_another_one_listens(ana: FlaskClient) -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not on this machine")
    job_id = upload(ana, tone()).jobs[0].id
    db.session.commit()
    assert take(*CAPTIONS) is None
    lease = take(*MEDIA)
    assert lease is not None
    run_steps(lease)
    job = db.session.get_one(Job, job_id)
    assert (job.state, job.step, job.queue, job.attempts) == ("queued", "playable", "captions", 0)
    assert job.worker.endswith("-media")
    db.session.commit()

    assert take(*MEDIA) is None
    lease = take(*CAPTIONS)
    assert lease is not None
    run_steps(lease)
    assert (job.state, job.step) == ("done", "ready")
    assert job.worker.endswith("-captions")
    taken = db.session.scalars(select(StepTime).where(StepTime.kind == "prepare")).all()
    assert {"checked", "playable"} <= {each.step for each in taken}
    assert all(each.media_ms == 500 for each in taken)


@pytest.mark.usefixtures("app")
def test_a_worker_hears_of_what_is_handed_to_it(app: Flask, ana: FlaskClient) -> None:
    upload(ana, tone())
    lines = app.extensions["queue"].lines
    before = lines["captions"].queue_size()
    db.session.commit()
    lease = take(*MEDIA)
    assert lease is not None
    run_steps(lease)
    assert lines["captions"].queue_size() == before + 1


@pytest.mark.usefixtures("app")
def test_a_step_that_was_begun_by_another_worker_tells_nothing_of_its_length(
    ana: FlaskClient,
) -> None:
    upload(ana, tone())
    db.session.commit()
    lease = take("media", "captions")
    assert lease is not None
    lease.report(0.4)
    lease.give_back()
    lease = take("media", "captions")
    assert lease is not None
    run_steps(lease)
    steps = set(db.session.scalars(select(StepTime.step)))
    assert "checked" not in steps
    assert "playable" in steps
