"""Which jobs a worker looks for."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import update

from tests.unit.conftest import MediaFactory
from webapp.events import job_queued
from webapp.extensions import db
from webapp.models import Job
from webapp.models.clock import now_ms
from webapp.models.job import HINT_AGAIN_MS, PREPARE
from webapp.models.lease import Lease


def change(job: Job, **values: object) -> None:
    db.session.execute(update(Job).where(Job.id == job.id).values(**values))
    db.session.commit()


def test_a_starting_worker_finds_what_waits_and_what_was_dropped(
    media_factory: MediaFactory,
) -> None:
    waiting, dropped, held = (media_factory(state="queued").jobs[0] for _ in range(3))
    for job in (dropped, held):
        Lease.claim(job.id, 30, 3)
    change(dropped, lease_until_ms=now_ms() - 1)
    assert Job.open_at_start() == [waiting.id, dropped.id]


def test_a_job_whose_hint_was_lost_is_hinted_again_after_a_while(
    media_factory: MediaFactory,
) -> None:
    job = media_factory(state="queued").jobs[0]
    assert Job.stranded() == []
    change(job, hinted_at_ms=now_ms() - HINT_AGAIN_MS - 1)
    assert Job.stranded() == [job.id]
    assert Job.stranded() == []


def test_somebody_tries_a_failed_upload_again(media_factory: MediaFactory) -> None:
    job = media_factory(state="failed").jobs[0]
    change(job, error="The disk was full.", attempts=3)
    job.retry()
    db.session.commit()
    assert (job.state, job.error) == ("queued", "")
    assert Lease.claim(job.id, 30, 3) is not None


def test_a_job_that_was_put_off_is_hinted_when_its_time_has_come(
    media_factory: MediaFactory,
) -> None:
    job = media_factory(state="queued").jobs[0]
    lease = Lease.claim(job.id, 30, 3)
    assert lease is not None
    lease.postpone("The mail server is away.")
    assert Job.open_at_start() == Job.stranded() == []
    assert Lease.claim(job.id, 30, 3) is None
    change(job, due_at_ms=now_ms() - 1, hinted_at_ms=now_ms() - 2)
    assert Job.stranded() == [job.id]
    assert Job.stranded() == []


def test_the_queue_is_told_of_a_job_once_it_is_committed(app: Flask) -> None:
    hints: list[int] = []

    def note(_sender: object, job_id: int) -> None:
        hints.append(job_id)

    job_queued.connect(note)
    Job.add(PREPARE)
    db.session.rollback()
    db.session.commit()
    job = Job.add(PREPARE)
    with db.session.begin_nested():
        pass
    assert hints == []
    db.session.commit()
    db.session.commit()
    assert hints == [job.id]
    assert (job.kind, job.step, job.media_id) == ("prepare", "received", None)
