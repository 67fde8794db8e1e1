"""The sound picture as a strip: a few SVG paths, of bounded size however long the media is.

The time is cut into cells, and each shows what most of it is. Paths are `WIDTH` units wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TypeVar

from webapp.captions.document import Stretch
from webapp.media.lufs import level
from webapp.sound_reading import SILENCE, Reading, percentile

WIDTH, HEIGHT = 1000, 100
CELLS = 200
CELL = WIDTH // CELLS
COLOURS = 4
"""Speakers' colours, taken in turn (BBC: white, yellow, cyan, lime)."""

_TOP_SHARE, _RANGE = 0.98, level(-45.0)  # 25 LU of loudness are drawn
_LOWEST, _SILENT = 26, 3  # what is heard is high enough for its pattern to be seen
_MOST_NAMES = 20
_BETWEEN = 1  # one speaker and the next, where all have one colour
_ROOM_FOR_NAME = 5  # cells
_MUCH_ROOM = 10

What = TypeVar("What")


@dataclass(frozen=True, slots=True)
class Name:
    """A speaker's initials where she speaks; ``at`` in percent of the width."""

    initials: str
    whole: str
    at: float
    colour: int
    wide: bool
    """Whether there is room for it on a small screen, too."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the strip is made of: each shape is the ``d`` of a path."""

    outline: str
    """How loud it is: an area of `WIDTH` by `HEIGHT`."""
    kinds: Sequence[str]
    """The kinds of sound that are seen."""
    shapes: Mapping[str, str]
    """Where something is, one unit high: a kind of sound, ``covered`` (captions that name nobody),
    ``voice-0`` and so on (captions in a speaker's colour), ``missing`` (captions)."""
    names: Sequence[Name]


def draw(reading: Reading, loudness: bytes) -> Drawing:
    """Draw what was read of a media."""
    kinds = _kinds(reading)
    voices = _voices(reading)
    order = list(dict.fromkeys(name for name, _ in reading.voices))
    covered = _cells_of(reading.covered, reading.length_ms)
    missing = _cells_of(reading.missing, reading.length_ms)
    lane = [
        "missing" if gap else f"voice-{_colour(who, order)}" if who else "covered" if shown else ""
        for gap, who, shown in zip(missing, voices, covered, strict=True)
    ]
    seen = list(dict.fromkeys(kinds))
    shapes = {kind: _path(each == kind for each in kinds) for kind in seen}
    for name in sorted({*lane} - {""}):
        shapes[name] = _path((each == name for each in lane), gap=_BETWEEN)
    return Drawing(_outline(kinds, loudness), seen, shapes, _names(voices, order))


def initials(name: str, others: Iterable[str]) -> str:
    """A name in one to three letters, told from those of others where two letters can do it."""
    short = _initials(name)
    alike = any(_initials(other) == short for other in others if other != name)
    return name.strip()[:2] if alike else short


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.split()[:3]).upper()


def _colour(name: str, order: Sequence[str]) -> int:
    return order.index(name) % COLOURS


def _cells_of(stretches: Iterable[Stretch], length_ms: int) -> list[bool]:
    """Which cells they reach into: what is short is seen, too."""
    return [time > 0 for time in _time_in_cells(stretches, length_ms)]


def _kinds(reading: Reading) -> list[str]:
    """What most of each cell is."""
    found = list(reading.spent_ms)
    times = [
        _time_in_cells(
            [Stretch(r.start_ms, r.end_ms) for r in reading.rows if r.kind == kind],
            reading.length_ms,
        )
        for kind in found
    ]
    return [
        found[max(range(len(found)), key=shares.__getitem__)] for shares in zip(*times, strict=True)
    ]


