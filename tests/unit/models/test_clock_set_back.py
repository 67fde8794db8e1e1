"""Where the database's clock is set back, nobody's work waits until it has caught up."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from tests.unit.conftest import MediaFactory
from webapp.extensions import db
from webapp.models import Job
from webapp.models.clock import now_ms
from webapp.models.clock_set_back import follow_clock
from webapp.models.lease import PAUSES_S, Lease

LEASE_S = 30
HOUR_MS = 3600 * 1000

pytestmark = pytest.mark.both_databases


@pytest.fixture
def job(media_factory: MediaFactory) -> Job:
    return media_factory(state="queued").jobs[0]


def set_clock_back(job: Job) -> None:
    """All that was written about a job was written an hour later than it is now."""
    db.session.execute(
        update(Job)
        .where(Job.id == job.id)
        .values(
            lease_until_ms=Job.lease_until_ms + HOUR_MS,
            due_at_ms=Job.due_at_ms + func.sign(Job.due_at_ms) * HOUR_MS,
            changed_at_ms=Job.changed_at_ms + HOUR_MS,
            hinted_at_ms=Job.hinted_at_ms + HOUR_MS,
        )
    )
    db.session.commit()


def test_a_dead_workers_job_is_free_when_a_lease_is_over_not_in_an_hour(job: Job) -> None:
    assert Lease.claim(job.id, LEASE_S, 3) is not None
    set_clock_back(job)
    assert follow_clock(LEASE_S) == 1
    left_ms = job.lease_until_ms - (db.session.scalar(select(now_ms())) or 0)
    assert 0 < left_ms <= LEASE_S * 1000
    assert Lease.claim(job.id, LEASE_S, 3) is None, "its worker may be at work"


def test_whoever_is_at_work_keeps_the_job(job: Job) -> None:
    lease = Lease.claim(job.id, LEASE_S, 3)
    assert lease is not None
    set_clock_back(job)
    follow_clock(LEASE_S)
    lease.extend(LEASE_S)
    lease.complete_step("checked")
    assert job.step == "checked"


def test_work_that_was_put_off_waits_as_long_as_was_meant(job: Job) -> None:
    lease = Lease.claim(job.id, LEASE_S, 3)
    assert lease is not None
    lease.postpone("The speech server does not answer just now.")
    set_clock_back(job)
    assert follow_clock(LEASE_S) == 1
    left_ms = job.due_at_ms - (db.session.scalar(select(now_ms())) or 0)
    assert 0 < left_ms <= PAUSES_S[0] * 1000
    assert follow_clock(LEASE_S) == 0, "it is done once"


def test_a_clock_that_goes_right_changes_nothing(job: Job) -> None:
    before = job.changed_at_ms, job.hinted_at_ms
    assert follow_clock(LEASE_S) == 0
    assert Lease.claim(job.id, LEASE_S, 3) is not None
    assert follow_clock(LEASE_S) == 0
    db.session.refresh(job)
    assert before[0] <= job.changed_at_ms
