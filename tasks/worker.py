"""A worker: processes that each do one job at a time, out of some queues.

Queues that share a lane share processes. A mail never waits for a video that is being captioned,
and a video becomes playable while another one is being listened to.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import threading
import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import structlog

from tasks.queue import hint

if TYPE_CHECKING:
    from flask import Flask

log = structlog.stdlib.get_logger(__name__)

LANES = (("mail",), ("media", "signs", "exports"), ("captions", "audits"))
TIDY_EVERY_S = 3600
HEALTH_EVERY_S = 1
"""So often is seen whether a process has ended, and another one is to be started."""
SWEEP_S = 2
"""A job whose worker died is another's soon after its lease is over."""
_HOST_CHARACTERS = 40


def consume(app: Flask, queues: Collection[str], workers: int) -> None:
    """Work off some queues until told to stop, with ``workers`` processes for each lane.

    Processes, because only they can be ended at any time, and are isolated.
    """
    lanes = [*_lanes_of(queues)] * workers
    queue = app.extensions["queue"]

    @queue.on_startup()  # type: ignore[untyped-decorator]  # huey has no types
    def _start_process() -> None:
        number = int(multiprocessing.current_process().name.rpartition("-")[2])  # Huey's, from 1
        queue.heard = lanes[number - 1]
        queue.worker = f"{_host()}-{os.getppid()}-{number}"
        _look_after(app, is_first=number == 1)

    @queue.on_shutdown()  # type: ignore[untyped-decorator]
    def _leave() -> None:
        from webapp.models import Worker

        with app.app_context():
            _attempt(lambda: Worker.leave(queue.worker))

    queue.close()
    queue.create_consumer(
        workers=len(lanes),
        worker_type="process",
        initial_delay=0.05,
        max_delay=0.5,
        periodic=False,
        health_check_interval=HEALTH_EVERY_S,
    ).run()


def _lanes_of(queues: Collection[str]) -> list[tuple[str, ...]]:
    """Return what each process for these queues works off."""
    lanes = (tuple(queue for queue in lane if queue in queues) for lane in LANES)
    return [lane for lane in lanes if lane]


def _host() -> str:
    return socket.gethostname()[:_HOST_CHARACTERS]


def _look_after(app: Flask, *, is_first: bool) -> None:
    """Start what goes on beside the jobs: beats, and in one process of each worker the sweeps."""
    from webapp.extensions import db

    with app.app_context():
        db.engine.dispose(close=False)  # connections do not survive the fork
    for work in (_beat, _sweep, _tidy) if is_first else (_beat,):
        threading.Thread(target=work, args=(app,), daemon=True).start()


def _beat(app: Flask) -> None:
    """Say now and then that this worker is there."""
    from webapp.models import Worker
    from webapp.models.worker import BEAT_S

    queue = app.extensions["queue"]
    with app.app_context():
        while True:
            _attempt(lambda: Worker.beat(queue.worker, _host(), queue.heard))
            time.sleep(BEAT_S)


def _sweep(app: Flask) -> None:
    """Hint every job that no worker holds: at the start, and then a few times a lease."""
    from tasks.pipeline import sweep
    from webapp.models import linting
    from webapp.models.clock_set_back import follow_clock
    from webapp.models.job import Job

    lease_s = app.extensions["settings"].job_lease_s
    pause_s = min(lease_s / 6, SWEEP_S)
    with app.app_context():
        _attempt(lambda: hint(app, Job.open_at_start()))
        while True:
            time.sleep(pause_s)
            _attempt(lambda: follow_clock(lease_s))
            _attempt(lambda: hint(app, Job.stranded()))
            _attempt(sweep)
            _attempt(linting.renew_some)


def _tidy(app: Flask) -> None:
    """Remove what nobody needs, and sum up days: at the start, and then once in a while."""
    from tasks.rolling_up import roll_up
    from tasks.tidying import tidy
    from webapp.models import StepTime, shelf

    with app.app_context():
        while True:
            _attempt(lambda: tidy(app.extensions["storage"]))
            _attempt(shelf.sum_up)
            _attempt(StepTime.forget_old)
            _attempt(lambda: roll_up(app.extensions["settings"].figures_days))
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
