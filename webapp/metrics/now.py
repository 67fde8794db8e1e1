"""How things are at this moment, from the database and the disk: read when it is asked for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from webapp import breakers, insight
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Job, Library, Worker
from webapp.models.clock import now_ms
from webapp.models.needs_work import captioned_hours
from webapp.queues import QUEUES

OPEN = {"closed": 0.0, "half-open": 0.5, "open": 1.0}
A_WEEK = timedelta(days=7)


class Now(Collector):
    """The state of the queue and the disk, and how people used Sightline up to yesterday.

    Whole days only: a number that grows by one while somebody is watched would tell on her.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self) -> Iterator[Metric]:
        """Yield each metric; needs an application context."""
        yield from _queue()
        yield _disk(self._settings)
        yield _breakers()
        yield from _use(datetime.now(UTC).date(), self._settings.figures_least)


def _queue() -> Iterator[Metric]:
    waiting = GaugeMetricFamily("sightline_jobs_waiting", "Jobs to be taken up.", labels=["queue"])
    oldest = GaugeMetricFamily(
        "sightline_jobs_oldest_seconds", "For how long the oldest of them waits.", labels=["queue"]
    )
    states = GaugeMetricFamily("sightline_jobs", "Jobs in each state.", labels=["kind", "state"])
    workers = GaugeMetricFamily(
        "sightline_workers", "Processes that work off a queue.", labels=["queue"]
    )
    here = [worker.queue_names for worker in Worker.here()]
    found = {
        queue: (count, age_ms)
        for queue, count, age_ms in db.session.execute(
            select(Job.queue, func.count(), now_ms() - func.min(Job.changed_at_ms))
            .where(Job.is_free())
            .group_by(Job.queue)
        )
    }
    for queue in QUEUES:
        count, age_ms = found.get(queue, (0, 0))
        waiting.add_metric([queue], count)
        oldest.add_metric([queue], max(age_ms, 0) / 1000)
        workers.add_metric([queue], sum(queue in names for names in here))
    for kind, state, count in db.session.execute(
        select(Job.kind, Job.state, func.count())
        .where(Job.state.in_(("queued", "running", "failed")))
        .group_by(Job.kind, Job.state)
    ):
        states.add_metric([kind, state], count)
    yield from (waiting, oldest, states, workers)


def _breakers() -> Metric:
    found = GaugeMetricFamily(
        "sightline_breaker_open",
        "Whether what is elsewhere is left alone for a while: 1 open, 0.5 half-open, 0 closed.",
        labels=["name"],
    )
    for name, state in breakers.states().items():
        found.add_metric([name], OPEN[state.position])
    return found


def _disk(settings: Settings) -> Metric:
    free = GaugeMetricFamily("sightline_disk_free_bytes", "Room where the data are.")
    free.add_metric([], shutil.disk_usage(settings.data_dir).free)
    return free


def _use(today: date, least: int) -> Iterator[Metric]:
    libraries = list(db.session.scalars(select(Library.id)))
    yesterday = today - timedelta(days=1)
    day = insight.read(libraries, yesterday, yesterday, least)
    week = insight.read(libraries, today - A_WEEK, yesterday, least)
    chosen = GaugeMetricFamily(
        "sightline_viewers_yesterday",
        "Browsers of viewers, by what they had chosen; small numbers are left out.",
        labels=["preference", "choice"],
    )
    for measure in (insight.VIEWERS, *insight.OF_LOOK, *insight.OF_CAPTIONS):
        for value, count in day[measure].told.items():
            chosen.add_metric([measure, value], count)
    starts = GaugeMetricFamily(
        "sightline_video_starts_yesterday",
        "Starts of videos, by the seconds until the first picture, at most.",
        labels=["type", "seconds"],
    )
    for measure in insight.STARTS:
        for value, count in day[measure].told.items():
            starts.add_metric([measure.removeprefix("start_"), value], count)
    signed = GaugeMetricFamily(
        "sightline_sign_answers_week",
        "Whether people understood signed versions, in seven whole days.",
        labels=["understood"],
    )
    for value, count in week[insight.FEEDBACK].told.items():
        signed.add_metric([value], count)
    yield from (chosen, starts, signed, _reports(week, libraries))


def _reports(week: insight.Insight, libraries: Sequence[int]) -> Metric:
    rate = GaugeMetricFamily(
        "sightline_reports_per_hour_of_video",
        "Reports of captions in seven whole days, for each hour of video that has captions.",
    )
    hours = captioned_hours(libraries)
    reports = week[insight.REPORTS].total
    if reports and hours:
        rate.add_metric([], reports / hours)
    return rate
