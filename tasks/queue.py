"""The queue: Huey carries the id of a job row from whoever made it to a worker.

Nothing depends on a message arriving. The row is the truth (``webapp.models.job``), and a worker
looks for rows without a live lease when it starts and every few seconds.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from huey import SqliteHuey
from huey.serializer import SignedSerializer

from webapp.events import video_uploaded

if TYPE_CHECKING:
    from flask import Flask
    from huey import Huey

    from webapp.models.lease import Lease

log = logging.getLogger(__name__)

ABANDONED_S = 24 * 3600
"""A temporary file this old belongs to an upload or a worker that is gone."""


def init_app(app: Flask) -> None:
    """Give the application its queue, and queue a job for each upload."""
    settings = app.extensions["settings"]
    queue = SqliteHuey(
        "sightline",
        filename=str(settings.data_dir / "queue.db"),
        results=False,
        serializer=SignedSerializer(secret=app.config["SECRET_KEY"]),
    )
    run_job = queue.task(name="run_job")(lambda job_id: _run(app, job_id))
    app.extensions["queue"] = queue
    app.extensions["run_job"] = run_job

    @video_uploaded.connect_via(app, weak=False)
    def _enqueue(_sender: object, job_id: int, **_details: object) -> None:
        run_job(job_id)

    @queue.on_startup()  # type: ignore[untyped-decorator]  # huey has no types
    def _start_worker_process() -> None:
        from webapp.extensions import db

        with app.app_context():
            db.engine.dispose(close=False)  # connections do not survive the fork
        threading.Thread(target=_sweep, args=(app, run_job), daemon=True).start()


def consume(queue: Huey, workers: int) -> None:
    """Work until told to stop. Processes, because only they can be timed out and are isolated."""
    queue.create_consumer(
        workers=workers,
        worker_type="process",
        initial_delay=0.05,
        max_delay=0.5,
        periodic=False,
    ).run()


def _run(app: Flask, job_id: int) -> None:
    """Claim a job and take it from its last finished step to its end."""
    from tasks.failures import StepFailed
    from tasks.pipeline import run_steps
    from webapp.models.lease import Lease, LeaseLost

    settings = app.extensions["settings"]
    with app.app_context():
        lease = Lease.claim(job_id, settings.job_lease_s, settings.job_attempts)
        if lease is None:
            return
        try:
            with _heartbeat(app, lease, settings.job_lease_s):
                run_steps(app, lease)
        except LeaseLost as lost:
            log.warning("%s", lost)
        except StepFailed as failed:
            lease.fail(str(failed))
        except Exception:
            log.exception("job %s stopped unexpectedly", job_id)
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
    from webapp.models.lease import LeaseLost

    over = threading.Event()

    def beat() -> None:
        with app.app_context(), suppress(LeaseLost):
            while not over.wait(lease_s / 3):
                lease.extend(lease_s)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _sweep(app: Flask, run_job: Any) -> None:
    """Hint every job that no worker holds: at the start, and then a few times a lease."""
    from webapp.extensions import db
    from webapp.models.job import Job

    pause = threading.Event()
    app.extensions["storage"].sweep_temporary(ABANDONED_S)
    with app.app_context():
        ids = Job.open_at_start()
        while True:
            for job_id in ids:
                run_job(job_id)
            db.session.remove()
            pause.wait(app.extensions["settings"].job_lease_s / 6)
            ids = Job.stranded()