def _voices(reading: Reading) -> list[str | None]:
    """Who speaks most in each cell."""
    most: list[tuple[float, str | None]] = [(0.0, None)] * CELLS
    by_name: dict[str, list[Stretch]] = {}
    for name, stretch in reading.voices:
        by_name.setdefault(name, []).append(stretch)
    for name, stretches in by_name.items():
        for cell, time in enumerate(_time_in_cells(stretches, reading.length_ms)):
            if time > most[cell][0]:
                most[cell] = (time, name)
    return [name for _, name in most]


def _time_in_cells(stretches: Iterable[Stretch], length_ms: int) -> list[float]:
    """How much of each cell the stretches fill, in ms."""
    times = [0.0] * CELLS
    cell_ms = max(length_ms, 1) / CELLS
    for each in stretches:
        first, last = int(each.start_ms / cell_ms), int((each.end_ms - 1) / cell_ms)
        for cell in range(max(first, 0), min(last, CELLS - 1) + 1):
            start, end = cell * cell_ms, (cell + 1) * cell_ms
            times[cell] += min(each.end_ms, end) - max(each.start_ms, start)
    return times


def _outline(kinds: Sequence[str], loudness: bytes) -> str:
    """An area whose upper edge is the loudness."""
    edge = [HEIGHT - height for height in _heights(kinds, loudness)]
    steps = "".join(
        _step(to - here, sheer=SILENCE in (before, after) and before != after)
        for (here, to), (before, after) in zip(pairwise(edge), pairwise(kinds), strict=True)
    )
    return f"M0 {HEIGHT}V{edge[0]}{steps}h{CELL}V{HEIGHT}z"


def _heights(kinds: Sequence[str], loudness: bytes) -> Iterator[int]:
    """How high each cell is, a little smoothed but not into silence."""
    top = percentile(loudness, _TOP_SHARE)
    means = list(_means(loudness))
    for cell, kind in enumerate(kinds):
        if kind == SILENCE:
            yield _SILENT
            continue
        beside = range(max(cell - 1, 0), min(cell + 2, CELLS))
        near = [means[each] for each in beside if kinds[each] != SILENCE]
        share = min(max((sum(near) / len(near) - top) / _RANGE + 1, 0.0), 1.0)
        yield _LOWEST + round((HEIGHT - _LOWEST) * share)


def _step(rise: int, *, sheer: bool) -> str:
    """From one cell's height to the next; silence has no slope."""
    return f"h{CELL}v{rise}" if sheer else f"l{CELL}{' ' * (rise >= 0)}{rise}"


def _means(loudness: bytes) -> Iterator[float]:
    for cell in range(CELLS):
        begin = cell * len(loudness) // CELLS
        part = loudness[begin : max((cell + 1) * len(loudness) // CELLS, begin + 1)]
        yield sum(part) / max(len(part), 1)


def _path(cells: Iterable[bool], gap: int = 0) -> str:
    """A bar, one unit high, for each run of cells that are true, with a gap after it."""
    return "".join(
        f"M{start * CELL} 0h{count * CELL - gap}v1h-{count * CELL - gap}z"
        for filled, start, count in _runs(cells)
        if filled
    )


def _names(voices: Sequence[str | None], order: Sequence[str]) -> list[Name]:
    """The initials of those who speak longest at a stretch."""
    runs = [run for run in _runs(voices) if run[0] is not None and run[2] >= _ROOM_FOR_NAME]
    longest = sorted(runs, key=lambda run: -run[2])[:_MOST_NAMES]
    return [
        Name(
            initials(name, order),
            name,
            round((start + count / 2) * 100 / CELLS, 2),
            _colour(name, order),
            count >= _MUCH_ROOM,
        )
        for name, start, count in sorted(longest, key=lambda run: run[1])
        if name is not None
    ]


def _runs(cells: Iterable[What]) -> Iterator[tuple[What, int, int]]:
    """(what, first cell, how many cells) of each run of equal cells."""
    start = 0
    for what, group in groupby(cells):
        count = sum(1 for _ in group)
        yield what, start, count
        start += count
