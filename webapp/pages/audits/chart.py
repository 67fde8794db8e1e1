"""The faults of audits as bars: what remained, what is new, and, under the line, what was mended.

The same numbers stand in a table beside it. Lengths are in units of `WIDTH` by `HEIGHT`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.audit.tally import Tally

WIDTH, HEIGHT = 600, 200
MOST_BARS = 12
_FILLED = 0.6  # of a bar's room


@dataclass(frozen=True, slots=True)
class Point:
    """One audit: how many faults it found, and what changed since the one before it."""

    run_id: int
    at: datetime
    counted: Tally

    @property
    def remaining(self) -> int:
        return self.counted.found - self.counted.first_looked - self.counted.new


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from the oldest audit to the last; each shape is the ``d`` of a path."""

    points: Sequence[Point]
    most: int
    """Found by one audit; the height above the line."""
    most_mended: int
    base: int
    """Where the line is, from the top."""
    remaining: str
    first_looked: str
    new: str
    mended: str


def draw(points: Sequence[Point]) -> Chart | None:
    """Draw the last audits; None where there is nothing to compare."""
    points = points[-MOST_BARS:]
    most = max((point.counted.found for point in points), default=0)
    most_mended = max((point.counted.mended for point in points), default=0)
    if len(points) < 2 or most + most_mended == 0:
        return None
    unit = HEIGHT / (most + most_mended)
    base = round(most * unit)

    def bars(kind: str) -> str:
        return "".join(
            _bar(number, len(points), base, unit, *_ends(point, kind))
            for number, point in enumerate(points)
        )

    kinds = ("remaining", "first_looked", "new", "mended")
    return Chart(points, most, most_mended, base, *(bars(kind) for kind in kinds))


def _ends(point: Point, kind: str) -> tuple[int, int]:
    """From where to where a bar goes, counted in findings upwards from the line."""
    return {
        "remaining": (0, point.remaining),
        "first_looked": (point.remaining, point.counted.found - point.counted.new),
        "new": (point.counted.found - point.counted.new, point.counted.found),
        "mended": (-point.counted.mended, 0),
    }[kind]


def _bar(number: int, count: int, base: int, unit: float, low: int, high: int) -> str:
    if low == high:
        return ""
    room = WIDTH / count
    left, wide = round((number + (1 - _FILLED) / 2) * room, 1), round(room * _FILLED, 1)
    top, tall = round(base - high * unit, 1), round((high - low) * unit, 1)
    return f"M{left:g} {top:g}h{wide:g}v{tall:g}h{-wide:g}z"
