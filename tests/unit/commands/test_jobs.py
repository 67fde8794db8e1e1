"""Whoever runs Sightline looks after its jobs without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from manage import cli
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Job, LogEntry, Media

WHY = "This file is cut off. Send it again."


@pytest.fixture(autouse=True)
def installation(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("SIGHTLINE_SECRET_KEY", settings.secret_key)


@pytest.fixture
def broken(media_factory: Callable[..., Media]) -> Job:
    job = media_factory("A broken film", state="failed").jobs[0]
    job.error = WHY
    db.session.commit()
    return job


def jobs(*arguments: object) -> Result:
    db.session.rollback()
    result = CliRunner().invoke(cli, ["jobs", *map(str, arguments)])
    db.session.expire_all()
    return result


def test_jobs_are_listed_what_failed_first(
    broken: Job, media_factory: Callable[..., Media]
) -> None:
    waiting = media_factory("Another film", state="queued").jobs[0]
    listed = jobs("list")
    first, second = listed.stdout.splitlines()
    assert first.startswith(f"{broken.id}\tfailed\tprepare\t")
    assert first.endswith(f"A broken film {WHY}")
    assert second.startswith(f"{waiting.id}\tqueued\t")
    (only,) = json.loads(jobs("list", "--state", "failed", "--kind", "prepare", "--json").stdout)
    assert (only["id"], only["about"], only["error"]) == (broken.id, "A broken film", WHY)


def test_one_job_is_shown(broken: Job) -> None:
    assert f"error:     {WHY}" in jobs("show", broken.id).stdout
    assert json.loads(jobs("show", broken.id, "--json").stdout)["tries"] == []


def test_jobs_are_tried_again_and_stopped(broken: Job) -> None:
    assert jobs("retry", broken.id).stdout == "Tried again: 1.\n"
    assert broken.state == "queued"
    assert jobs("cancel", broken.id).stdout == "Stopped: 1.\n"
    assert broken.state == "cancelled"
    entries = db.session.scalars(select(LogEntry).order_by(LogEntry.id)).all()
    assert [each.event for each in entries] == ["job.retried", "job.cancelled"]
    assert {each.actor_name for each in entries} == {"On the server"}


def test_all_that_failed_is_tried_again(broken: Job) -> None:
    assert jobs("retry", "--all-failed", "--kind", "mail").stdout == "Tried again: 0.\n"
    assert jobs("retry", "--all-failed").stdout == "Tried again: 1.\n"
    assert broken.state == "queued"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", 4711], "There is no job 4711."),
        (["cancel", 4711], "There is no job 4711."),
        (["retry"], "Say which jobs: their numbers, or --all-failed."),
        (["retry", 1, "--all-failed"], "Say which jobs: their numbers, or --all-failed."),
        (["retry", 4711], "There is no job 4711."),
        (["list", "--kind", "nonsense"], "There are no jobs of the kind nonsense."),
        (["list", "--state", "nonsense"], "Invalid value for '--state'"),
        (["cancel"], "Missing argument"),
        (["cancel", "BROKEN"], "is over already (failed). Nothing was changed."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    broken: Job, arguments: list[object], sentence: str
) -> None:
    result = jobs(*(broken.id if each == "BROKEN" else each for each in arguments))
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert broken.state == "failed"
