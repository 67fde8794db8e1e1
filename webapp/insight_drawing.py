"""How many viewers there were over a time, as columns. The same numbers stand in a table beside it.

Lengths are in units of `WIDTH` by `HEIGHT`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT = 600, 160
MOST_DAYS = 31
"""A longer time is drawn in weeks."""
_FILLED = 0.7  # of a column's room


@dataclass(frozen=True, slots=True)
class Column:
    """A day, or the week that begins with it."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns from the first day to the last; ``path`` is the ``d`` of a path."""

    columns: tuple[Column, ...]
    by_week: bool
    most: int
    path: str


def draw(by_day: Mapping[date, int], first: date, last: date) -> Columns | None:
    """Draw what was counted from one day to another; None where there is nothing."""
    days = (last - first).days + 1
    by_week = days > MOST_DAYS
    columns = tuple(_columns(by_day, first, last, 7 if by_week else 1))
    most = max((each.count for each in columns), default=0)
    if not most:
        return None
    room = WIDTH / len(columns)
    path = "".join(
        _column((n + (1 - _FILLED) / 2) * room, room * _FILLED, HEIGHT * each.count / most)
        for n, each in enumerate(columns)
        if each.count
    )
    return Columns(columns, by_week, most, path)


def _columns(by_day: Mapping[date, int], first: date, last: date, step: int) -> Iterator[Column]:
    for offset in range(0, (last - first).days + 1, step):
        begin = first + timedelta(days=offset)
        yield Column(begin, sum(by_day.get(begin + timedelta(days=n), 0) for n in range(step)))


def _column(left: float, wide: float, tall: float) -> str:
    return f"M{left:.1f} {HEIGHT}v{-tall:.1f}h{wide:.1f}v{tall:.1f}z"
