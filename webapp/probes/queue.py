"""The queue: whether it can be reached, and whether waiting work is taken up."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import case, func, select

from webapp.config import Settings
from webapp.models.clock import now_ms
from webapp.models.job import Job
from webapp.models.worker import HERE_MS, Worker
from webapp.probes.database import Away, connected
from webapp.probes.reading import FAILED, OK, WARNING, Reading

LIMIT_S = 3
START = "Start one: manage.py worker. (manage.py up starts one, too.)"
WAITS_LONG_MS = 15 * 60_000
"""A job that could be done and was not taken up for so long waits for a worker that is missing."""


def reachable(settings: Settings) -> Reading:
    """Whether messages to workers can be left."""
    if settings.redis_url:
        return _redis(settings.redis_url)
    file = settings.data_dir / "queue.db"
    if not file.is_file():
        return Reading(OK, "The queue is made with the first start.")
    try:
        with closing(
            sqlite3.connect(f"{file.as_uri()}?mode=ro", timeout=LIMIT_S, uri=True)
        ) as opened:
            opened.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        return Reading(
            FAILED,
            f"The queue ({file}) cannot be read: {error}.",
            "Stop Sightline, remove this file and start again. No work is lost: jobs are kept in "
            "the database.",
        )
    return Reading(OK, "The queue can be reached.")


def _redis(url: str) -> Reading:
    try:
        with Redis.from_url(
            url,
            socket_timeout=LIMIT_S,
            socket_connect_timeout=LIMIT_S,
            retry=Retry(NoBackoff(), retries=0),  # by itself it tries for up to half a minute
        ) as redis:
            redis.ping()
    except (RedisError, ValueError) as error:
        return Reading(
            FAILED,
            f"Redis does not answer: {type(error).__name__}.",
            "See whether Redis runs and SIGHTLINE_REDIS_URL names it. Jobs wait meanwhile, and "
            "none is lost.",
        )
    return Reading(OK, "The queue (Redis) can be reached.")


def taken_up(settings: Settings) -> Reading:
    """Whether workers take up what waits."""
    try:
        with connected(settings) as connection:
            workers = connection.scalar(
                select(func.count()).where(Worker.seen_ms >= now_ms() - HERE_MS)
            )
            running = connection.scalar(
                select(func.count()).where(Job.state == "running", Job.lease_until_ms >= now_ms())
            )
            since = case(
                (Job.due_at_ms > Job.changed_at_ms, Job.due_at_ms), else_=Job.changed_at_ms
            )
            waiting, oldest_ms = connection.execute(
                select(func.count(), func.max(now_ms() - since)).where(Job.is_free())
            ).one()
            failed = connection.scalar(select(func.count()).where(Job.state == "failed"))
    except Away as away:
        return away.reading
    if not workers and waiting:
        return Reading(
            FAILED,
            f"No worker was heard of. Jobs that wait: {waiting}, the oldest for "
            f"{_minutes(oldest_ms)}.",
            START,
        )
    if not workers:
        return Reading(WARNING, "No worker was heard of: uploads would not be prepared.", START)
    if waiting and oldest_ms > WAITS_LONG_MS:
        return Reading(
            WARNING,
            f"Jobs that wait: {waiting}, the oldest for {_minutes(oldest_ms)};"
            f" being done: {running}.",
            "If that is often so, start more workers: manage.py worker --workers 2",
        )
    if failed:
        return Reading(
            WARNING,
            f"Jobs that wait: {waiting}; being done: {running}; failed: {failed}.",
            "See why: manage.py jobs list --state failed, or the page /jobs.",
        )
    return Reading(OK, f"Jobs that wait: {waiting}; being done: {running}.")


def _minutes(ms: int) -> str:
    minutes = ms // 60_000
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
