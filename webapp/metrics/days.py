"""Numbers of each day, counted in memory as things happen and written down together.

A page waits for nothing: now and then a thread adds what was counted to the rows of the day
(``DayFigure``). A process that is killed loses what it counted in the last half minute; nobody but
a statistic misses it.
"""

from __future__ import annotations

import atexit
import threading
import time
import weakref
from collections import Counter
from datetime import UTC, datetime
from typing import cast

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from webapp.extensions import db
from webapp.models import DayFigure
from webapp.models.day_figure import Figure

log = structlog.stdlib.get_logger(__name__)

EVERY_S = 30
MOST_KEPT = 20_000
"""While the database is away, no more different numbers than these wait for it."""


class Batch:
    """What this process counted and has not written down yet."""

    def __init__(self, app: Flask) -> None:
        self._app = weakref.proxy(app)
        self._counted: Counter[Figure] = Counter()
        self._guard = threading.Lock()
        self._written_at = time.monotonic()

    def add(self, library_id: int, measure: str, value: str, count: int) -> None:
        """Count for today; now and then begin to write down what there is."""
        figure = Figure(datetime.now(UTC).date(), library_id, measure, value)
        with self._guard:
            if figure in self._counted or len(self._counted) < MOST_KEPT:
                self._counted[figure] += count
            is_time = time.monotonic() - self._written_at > EVERY_S
            if is_time:
                self._written_at = time.monotonic()
        if is_time:
            threading.Thread(target=self.write, daemon=True).start()

    def write(self) -> None:
        """Write down what was counted; what cannot be written now is kept for the next time."""
        with self._guard:
            counted, self._counted = self._counted, Counter()
        if not counted:
            return
        with self._app.app_context():
            try:
                DayFigure.add(counted)
                db.session.commit()
            except SQLAlchemyError:
                log.warning("numbers of the day wait for the database")
                with self._guard:
                    self._counted.update(counted)
            finally:
                db.session.remove()


def init_app(app: Flask) -> None:
    """Give the application a batch, which is written down when the process ends, too."""
    app.extensions["day_figures"] = batch = Batch(app)
    atexit.register(_write_last, weakref.ref(batch), weakref.ref(app))


def count(library_id: int, measure: str, value: str = "", count: int = 1) -> None:
    """Count something of today in a library."""
    cast(Batch, current_app.extensions["day_figures"]).add(library_id, measure, value, count)


def _write_last(batch: weakref.ref[Batch], app: weakref.ref[Flask]) -> None:
    of_batch, of_app = batch(), app()
    if of_batch and of_app and not of_app.testing:
        of_batch.write()
