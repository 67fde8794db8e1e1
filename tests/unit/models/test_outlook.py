"""An uploader is told how long it takes: what comes true, or that nobody knows."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import update

from tests.unit.conftest import MediaFactory
from webapp.extensions import cache, db
from webapp.models import Job, Library, Media, StepTime, Worker, outlook
from webapp.models.lease import Lease

FACTORS = {"checked": 0.001, "playable": 0.5, "listening": 0.25, "captions": 0.001}
CAPTIONS = ("captions", "audits")


@pytest.fixture
def _measured(app: Flask) -> None:
    """As an installation that has worked on some videos of a hundred seconds."""
    for _ in range(3):
        for step, factor in FACTORS.items():
            engine = "whisper base" if step == "listening" else ""
            took_ms = round(factor * 100_000)
            StepTime.keep("prepare", step, engine=engine, media_ms=100_000, took_ms=took_ms)
    db.session.commit()


def work(*names: str) -> None:
    for name in names:
        Worker.beat(f"{name}-captions", name, CAPTIONS)
        Worker.beat(f"{name}-media", name, ("media",))


Waiting = Callable[..., Media]


@pytest.fixture
def waiting(media_factory: MediaFactory) -> Waiting:
    """Makes videos that are playable and wait until somebody listens to them."""

    def make(seconds: int, library: Library | None = None) -> Media:
        media = media_factory(state="queued", library=library)
        media.duration_ms = seconds * 1000
        media.jobs[0].step, media.jobs[0].queue = "playable", "captions"
        db.session.commit()
        return media

    return make


def told(media: Media) -> outlook.Outlook:
    cache.clear()
    return outlook.of_job(media.jobs[0])


def test_before_anything_was_measured_nobody_knows(waiting: Waiting) -> None:
    work("one")
    media = waiting(600)
    assert told(media) == (None, 0, True)
    assert outlook.of_new(1).seconds is None


@pytest.mark.usefixtures("_measured")
def test_where_no_worker_is_seen_it_says_so(waiting: Waiting) -> None:
    media = waiting(600)
    assert not told(media).is_worked_off
    Worker.beat("one-mail", "one", ("mail",))
    assert not told(media).is_worked_off
    work("one")
    assert told(media).is_worked_off


@pytest.mark.usefixtures("_measured")
def test_a_worker_that_is_not_heard_of_any_more_is_not_counted_on(waiting: Waiting) -> None:
    work("one")
    media = waiting(600)
    db.session.execute(update(Worker).values(seen_ms=0))
    db.session.commit()
    assert not told(media).is_worked_off


@pytest.mark.usefixtures("_measured")
def test_the_time_is_that_of_all_before_and_ones_own(waiting: Waiting) -> None:
    work("one")
    videos = [waiting(400), waiting(800), waiting(1200)]
    assert told(videos[2]).seconds == pytest.approx((400 + 800 + 1200) * 0.251, rel=0.01)
    assert [told(each).ahead for each in videos] == [0, 1, 2]
    new = outlook.of_new(1)
    assert new.ahead == 3
    assert new.seconds == pytest.approx(2400 * 0.251, rel=0.01)
    assert outlook.hours_of_work() == pytest.approx(2400 * 0.251 / 3600, rel=0.01)


@pytest.mark.usefixtures("_measured")
def test_more_workers_take_less_time(waiting: Waiting) -> None:
    work("one", "two")
    videos = [waiting(400) for _ in range(4)]
    assert told(videos[3]).seconds == pytest.approx(800 * 0.251, rel=0.01)


@pytest.mark.usefixtures("_measured")
def test_what_is_half_done_takes_half_the_time(waiting: Waiting) -> None:
    work("one")
    media = waiting(400)
    lease = Lease.claim_best(CAPTIONS, 30, 3, "one-captions")
    assert lease is not None
    lease.report(0.5)
    assert told(media).seconds == pytest.approx(400 * (0.125 + 0.001), rel=0.01)


@pytest.mark.usefixtures("_measured")
def test_another_engine_is_judged_by_its_own_speed(waiting: Waiting) -> None:
    work("one")
    StepTime.keep("prepare", "listening", engine="remote", media_ms=100_000, took_ms=1000)
    db.session.commit()
    assert told(waiting(1000)).seconds == pytest.approx(1000 * 0.011, rel=0.01)


@dataclass
class Clock:
    """A queue that is worked off by real claims, while time only passes in our heads."""

    workers: int
    lengths: dict[int, float]

    def ends(self) -> dict[int, float]:
        busy: list[tuple[float, int, Lease]] = []
        ends: dict[int, float] = {}
        now = 0.0
        while True:
            while len(busy) < self.workers:
                lease = Lease.claim_best(CAPTIONS, 60, 3, "a worker")
                if lease is None:
                    break
                heapq.heappush(busy, (now + self.lengths[lease.job_id], lease.job_id, lease))
            if not busy:
                return ends
            now, job_id, lease = heapq.heappop(busy)
            lease.finish()
            ends[job_id] = now


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.usefixtures("_measured")
def test_what_is_told_comes_true(waiting: Waiting, workers: int) -> None:
    libraries = [Library(name=name) for name in ("A", "B", "C")]
    db.session.add_all(libraries)
    db.session.commit()
    lengths = [300, 1200, 60, 900, 45, 2400, 600, 30, 1800, 120, 75, 500]
    work(*(f"worker{n}" for n in range(workers)))
    videos = [waiting(s, libraries[n % 5 % 3]) for n, s in enumerate(lengths)]
    promised = {each.jobs[0].id: told(each).seconds for each in videos}
    lasts = {each.jobs[0].id: each.duration_ms / 1000 * 0.251 for each in videos}
    db.session.commit()
    came = Clock(workers, lasts).ends()
    assert promised == pytest.approx(came, rel=0.01)
    assert db.session.query(Job).filter_by(state="done").count() == len(lengths)
