"""Background work, timed step by step."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from webapp import tracing
from webapp.insight import WAIT, WAITS
from webapp.metrics.series import (
    FIRST_CAPTIONS_SECONDS,
    REALTIME_FACTOR,
    STEP_FAILURES,
    STEP_SECONDS,
)
from webapp.models.clock import utc_now
from webapp.models.day_figure import DayFigure, Figure

if TYPE_CHECKING:
    from webapp.captions.document import Word
    from webapp.models import Media

Stretch = tuple[int, "list[Word]"]
"""Until when it was heard, in ms, and what."""


@contextmanager
def step(kind: str, name: str) -> Iterator[None]:
    """Time, and trace, what is done in the block as a step of a kind of work."""
    began = time.perf_counter()
    try:
        with tracing.step(kind, name):
            yield
    except Exception as error:
        STEP_FAILURES.labels(kind, name, type(error).__name__).inc()
        raise
    STEP_SECONDS.labels(kind, name).observe(time.perf_counter() - began)


def hearing(engine: str, from_ms: int, stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Pass stretches on as they are heard, and time each against the sound that is in it."""
    coming = iter(stretches)
    while True:
        began = time.perf_counter()
        stretch = next(coming, None)
        if stretch is None:
            return
        taken_s, sound_s = time.perf_counter() - began, (stretch[0] - from_ms) / 1000
        if sound_s > 0:
            REALTIME_FACTOR.labels(engine).observe(taken_s / sound_s)
        from_ms = stretch[0]
        yield stretch


def first_captions(media: Media) -> None:
    """Note how long a media waited for its first captions; the caller commits."""
    waited_s = (utc_now() - media.created_at).total_seconds()
    FIRST_CAPTIONS_SECONDS.observe(waited_s)
    bucket = next((most for most in WAITS[:-1] if waited_s <= float(most) * 60), WAITS[-1])
    DayFigure.add({Figure(utc_now().date(), media.library_id, WAIT, bucket): 1})
