"""A worker is heard of while it works, and stops what is not wanted any more.

Whoever stops a job takes the lease away; so does another worker, where this one was not heard of
for too long. A thread sees that within about a second, ends the programs that the work has
started, and so the work itself. What then goes on by itself, such as a model that listens to half
a minute of sound, ends with its process, which Huey starts again. A process may be killed at any
time: nothing half done is kept.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DBAPIError

from tasks.processes import family, kill
from webapp.extensions import db
from webapp.models.lease import LeaseLost

if TYPE_CHECKING:
    from flask import Flask

    from webapp.models.lease import Lease

log = structlog.stdlib.get_logger(__name__)

LOOK_EVERY_S = 1.0
GRACE_S = 3.0
"""So long the work may take to end when its programs have ended."""


@contextmanager
def heartbeat(app: Flask, lease: Lease, lease_s: float, *, ends_process: bool) -> Iterator[None]:
    """Keep the lease alive from a thread while a long step runs.

    ``ends_process``: whether this process is a worker's, and may be ended where the lease is lost.
    """
    over = threading.Event()

    def watch() -> None:
        with app.app_context():
            if not _lose(lease, lease_s, over) and ends_process:
                _end_work(over)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _lose(lease: Lease, lease_s: float, over: threading.Event) -> bool:
    """Be heard of until the work is over (True), or somebody else has the job (False)."""
    pause_s = min(LOOK_EVERY_S, lease_s / 3)
    heard = time.monotonic()
    while not over.wait(pause_s):
        try:
            if time.monotonic() - heard >= lease_s / 3:
                lease.extend(lease_s)
                heard = time.monotonic()
            elif not lease.is_held():
                return False
        except LeaseLost:
            return False
        except DBAPIError:  # the database is busy or away: the next beat may be heard
            db.session.rollback()
    return True


def _end_work(over: threading.Event) -> None:
    log.warning("the job is not this worker's any more; what it does is ended")
    _kill_descendants()
    if not over.wait(GRACE_S):
        _kill_descendants()
        os._exit(1)


def _kill_descendants() -> None:
    kill(family(os.getpid())[1:])
