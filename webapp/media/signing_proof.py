"""Whether a crop of a signer's video cuts what moves: shown on the video itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .gray_frames import gray_frames
from .picture_change import Bools, changes, overlapping
from .probe import MediaInfo
from .runner import DEFAULT_MEMORY_BYTES
from .sign_measures import Reading, Span
from .signing_motion import STEP_MS

TINY = 0.02
"""So much of what moves at a time may lie outside: noise, and the shadow of an arm."""

_SIZE = 120  # pixels a side, finer than what the crop was made from
_WINDOW_STEPS = 6  # half a second
_MUCH = 60  # pixels that move in it; where fewer do, the few outside weigh less
_SPECK = 3  # pixels that are no hand, wherever they lie
_FINGERS = 5  # pixels of an edge: what is smaller is no hand that crosses it
_MOMENTS = 5


class Crop(NamedTuple):
    """A part of the picture as shown, as shares of its width and height (0..1)."""

    left: float
    top: float
    width: float
    height: float

    def around(self, other: Crop) -> Crop:
        """The smallest that holds both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        right = max(self.left + self.width, other.left + other.width)
        bottom = max(self.top + self.height, other.top + other.height)
        return Crop(left, top, right - left, bottom - top)


WHOLE = Crop(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Proof:
    """What was seen while somebody signed."""

    outside: Reading
    """The largest share (0..1) of what moved in half a second that lay outside, and when."""
    strays: Crop | None
    """The box around what moved outside where that was more than `TINY`."""
    cut_off: Reading
    """The share of the signing time (0..1) in which something moves at the left, upper or right
    edge of the whole picture, as hands do that leave it, and when it moves most there."""

    @property
    def holds(self) -> bool:
        """Whether next to nothing moves outside: the crop cuts no hand."""
        return self.outside.value <= TINY


def prove(
    path: Path,
    info: MediaInfo,
    active: Sequence[Span],
    crop: Crop,
    *,
    on_progress: Callable[[float], None] = lambda done: None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> Proof:
    """Watch the video at the absolute ``path`` while ``active``, and see what ``crop`` would cut.

    It can be asked of a crop that a person set, too. Flat memory; ``on_progress`` gets 0..1.
    MediaError where there is no picture, or it cannot be read.
    """
    seen = _Seen(crop)
    steps = _moving(path, info, active, on_progress, memory_bytes)
    for _, window in groupby(steps, lambda each: each[0] // _WINDOW_STEPS):
        numbers, moved = zip(*window, strict=True)
        seen.add(numbers[len(numbers) // 2] * STEP_MS, moved)
    return seen.proof()


def box_of(cells: Bools) -> Crop:
    """The smallest box around what is true in a grid that covers the picture."""
    rows, columns = (np.flatnonzero(cells.any(axis=axis)) for axis in (1, 0))
    height, width = cells.shape
    return Crop(
        float(columns[0] / width),
        float(rows[0] / height),
        float((columns[-1] + 1 - columns[0]) / width),
        float((rows[-1] + 1 - rows[0]) / height),
    )


def _moving(
    path: Path,
    info: MediaInfo,
    active: Sequence[Span],
    on_progress: Callable[[float], None],
    memory_bytes: int,
) -> Iterator[tuple[int, Bools]]:
    """What moves in each step of the active time, with the step's number."""
    wanted = np.zeros(info.limit_ms // STEP_MS + 1, bool)
    for span in active:
        wanted[span.start_ms // STEP_MS : -(-span.end_ms // STEP_MS)] = True
    step = 0
    with gray_frames(path, info, size=_SIZE, step_ms=STEP_MS, memory_bytes=memory_bytes) as blocks:
        for pictures in overlapping(blocks):
            here = wanted[step : step + len(pictures) - 1]
            if here.any():
                change = changes(pictures)
                for each in np.flatnonzero(here & ~change.cut):
                    yield step + int(each), change.moves[each]
            step += len(here)
            on_progress(min(1.0, step * STEP_MS / max(1, info.duration_ms)))


class _Seen:
    """Adds up, in flat memory, what moved outside a crop and at the edges of the picture."""

    def __init__(self, crop: Crop) -> None:
        self._outside = ~_inside(crop)
        self._strays = np.zeros((_SIZE, _SIZE), bool)
        self._shares: list[tuple[float, int]] = []
        self._edges: list[tuple[int, int]] = []
        self._windows = self._at_edges = 0

    def add(self, ms: int, steps: Sequence[Bools]) -> None:
        moved = np.logical_or.reduce(steps)
        stray = moved & self._outside
        share = float(max(0, stray.sum() - _SPECK) / max(_MUCH, moved.sum()))
        if share > TINY:
            self._strays |= stray
        self._shares = nlargest(_MOMENTS, [*self._shares, (share, ms)])
        pixels = max(
            int(edge.sum()) for step in steps for edge in (step[:, 0], step[:, -1], step[0])
        )
        self._windows += 1
        if pixels >= _FINGERS:
            self._at_edges += 1
            self._edges = nlargest(_MOMENTS, [*self._edges, (pixels, ms)])

    def proof(self) -> Proof:
        worst = self._shares[0][0] if self._shares else 0.0
        return Proof(
            outside=Reading(worst, tuple(ms for share, ms in self._shares if share > TINY)),
            strays=box_of(self._strays) if self._strays.any() else None,
            cut_off=Reading(
                self._at_edges / max(1, self._windows), tuple(ms for _, ms in self._edges)
            ),
        )


def _inside(crop: Crop) -> Bools:
    """The pixels that a crop shows whole."""
    places = np.arange(_SIZE) / _SIZE
    ends = places + 1 / _SIZE
    slack = 1e-6  # of shares that are no round numbers in binary
    across = (places >= crop.left - slack) & (ends <= crop.left + crop.width + slack)
    down = (places >= crop.top - slack) & (ends <= crop.top + crop.height + slack)
    return down[:, None] & across[None, :]
