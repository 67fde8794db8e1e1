"""How loud a sound is in a few bands of pitch, 100 times a second: what two recordings share.

Another microphone, an equaliser or noise changes how loud a band is altogether, not when it grows
and fades. So a recording of a sound is known by that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .pcm import SAMPLE_RATE, read_pcm
from .probe import MediaInfo
from .runner import DEFAULT_MEMORY_BYTES

STEP_MS = 10
BANDS = 8

Floats = NDArray[np.float32]

_HOP = SAMPLE_RATE * STEP_MS // 1000
_FRAME = 512  # samples: 32 ms
_LOWEST_HZ, _HIGHEST_HZ = 150.0, 6000.0
_BYTES_A_BEL = 20  # half a decibel each
_FULL_SCALE = 240  # the byte of a band at full scale; 0 is 120 dB below
_HEARD_BELOW = 60  # bytes: what is 30 dB weaker than the loudest part is not compared
_FADE_STEPS = 41  # what lasts for longer than 0.4 s says little of when it was
_LOUD = 95  # percent of the time is not as loud
_AUDIBLE = 120  # the byte of -60 dB


@dataclass(frozen=True, slots=True)
class Envelope:
    """The sound of one file, in 800 bytes for each second (two hours: 6 MB)."""

    levels: NDArray[np.uint8]
    """Steps, bands: half decibels from 120 dB below full scale on."""

    @property
    def length(self) -> int:
        """In steps of `STEP_MS`."""
        return len(self.levels)

    @property
    def floors(self) -> Floats:
        """For each band the level below which nothing is compared."""
        if not self.length:
            return np.zeros(BANDS, np.float32)
        loud = np.percentile(self.levels, _LOUD, axis=0)
        return np.maximum(loud - _HEARD_BELOW, _AUDIBLE - _HEARD_BELOW).astype(np.float32)

    def part(self, start: int, end: int, floors: Floats) -> Floats:
        """How each band grows and fades from step to step; 0 beyond the ends of the sound."""
        margin = _FADE_STEPS // 2
        first, last = max(0, start - margin), min(self.length, end + margin)
        shape = np.zeros((end - start, BANDS), np.float32)
        if last <= first:
            return shape
        heard = np.maximum(self.levels[first:last].astype(np.float32), floors)
        padded = np.pad(heard, ((margin + 1, margin), (0, 0)), mode="edge")
        sums = np.cumsum(padded, axis=0, dtype=np.float64)
        swing = heard - (sums[_FADE_STEPS:] - sums[:-_FADE_STEPS]) / _FADE_STEPS
        begin, finish = max(0, start), min(self.length, end)
        if begin < finish:
            shape[begin - start : finish - start] = swing[begin - first : finish - first]
        return shape


def listen(
    path: Path,
    info: MediaInfo,
    *,
    on_progress: Callable[[float], None] = lambda done: None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> Envelope:
    """Listen to the default sound track; ``on_progress`` gets 0..1.

    MediaError where there is no sound, or it cannot be read.
    """
    with read_pcm(path, info=info, memory_bytes=memory_bytes, background=True) as blocks:
        return envelope(
            blocks, on_heard=lambda ms: on_progress(min(1.0, ms / max(1, info.duration_ms)))
        )


def envelope(
    blocks: Iterable[Floats], *, on_heard: Callable[[int], None] = lambda ms: None
) -> Envelope:
    """The envelope of sound at `SAMPLE_RATE`; ``on_heard`` gets how far it came."""
    parts = [np.zeros((0, BANDS), np.uint8)]
    steps = 0
    for frames in _frames(blocks):
        parts.append(_levels(frames))
        steps += len(frames)
        on_heard(steps * STEP_MS)
    return Envelope(np.concatenate(parts))


def _frames(blocks: Iterable[Floats]) -> Iterator[Floats]:
    """Overlapping frames, one a step: its middle is at the step's time."""
    kept = np.zeros(_FRAME // 2, np.float32)
    for block in blocks:
        kept = np.concatenate([kept, np.nan_to_num(block, posinf=0.0, neginf=0.0)])
        count = (len(kept) - _FRAME) // _HOP + 1
        if count > 0:
            yield np.lib.stride_tricks.sliding_window_view(kept, _FRAME)[: count * _HOP : _HOP]
            kept = kept[count * _HOP :]


def _levels(frames: Floats) -> NDArray[np.uint8]:
    power = np.abs(np.fft.rfft(frames * _WINDOW, axis=1)) ** 2 / _FRAME
    bands = np.add.reduceat(power, _EDGES, axis=1)[:, :BANDS]
    bels = np.log10(np.maximum(bands, 1e-12))
    levels: NDArray[np.uint8] = np.clip(_FULL_SCALE + _BYTES_A_BEL * bels, 0, 255).astype(np.uint8)
    return levels


_WINDOW = np.hanning(_FRAME).astype(np.float32)
_EDGES = np.rint(np.geomspace(_LOWEST_HZ, _HIGHEST_HZ, BANDS + 1) * _FRAME / SAMPLE_RATE).astype(
    np.intp
)
