"""The queue: Huey carries the id of a job row from whoever made it to a worker.

Nothing depends on a message arriving. The row is the truth (``webapp.models.job``), and a worker
looks for rows without a live lease when it starts and every few seconds.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from huey import SqliteHuey
from huey.serializer import SignedSerializer

from webapp.events import video_uploaded

if TYPE_CHECKING:
    from flask import Flask
    from huey import Huey

log = logging.getLogger(__name__)


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

    @queue.on_startup()
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
    from tasks.pipeline import StepFailed, run_steps
    from webapp.models.job import Job, LeaseLost

    settings = app.extensions["settings"]
    with app.app_context():
        job = Job.claim(job_id, settings.job_lease_s, settings.job_attempts)
        if job is None:
            return
        try:
            with _heartbeat(app, job.id, job.token, settings.job_lease_s):
                run_steps(app, job)
        except LeaseLost as lost:
            log.warning("%s", lost)
        except StepFailed as failed:
            job.fail(str(failed))
        except Exception:
            # The lease runs out and the job is tried again, until its attempts are used up.
            log.exception("job %s stopped unexpectedly", job_id)
            _give_back(job_id)


def _give_back(job_id: int) -> None:
    """Let the next sweep take the job at once instead of waiting for the lease to run out."""
    from webapp.extensions import db
    from webapp.models.job import Job, LeaseLost

    db.session.rollback()
    job = db.session.get(Job, job_id)
    if job is not None and job.state == "running":
        try:
            job.extend_lease(0)
        except LeaseLost:
            log.warning("job %s was given to another worker", job_id)


@contextmanager
def _heartbeat(app: Flask, job_id: int, token: str, lease_s: float) -> Iterator[None]:
    """Keep the lease alive from a thread while a long step runs."""
    from webapp.extensions import db
    from webapp.models.job import Job, LeaseLost

    over = threading.Event()

    def beat() -> None:
        with app.app_context():
            while not over.wait(lease_s / 3):
                try:
                    job = db.session.get(Job, job_id)
                    if job is None or job.token != token:
                        return
                    job.extend_lease(lease_s)
                except LeaseLost:
                    return
                finally:
                    db.session.remove()

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
    with app.app_context():
        ids = Job.open_at_start()
        while True:
            for job_id in ids:
                run_job(job_id)
            db.session.remove()
            pause.wait(app.extensions["settings"].job_lease_s / 6)
            ids = Job.stranded()
