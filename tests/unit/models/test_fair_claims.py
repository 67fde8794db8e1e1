"""Whose job is done next: nobody waits for somebody else's thousand videos."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from tests.unit.conftest import MediaFactory
from webapp.extensions import db
from webapp.models import Job, Library, LibraryTurn
from webapp.models.clock import now_ms
from webapp.models.job import BATCH, SOON, Kind
from webapp.models.lease import Lease
from webapp.queues import QUEUES

WORK = Kind("prepare", ("received", "checked", "ready"), "media", {}, 1)
LEASE_S = 30


@pytest.fixture(autouse=True)
def _nothing_is_left(app: Flask) -> Iterator[None]:
    yield
    db.session.rollback()


def wait(library_id: int, count: int = 1, priority: int | None = None) -> list[int]:
    """Let a library's jobs wait; return their ids."""
    jobs = [Job.add(WORK, library_id=library_id, priority=priority) for _ in range(count)]
    db.session.commit()
    ids = [job.id for job in jobs]
    db.session.commit()
    return ids


def take(*queues: str) -> Lease | None:
    return Lease.claim_best(queues or QUEUES, LEASE_S, 3, "a worker")


def library_of(lease: Lease) -> int:
    library_id: int | None = db.session.scalar(select(Job.library_id).where(Job.id == lease.job_id))
    db.session.rollback()
    assert library_id is not None
    return library_id


def served(count: int) -> list[int]:
    """The libraries of the next jobs, done one after another."""
    found = []
    for _ in range(count):
        lease = take()
        assert lease is not None
        found.append(library_of(lease))
        lease.finish()
    return found


@pytest.mark.usefixtures("app")
def test_ten_libraries_with_one_video_do_not_wait_for_one_with_a_thousand() -> None:
    wait(1, 1000)
    for library_id in range(2, 12):
        wait(library_id)
    assert sorted(served(11)) == list(range(1, 12))


@pytest.mark.usefixtures("app")
def test_two_workers_do_two_libraries_jobs() -> None:
    wait(1, 5)
    wait(2, 1)
    leases = [take(), take()]
    assert sorted(library_of(each) for each in leases if each) == [1, 2]


@pytest.mark.usefixtures("app")
def test_what_somebody_waits_for_goes_before_what_nobody_looks_for() -> None:
    (night,) = wait(1, priority=BATCH)
    (upload,) = wait(1)
    (download,) = wait(1, priority=SOON)
    taken = [take() for _ in range(3)]
    assert [each.job_id for each in taken if each] == [download, upload, night]


@pytest.mark.usefixtures("app")
def test_a_library_has_its_jobs_done_in_the_order_in_which_they_came() -> None:
    ids = wait(1, 3)
    assert [lease.job_id for lease in (take(), take(), take()) if lease] == ids


@pytest.mark.usefixtures("app")
def test_a_worker_takes_nothing_of_other_queues_than_its_own() -> None:
    wait(1)
    assert take("captions", "mail") is None
    assert take("media") is not None


@pytest.mark.usefixtures("app")
def test_a_job_that_wore_out_its_workers_fails_and_the_next_is_taken() -> None:
    worn_out, other = wait(1, 2)
    dropped = {"state": "running", "lease_until_ms": now_ms() - 1, "attempts": 3}
    db.session.execute(update(Job).where(Job.id == worn_out).values(**dropped))
    db.session.commit()
    lease = take()
    assert lease is not None
    assert lease.job_id == other
    assert db.session.get_one(Job, worn_out).state == "failed"


def test_an_upload_takes_its_librarys_turn(media_factory: MediaFactory) -> None:
    other = Library(name="Archive")
    db.session.add(other)
    db.session.commit()
    job = media_factory(state="queued", library=other).jobs[0]
    assert (job.library_id, job.queue) == (other.id, "media")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    jobs=st.dictionaries(st.integers(1, 5), st.integers(1, 6), min_size=2, max_size=5),
    order=st.randoms(use_true_random=False),
    workers=st.integers(1, 3),
)
@pytest.mark.usefixtures("app")
def test_no_library_is_ahead_of_another_by_more_than_one_job_a_worker(
    jobs: Mapping[int, int], order: object, workers: int
) -> None:
    """While both have jobs that wait, what two libraries got so far differs by so much at most."""
    db.session.execute(delete(Job))
    db.session.execute(delete(LibraryTurn))
    arrivals = [library_id for library_id, count in jobs.items() for _ in range(count)]
    order.shuffle(arrivals)  # type: ignore[attr-defined]
    for library_id in arrivals:
        wait(library_id)
    busy: list[Lease] = []
    got = dict.fromkeys(jobs, 0)
    for _ in arrivals:
        if len(busy) == workers:
            busy.pop(order.randrange(workers)).finish()  # type: ignore[attr-defined]
        lease = take()
        assert lease is not None
        busy.append(lease)
        got[library_of(lease)] += 1
        waiting = [each for each in jobs if got[each] < jobs[each]]
        assert _spread([got[each] for each in waiting]) <= workers
    assert got == jobs


def _spread(counts: Sequence[int]) -> int:
    return max(counts, default=0) - min(counts, default=0)
