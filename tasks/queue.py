"""The queue: Huey carries the id of a job row from whoever made it to a worker.

Nothing depends on a message arriving. The row is the truth (``webapp.models.job``), and a worker
looks for rows without a live lease when it starts and every few seconds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import structlog
from huey import SqliteHuey

from webapp import logs
from webapp.events import job_queued, video_uploaded
from webapp.signing import QueueSerializer

if TYPE_CHECKING:
    from flask import Flask
    from huey import Huey

    from webapp.models.lease import Lease

log = structlog.stdlib.get_logger(__name__)

TIDY_EVERY_S = 3600


def init_app(app: Flask) -> None:
    """Give the application its queue, and pass on each job that is said to be queued."""
    settings = app.extensions["settings"]
    queue = SqliteHuey(
        "sightline",
        filename=str(settings.data_dir / "queue.db"),
        results=False,
        serializer=QueueSerializer(app.config["SECRET_KEY"]),
    )
    run_job = queue.task(name="run_job")(
        lambda job_id, request_id="": _run(app, job_id, request_id)
    )
    app.extensions["queue"] = queue
    app.extensions["run_job"] = run_job

    @video_uploaded.connect_via(app, weak=False)
    @job_queued.connect_via(app, weak=False)
    def _enqueue(_sender: object, job_id: int, **_details: object) -> None:
        try:
            run_job(job_id, logs.request_id())
        except Exception:  # the row is committed, and the next sweep finds it
            log.exception("the queue did not take a job", job=job_id)

    @queue.on_startup()  # type: ignore[untyped-decorator]  # huey has no types
    def _start_worker_process() -> None:
        from webapp.extensions import db

        with app.app_context():
            db.engine.dispose(close=False)  # connections do not survive the fork
        threading.Thread(target=_sweep, args=(app, run_job), daemon=True).start()
        threading.Thread(target=_tidy, args=(app,), daemon=True).start()


def consume(queue: Huey, workers: int) -> None:
    """Work until told to stop. Processes, because only they can be timed out and are isolated."""
    queue.create_consumer(
        workers=workers,
        worker_type="process",
        initial_delay=0.05,
        max_delay=0.5,
        periodic=False,
    ).run()


def _run(app: Flask, job_id: int, request_id: str) -> None:
    """Claim a job and take it from its last finished step to its end.

    What is logged meanwhile names the job, and the request that asked for it where one did.
    """
    from tasks.failures import StepFailed
    from tasks.pipeline import TryLater, run_steps
    from webapp.models.lease import Lease, LeaseLost

    settings = app.extensions["settings"]
    named = structlog.contextvars.bound_contextvars(job=job_id, request_id=request_id)
    with app.app_context(), named:
        lease = Lease.claim(job_id, settings.job_lease_s, settings.job_attempts)
        if lease is None:
            return
        try:
            with _heartbeat(app, lease, settings.job_lease_s):
                run_steps(lease)
        except LeaseLost as lost:
            log.warning("lease lost", reason=str(lost))
        except StepFailed as failed:
            lease.fail(str(failed))
        except TryLater as obstacle:
            lease.postpone(str(obstacle))
        except Exception:
            log.exception("job stopped unexpectedly")
            _give_back(lease)


def _give_back(lease: Lease) -> None:
    """Let the next sweep take the job at once instead of waiting for the lease to run out."""
    from webapp.extensions import db
    from webapp.models.lease import LeaseLost

    db.session.rollback()
    with suppress(LeaseLost):
        lease.extend(0)


@contextmanager
def _heartbeat(app: Flask, lease: Lease, lease_s: float) -> Iterator[None]:
    """Keep the lease alive from a thread while a long step runs."""
    from sqlalchemy.exc import OperationalError

    from webapp.extensions import db
    from webapp.models.lease import LeaseLost

    over = threading.Event()

    def beat() -> None:
        with app.app_context(), suppress(LeaseLost):
            while not over.wait(lease_s / 3):
                try:
                    lease.extend(lease_s)
                except OperationalError:  # the database is busy: the next beat may be heard
                    db.session.rollback()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _sweep(app: Flask, run_job: Any) -> None:
    """Hint every job that no worker holds: at the start, and then a few times a lease."""
    from tasks.pipeline import sweep
    from webapp.models import linting
    from webapp.models.job import Job

    def hint(ids: Sequence[int]) -> None:
        for job_id in ids:
            run_job(job_id)

    pause_s = app.extensions["settings"].job_lease_s / 6
    with app.app_context():
        _attempt(lambda: hint(Job.open_at_start()))
        while True:
            time.sleep(pause_s)
            _attempt(lambda: hint(Job.stranded()))
            _attempt(sweep)
            _attempt(linting.renew_some)


def _tidy(app: Flask) -> None:
    """Remove files that nobody needs: at the start, and then once in a while."""
    from tasks.tidying import tidy

    with app.app_context():
        while True:
            _attempt(lambda: tidy(app.extensions["storage"]))
            time.sleep(TIDY_EVERY_S)


def _attempt(work: Callable[[], object]) -> None:
    """Do what is done again later anyway: a failure, such as a locked database, must not end it."""
    from webapp.extensions import db

    try:
        work()
    except Exception:
        log.exception("something that is done now and then did not work")
    finally:
        db.session.remove()
