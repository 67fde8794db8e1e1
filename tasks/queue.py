"""The queue: Huey wakes up a worker when there is a job for it.

Nothing depends on a message arriving. The row is the truth (``webapp.models.job``): whoever is
woken takes the row that is to be done first (``Lease.claim_best``), whichever one the message was
about, and a worker looks for rows without a live lease when it starts and every few seconds.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from sqlite3 import Error as SqliteError
from typing import TYPE_CHECKING

import structlog
from huey import Huey
from huey.storage import BaseStorage, MemoryStorage, RedisStorage, SqliteStorage
from redis import ConnectionPool, RedisError
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from webapp.events import job_queued, video_uploaded
from webapp.extensions import db
from webapp.models.job import Job
from webapp.queues import QUEUES
from webapp.signing import QueueSerializer

if TYPE_CHECKING:
    from flask import Flask
    from huey.api import Task, TaskWrapper

    from webapp.config import Settings
    from webapp.models.lease import Lease

log = structlog.stdlib.get_logger(__name__)

REDIS_PATIENCE_S = 2.0
"""So long anybody waits for Redis."""
LOOK_EVERY_S = 2.0
"""A worker that hears of nothing looks into the ledger so often: a message can be lost."""
ANY = 0
"""The id of no job: whichever comes first is meant."""


class Queue(Huey):  # type: ignore[misc]  # huey has no types
    """One Huey with a line of messages for each of ``QUEUES``."""

    def __init__(self, lines: Mapping[str, BaseStorage], secret: str) -> None:
        super().__init__(
            "sightline",
            results=False,
            storage_class=MemoryStorage,  # of what Huey keeps besides messages we use nothing
            serializer=QueueSerializer(secret),
        )
        self.lines = lines
        self.worker = ""
        """Which worker this process is (``webapp.models.worker``); empty: none."""
        self.heard: Collection[str] = QUEUES
        """The queues whose messages this process takes."""
        self.run_job: TaskWrapper
        self._is_away = False
        self._looked_at = 0.0

    def send(self, queue: str, task: Task) -> None:
        """Put a message into a queue; raises what its storage raises."""
        self.lines[queue].enqueue(self.serialize_task(task))

    def dequeue(self) -> Task | None:
        """Return the next message of the queues that are heard; None where there is none.

        Now and then a worker that hears of nothing tells itself to look, also while what keeps the
        messages is away or its disk is full.
        """
        return self._next_message() or self._own_look()

    def _own_look(self) -> Task | None:
        if not self.worker or time.monotonic() - self._looked_at < LOOK_EVERY_S:
            return None
        self._looked_at = time.monotonic()
        return self.run_job.s(ANY)

    def _next_message(self) -> Task | None:
        try:
            for name in self.heard:
                data = self.lines[name].dequeue()
                if data is not None:
                    self._is_away = False
                    return self.deserialize_task(data)
        except (RedisError, SqliteError) as error:
            if not self._is_away:
                log.warning("no messages can be had; the ledger is looked into", reason=str(error))
            self._is_away = True
            return None
        self._is_away = False
        return None

    def close(self) -> None:
        """Close connections: they must not be shared with a process that is forked."""
        for line in self.lines.values():
            line.close()


def init_app(app: Flask) -> None:
    """Give the application its queue, and pass on each job that is said to be queued."""
    queue = Queue(_lines(app.extensions["settings"]), app.config["SECRET_KEY"])
    queue.run_job = queue.task(name="run_job")(lambda job_id: _run(app, job_id))
    app.extensions["queue"], app.extensions["run_job"] = queue, queue.run_job

    @video_uploaded.connect_via(app, weak=False)
    @job_queued.connect_via(app, weak=False)
    def _enqueue(_sender: object, job_id: int, **_details: object) -> None:
        try:
            hint(app, [job_id])
        except Exception:  # the row is committed, and the next sweep finds it
            log.exception("the queue did not take a job", job=job_id)


def hint(app: Flask, job_ids: Iterable[int]) -> None:
    """Tell the workers of some jobs that these wait; raises where the queue is away."""
    queue, run_job = app.extensions["queue"], app.extensions["run_job"]
    for job_id in job_ids:
        waits = select(Job.queue).where(Job.id == job_id, Job.is_free())
        # A connection of its own, since a session that has just committed is not to be asked.
        with db.engine.connect().execution_options(read_only=True) as connection:
            name = connection.scalar(waits)
        if name in queue.lines:
            queue.send(name, run_job.s(job_id))


def _lines(settings: Settings) -> dict[str, BaseStorage]:
    """Open what keeps the messages of each queue."""
    if settings.redis_url:
        pool = ConnectionPool.from_url(
            settings.redis_url,
            socket_timeout=REDIS_PATIENCE_S,
            socket_connect_timeout=REDIS_PATIENCE_S,
        )
        return {
            name: RedisStorage(f"sightline_{name}", blocking=False, connection_pool=pool)
            for name in QUEUES
        }
    file = str(settings.data_dir / "queue.db")
    return {name: SqliteStorage(f"sightline_{name}", filename=file) for name in QUEUES}


def _run(app: Flask, job_id: int) -> None:
    """Take up a job and do it, from its last finished step to its end or to another queue.

    What is logged meanwhile names the job, and the request that asked for it where one did.
    """
    from tasks.failures import StepFailed
    from tasks.heartbeat import heartbeat
    from tasks.pipeline import TryLater, run_steps
    from webapp.models.lease import LeaseLost

    lease_s, is_worker = (
        app.extensions["settings"].job_lease_s,
        bool(app.extensions["queue"].worker),
    )
    with app.app_context():
        try:
            lease = _claim(app, job_id)
        except OperationalError as error:  # the row waits, and is looked for again
            log.warning("the database is away", reason=str(error.orig))
            return
        if lease is None:
            return
        named = structlog.contextvars.bound_contextvars(
            job=lease.job_id, request_id=lease.request_id
        )
        with named:
            try:
                with heartbeat(app, lease, lease_s, ends_process=is_worker):
                    try:
                        run_steps(lease)
                    except StepFailed as failed:
                        lease.fail(str(failed))
                    except TryLater as obstacle:
                        lease.postpone(str(obstacle), obstacle.wait_s)
            except LeaseLost as lost:
                log.warning("lease lost", reason=str(lost))
            except Exception:
                log.exception("job stopped unexpectedly")
                _drop(lease)
            except KeyboardInterrupt:  # the worker is told to stop
                with suppress(Exception):
                    lease.give_back()
                raise


def _claim(app: Flask, job_id: int) -> Lease | None:
    """Take what is to be done first in this worker's queues; elsewhere the job that is named."""
    from webapp.models.lease import Lease

    settings, queue = app.extensions["settings"], app.extensions["queue"]
    if job_id == ANY and not Job.waits(queue.heard):
        return None
    if not queue.worker:
        return Lease.claim(job_id, settings.job_lease_s, settings.job_attempts)
    lease = Lease.claim_best(queue.heard, settings.job_lease_s, settings.job_attempts, queue.worker)
    if lease is not None and job_id not in (ANY, lease.job_id):
        # The message was another job's, which waits for a message now.
        with suppress(Exception):
            hint(app, [job_id])
    return lease


def _drop(lease: Lease) -> None:
    """Let the next sweep take the job at once instead of waiting for the lease to run out."""
    from webapp.models.lease import LeaseLost

    db.session.rollback()
    with suppress(LeaseLost):
        lease.extend(0)
