"""Which moments of a signed version stand for it in a still and in a strip of key frames."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from .sign_measures import Span
from .signing_motion import GRID, STEP_MS, Floats, Motion

FEWEST, MOST = 12, 40
"""Frames of a strip."""
FRAME_EVERY_MS = 1500
"""About as long as two or three signs take."""


def poster_ms(motion: Motion, active: Sequence[Span], length_ms: int) -> int:
    """The moment of a still: hands up and held, so that nothing is blurred.

    It is the calmest moment of the second in which the most moved in the upper half, while somebody
    signs; where nobody does, the middle.
    """
    upper = motion.where[:, : GRID // 2].sum(axis=(1, 2)) * 2
    moving = upper + motion.where.sum(axis=(1, 2))
    seconds = [
        second
        for second in range(len(moving))
        if _overlaps(active, second * 1000, second * 1000 + 1000)
    ]
    if not seconds:
        return length_ms // 2
    best = max(seconds, key=lambda second: (moving[second], -second))
    within = Span(best * 1000, min(best * 1000 + 1000, length_ms))
    return _calmest(motion.permille, within)


def strip_ms(motion: Motion, active: Sequence[Span], length_ms: int) -> list[int]:
    """The moments of a strip, in order: where movements end, for the handshape is seen there.

    The signing time is parted evenly, and the calmest moment of each part is taken; where nobody
    signs, they lie evenly in the whole. Short videos have fewer than `FEWEST`.
    """
    spans = active or [Span(0, length_ms)]
    signed_ms = sum(span.end_ms - span.start_ms for span in spans)
    count = min(max(round(signed_ms / FRAME_EVERY_MS), FEWEST), MOST)
    permille = _while_active(motion.permille, spans)
    edges = [_within(spans, signed_ms * n / count) for n in range(count + 1)]
    parts = (Span(start, max(start + 1, end)) for start, end in pairwise(edges))
    return sorted({_calmest(permille, part) for part in parts})


def _while_active(permille: Floats, spans: Sequence[Span]) -> Floats:
    """Without what lies between the spans: hands that rest tell nothing."""
    steps = np.arange(len(permille)) * STEP_MS
    active = np.zeros(len(permille), bool)
    for span in spans:
        active |= (steps >= span.start_ms) & (steps < span.end_ms)
    return np.where(active, permille, np.float32(np.nan))


def _calmest(permille: Floats, span: Span) -> int:
    """The moment of a span at which the least moves; a cut, about which nothing is known, last."""
    first = int(span.start_ms / STEP_MS + 0.5)
    steps = permille[first : max(first + 1, round(span.end_ms / STEP_MS))]
    if not len(steps) or np.isnan(steps).all():
        return (span.start_ms + span.end_ms) // 2
    return (first + int(np.nanargmin(steps))) * STEP_MS


def _overlaps(spans: Sequence[Span], start_ms: int, end_ms: int) -> bool:
    return any(span.start_ms < end_ms and start_ms < span.end_ms for span in spans)


def _within(spans: Sequence[Span], reached_ms: float) -> int:
    """The moment at which so much of the spans' time is over."""
    for span in spans:
        length = span.end_ms - span.start_ms
        if reached_ms <= length:
            return round(span.start_ms + reached_ms)
        reached_ms -= length
    return spans[-1].end_ms
