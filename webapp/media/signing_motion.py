"""How much moves in a signer's video, when and where: what tells signing from rest.

Motion is not signing. Whoever scratches her nose or waves at the camera moves, too, and nothing
here knows the difference; a person who holds a sign does not move.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .gray_frames import gray_frames
from .picture_change import Bools, Change, changes, overlapping
from .probe import MediaInfo
from .runner import DEFAULT_MEMORY_BYTES

STEP_MS = 80
"""The time between two looks: 12.5 a second."""
GRID = 16
"""The picture is this many cells high and wide, whatever its shape."""
MASKED = 255
"""The level of a step in which the picture was cut: it says nothing of what moves."""

Floats = NDArray[np.float32]

_CELL = 5  # pixels a side
_SIZE = GRID * _CELL
_SECOND_MS = 1000
_LEVELS_AN_OCTAVE = 25  # 1000 permille is level 249
_MOVING_PIXELS, _SWAYING_PIXELS = 3, 2  # of a cell's 25


@dataclass(frozen=True, slots=True)
class Motion:
    """What moved, in 45 bytes for each second of video (two hours: 320 kB)."""

    levels: bytes
    """For each step of `STEP_MS` from 0 on how much of the picture moved, see `permille`."""
    seconds: bytes
    """For each second a bit for each cell, see `where`."""
    sway: Floats
    """For each cell the share of the time in which it stirred at all, as a body always does."""

    @property
    def length_ms(self) -> int:
        return len(self.levels) * STEP_MS

    @property
    def permille(self) -> Floats:
        """How many thousandths of the picture moved in each step; NaN where it was cut."""
        levels = np.frombuffer(self.levels, np.uint8)
        share = np.exp2(levels.astype(np.float32) / _LEVELS_AN_OCTAVE) - 1
        return np.where(levels == MASKED, np.float32(np.nan), share)

    @property
    def where(self) -> Bools:
        """For each second, row and column whether anything moved in the cell."""
        bits = np.unpackbits(np.frombuffer(self.seconds, np.uint8))
        return bits.reshape(-1, GRID, GRID).astype(bool)


def measure(
    path: Path,
    info: MediaInfo,
    *,
    on_progress: Callable[[float], None] = lambda done: None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> Motion:
    """Watch the video at the absolute ``path`` once, in flat memory; ``on_progress`` gets 0..1.

    MediaError where there is no picture, or it cannot be read.
    """
    tally = _Tally()
    with gray_frames(path, info, size=_SIZE, step_ms=STEP_MS, memory_bytes=memory_bytes) as blocks:
        for pictures in overlapping(blocks):
            tally.add(changes(pictures))
            on_progress(min(1.0, tally.steps * STEP_MS / max(1, info.duration_ms)))
    return tally.motion()


class _Tally:
    """Adds up what changed, in the few bytes a second that are kept."""

    def __init__(self) -> None:
        self._levels = bytearray()
        self._seconds = bytearray()
        self._this_second = np.zeros((GRID, GRID), bool)
        self._swayed = np.zeros((GRID, GRID), np.int64)
        self._uncut = 0

    @property
    def steps(self) -> int:
        return len(self._levels)

    def add(self, change: Change) -> None:
        moved = _by_cell(change.moves) >= _MOVING_PIXELS
        for share, cells, cut in zip(
            change.moves.mean(axis=(1, 2)), moved, change.cut, strict=True
        ):
            level = MASKED if cut else round(_LEVELS_AN_OCTAVE * np.log2(1 + 1000 * share))
            self._keep(int(level), cells & ~cut)
        swaying = _by_cell(change.stirs) >= _SWAYING_PIXELS
        self._swayed += swaying[~change.cut].sum(axis=0)
        self._uncut += int((~change.cut).sum())

    def _keep(self, level: int, cells: Bools) -> None:
        self._levels.append(level)
        self._this_second |= cells
        if self.steps * STEP_MS // _SECOND_MS * (GRID * GRID // 8) > len(self._seconds):
            self._end_second()

    def _end_second(self) -> None:
        self._seconds += np.packbits(self._this_second).tobytes()
        self._this_second[:] = False

    def motion(self) -> Motion:
        self._end_second()
        sway = (self._swayed / max(1, self._uncut)).astype(np.float32)
        return Motion(bytes(self._levels), bytes(self._seconds), sway)


def _by_cell(pixels: Bools) -> NDArray[np.int64]:
    """How many pixels of each cell are true."""
    counts: NDArray[np.int64] = pixels.reshape(-1, GRID, _CELL, GRID, _CELL).sum(axis=(2, 4))
    return counts
