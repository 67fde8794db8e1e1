"""When a signer signs and when she rests, as far as motion tells it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .sign_measures import Span
from .signing_motion import STEP_MS, Floats, Motion

LONGEST_HOLD_MS = 1200
"""Signing goes on through a pause of at most so long: a sign is held, a sentence ends."""
SHORTEST_MS = 400
"""What moves for less is no sign."""

_REPEATED_STEPS = 5  # of a film with few frames a second that shows one several times
_LEAST = 5.0  # permille of the picture: hands move more of it, a head that nods does not
_SHARE = 0.15  # of what moves when much does
_GO_ON = 0.5  # of what is needed to begin
_MUCH = 90  # percent of the moving time moves no more than 'much'
_QUIET = 5  # percent of the time is as quiet as the quietest
_QUIET_STEPS = 12
_TELLING_STEPS = 100  # a shorter video need not have a quiet part
_MOST_FLOOR = 0.3  # of 'much': constant motion beyond that is signing without rest


def stretches(motion: Motion) -> list[Span]:
    """Where the signer moves as signing does, in order of time; rest lies between.

    Motion is not signing: whoever waves at the camera is called active, too. What is called rest
    is rest, or a sign that is held for longer than `LONGEST_HOLD_MS`. The threshold follows the
    video: it lies above what moves in its quietest parts, and with how much moves at most, but
    never so low that a nod counts. A signer who takes less than a tenth of the picture may be
    missed.
    """
    if not motion.levels:
        return []
    moves = _closed(np.nan_to_num(motion.permille))
    begin, go_on = _thresholds(moves)
    found = [
        span for span in _runs(moves, begin, go_on) if span.end_ms - span.start_ms >= SHORTEST_MS
    ]
    return _bridged(found)


def _closed(moves: Floats) -> Floats:
    """Fill what is still for a moment between motion, without moving the ends of motion."""
    reach = _REPEATED_STEPS // 2
    padded = np.pad(moves, 2 * reach)
    highest = sliding_window_view(padded, _REPEATED_STEPS).max(axis=1)
    closed: Floats = sliding_window_view(highest, _REPEATED_STEPS).min(axis=1)
    return closed


def _thresholds(moves: Floats) -> tuple[float, float]:
    moving = moves[moves >= _LEAST]
    much = float(np.percentile(moving, _MUCH)) if len(moving) else 0.0
    floor = min(_quietest(moves), _MOST_FLOOR * much)
    above = max(_LEAST, _SHARE * (much - floor))
    return floor + above, floor + _GO_ON * above


def _quietest(moves: Floats) -> float:
    if len(moves) < _TELLING_STEPS:
        return 0.0
    means = np.convolve(moves, np.full(_QUIET_STEPS, 1 / _QUIET_STEPS), "valid")
    return float(np.percentile(means, _QUIET))


def _runs(moves: Floats, begin: float, go_on: float) -> Iterator[Span]:
    """Runs above ``go_on`` that reach ``begin``."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], moves > go_on, [False]])))
    for start, end in edges.reshape(-1, 2):
        if moves[start:end].max() > begin:
            yield Span(int(start) * STEP_MS, int(end) * STEP_MS)


def _bridged(spans: Sequence[Span]) -> list[Span]:
    whole: list[Span] = []
    for span in spans:
        if whole and span.start_ms - whole[-1].end_ms <= LONGEST_HOLD_MS:
            span = Span(whole.pop().start_ms, span.end_ms)
        whole.append(span)
    return whole
