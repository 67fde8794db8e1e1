"""The ledger: nobody's upload is lost, and no two workers do the same work."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from tests.unit.conftest import MediaFactory
from webapp.extensions import db
from webapp.models import Job, Media
from webapp.models.clock import now_ms
from webapp.models.lease import PAUSES_S, Lease, LeaseLost

LEASE_S = 30

pytestmark = pytest.mark.both_databases


@pytest.fixture
def job(media_factory: MediaFactory) -> Job:
    return media_factory(state="queued").jobs[0]


def claim(job: Job, attempts: int = 3) -> Lease:
    lease = Lease.claim(job.id, LEASE_S, attempts)
    assert lease is not None
    return lease


def end_lease(job: Job) -> None:
    """As if the worker had not been heard of for a long time."""
    db.session.execute(update(Job).where(Job.id == job.id).values(lease_until_ms=now_ms() - 1))
    db.session.commit()


def test_one_of_two_workers_gets_the_job(job: Job) -> None:
    claim(job)
    assert Lease.claim(job.id, LEASE_S, 3) is None
    assert job.attempts == 1


def test_what_only_a_newer_release_knows_waits_for_its_worker(job: Job) -> None:
    """Both releases work side by side while one takes the other's place."""
    db.session.execute(update(Job).where(Job.id == job.id).values(kind="dance"))
    db.session.commit()
    assert Lease.claim_best(("media",), LEASE_S, 3, "one") is None
    db.session.refresh(job)
    assert (job.state, job.attempts) == ("queued", 0)


def test_a_dead_workers_job_goes_to_the_next_one_with_its_finished_steps(job: Job) -> None:
    claim(job).complete_step("checked")
    end_lease(job)
    assert claim(job).done_step == "checked"
    assert job.attempts == 2


def test_a_worker_that_comes_back_too_late_changes_nothing(job: Job) -> None:
    late = claim(job)
    end_lease(job)
    claim(job)
    media = db.session.get_one(Media, late.media_id)
    media.title = "Work that must not be kept"
    with pytest.raises(LeaseLost):
        late.complete_step("captions")
    assert job.step == "received"
    assert media.title == "The weekly meeting"


def test_a_worker_keeps_the_database_free_for_everybody_else(job: Job) -> None:
    claim(job).report(0.5)
    with db.engine.begin() as somebody_else:
        somebody_else.execute(update(Media).values(description="written meanwhile"))


def test_after_the_last_attempt_the_uploader_reads_what_happened(job: Job) -> None:
    for _ in range(2):
        claim(job, attempts=2)
        end_lease(job)
    assert Lease.claim(job.id, LEASE_S, 2) is None
    db.session.refresh(job)
    assert job.state == "failed"
    assert "Try again" in job.error


def test_a_long_video_outlives_any_number_of_restarts_that_each_get_further(job: Job) -> None:
    for heard in range(1, 7):
        claim(job, attempts=2).keep(heard / 10)
        end_lease(job)
    claim(job, attempts=2).report(0.65)  # and here it dies at the same place each time
    end_lease(job)
    assert Lease.claim(job.id, LEASE_S, 2) is None
    assert job.state == "failed"


def test_a_failed_job_says_why_and_keeps_nothing_half_done(job: Job) -> None:
    lease = claim(job)
    db.session.get_one(Media, lease.media_id).title = "Half done"
    lease.fail("This file is damaged.")
    assert (job.state, job.error) == ("failed", "This file is damaged.")
    assert job.media.title == "The weekly meeting"


def test_progress_grows_from_the_upload_to_the_end(job: Job) -> None:
    seen = [job.fraction]
    lease = claim(job)
    for step in ("checked", "playable", "listening", "captions"):
        lease.report(0.5)
        seen.append(job.fraction)
        lease.complete_step(step)
        seen.append(job.fraction)
    lease.finish()
    seen.append(job.fraction)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)


def put_off(job: Job) -> None:
    claim(job).postpone("The mail server is away.")
    db.session.execute(update(Job).where(Job.id == job.id).values(due_at_ms=0))
    db.session.commit()


def test_what_is_not_to_be_had_now_is_waited_for_longer_each_time(job: Job) -> None:
    waits = []
    for _ in PAUSES_S:
        before = db.session.scalar(select(now_ms()))
        claim(job).postpone("The mail server is away.")
        waits.append(round((job.due_at_ms - before) / 60_000, 1))
        assert (job.state, job.error) == ("queued", "The mail server is away.")
        db.session.execute(update(Job).where(Job.id == job.id).values(due_at_ms=0))
        db.session.commit()
    assert waits == sorted(waits)
    assert waits[0] < 1
    claim(job).postpone("The mail server is away.")
    assert (job.state, job.error) == ("failed", "The mail server is away.")


def test_waiting_uses_up_no_attempts_and_keeps_nothing_half_done(job: Job) -> None:
    for _ in range(3):
        put_off(job)
    lease = claim(job, attempts=1)
    db.session.get_one(Media, lease.media_id).title = "Half done"
    lease.postpone("The mail server is away.")
    assert job.media.title == "The weekly meeting"


def test_what_failed_after_all_waiting_can_be_tried_from_the_start(job: Job) -> None:
    lease = claim(job)
    for _ in PAUSES_S:
        lease.postpone("The mail server is away.")
        db.session.execute(update(Job).where(Job.id == job.id).values(due_at_ms=0))
        db.session.commit()
        lease = claim(job)
    lease.postpone("The mail server is away.")
    job.retry()
    db.session.commit()
    assert claim(job).postponed == 0


def test_a_job_that_is_done_carries_no_old_error(job: Job) -> None:
    put_off(job)
    claim(job).finish()
    assert (job.state, job.error) == ("done", "")
