"""Where somebody speaks: voice activity, so that silence, noise and music are not captioned.

The thresholds are low and the edges padded: a whisper must survive, and an engine that hears a
little too much sound is better than a deaf viewer who misses a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tasks.loudness import SAMPLE_RATE
from tasks.silero import FRAME, Chances

FRAME_MS = FRAME * 1000 // SAMPLE_RATE

_BEGINS, _GOES_ON = 0.30, 0.15
_SHORTEST_FRAMES, _BRIDGED_FRAMES, _PAD_FRAMES = 4, 10, 5

Flags = NDArray[np.bool_]


def speech_flags(chances: Chances, *, begins: float = _BEGINS, goes_on: float = _GOES_ON) -> Flags:
    """Which frames belong to speech: begun by a likely one, bridged, padded, clicks left out."""
    flags = _hold(chances, begins, goes_on)
    for start, end in runs(~flags):
        if start and end < len(flags) and end - start < _BRIDGED_FRAMES:
            flags[start:end] = True
    padded = np.zeros_like(flags)
    for start, end in runs(flags):
        if end - start >= _SHORTEST_FRAMES:
            padded[max(0, start - _PAD_FRAMES) : end + _PAD_FRAMES] = True
    return padded


def _hold(chances: Chances, begins: float, goes_on: float) -> Flags:
    """Speech goes on at a lower chance than it takes to begin."""
    flags = np.asarray(chances >= goes_on)
    for start, end in runs(flags):
        if chances[start:end].max() < begins:
            flags[start:end] = False
    return flags


def runs(flags: Flags) -> Iterator[tuple[int, int]]:
    """Start and end of each run of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield int(start), int(end)
