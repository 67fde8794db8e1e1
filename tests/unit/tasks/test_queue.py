"""A worker keeps its job while it works, also on a machine that has too much to do."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tasks import pipeline
from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.tasks.test_media import tone, upload, work
from webapp.config import Settings
from webapp.extensions import db
from webapp.media import probe
from webapp.models import Job
from webapp.models.lease import Lease


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"job_lease_s": 3})


def test_a_busy_database_costs_a_heartbeat_and_not_the_job(
    app: Flask, user_factory: UserFactory, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    extend, look = Lease.extend, probe.probe
    beats, heard_again = [], threading.Event()

    def extend_at_the_second_try(self: Lease, lease_s: float) -> None:
        beats.append(lease_s)
        if len(beats) == 1:
            raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))
        extend(self, lease_s)
        heard_again.set()

    def look_slowly(*args: object, **options: object) -> probe.MediaInfo:
        assert heard_again.wait(30)
        return look(*args, **options)  # type: ignore[arg-type]

    media = upload(sign_in(user_factory("Ana", "uploader")), tone())
    monkeypatch.setattr(Lease, "extend", extend_at_the_second_try)
    monkeypatch.setattr(probe, "probe", look_slowly)
    assert (work(app, media).state, media.jobs[0].attempts) == ("done", 1)


def test_a_worker_that_is_told_to_stop_leaves_its_job_to_the_next_at_once(
    app: Flask, media_factory: MediaFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_lease: Lease) -> None:
        raise KeyboardInterrupt

    job_id = media_factory(state="queued").jobs[0].id
    db.session.commit()
    monkeypatch.setattr(pipeline, "run_steps", stop)
    for _ in range(5):  # as often as new releases come while one long video is captioned
        with pytest.raises(KeyboardInterrupt):
            app.extensions["run_job"].call_local(job_id)
    job = db.session.get_one(Job, job_id)
    assert (job.state, job.attempts) == ("queued", 0)
    assert Job.stranded() == [job_id]


def test_an_upload_whose_message_was_lost_is_found_by_a_worker_that_has_nothing_to_do(
    app: Flask, media_factory: MediaFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    monkeypatch.setattr(pipeline, "run_steps", lambda lease: done.append(lease.job_id))
    job_id = media_factory(state="queued").jobs[0].id  # its web server died before it said so
    db.session.commit()
    queue = app.extensions["queue"]
    queue.worker = "a worker"
    queue.execute(queue.dequeue())
    assert done == [job_id]
    assert queue.dequeue() is None  # the ledger is not asked all the time


def test_a_worker_without_work_looks_and_lies_down_again(app: Flask) -> None:
    queue = app.extensions["queue"]
    queue.worker = "a worker"
    queue.execute(queue.dequeue())
    assert queue.dequeue() is None


def test_where_messages_cannot_be_taken_as_the_disk_is_full_the_ledger_is_looked_into(
    app: Flask, media_factory: MediaFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    monkeypatch.setattr(pipeline, "run_steps", lambda lease: done.append(lease.job_id))
    job_id = media_factory(state="queued").jobs[0].id
    db.session.commit()
    queue = app.extensions["queue"]

    def full() -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(queue.lines["media"], "dequeue", full)
    queue.worker = "a worker"
    queue.execute(queue.dequeue())
    assert done == [job_id]
