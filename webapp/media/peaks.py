"""How far sound swings, small enough to be drawn: two bytes for a stretch of time.

A peak is the lowest and the highest sample of its time, each a signed byte. It holds the square
root of the sample (with its sign, 127 for full scale), so that quiet sound has steps, too: it is
seen, as it is heard, in proportion to more than its amplitude.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .pcm import SAMPLE_RATE

STEP_MS = 10
"""The time of one peak at its finest."""
BYTES = 2
"""Of one peak: lowest, highest."""
FULL = 127

_SAMPLES = SAMPLE_RATE * STEP_MS // 1000
_NEARLY_ALL = 0.995


def peaks(samples: NDArray[np.float32]) -> bytes:
    """The peaks of sound at `SAMPLE_RATE`, from its first sample on.

    Whatever is no number, as damaged files have it, is silence.
    """
    rest = -len(samples) % _SAMPLES
    whole = np.pad(np.nan_to_num(samples, posinf=0.0, neginf=0.0), (0, rest))
    steps = whole.reshape(-1, _SAMPLES)
    both = np.stack([steps.min(axis=1), steps.max(axis=1)], axis=1)
    sizes = np.sqrt(np.clip(np.abs(both), 0.0, 1.0)) * FULL
    signed: NDArray[np.int8] = np.rint(np.copysign(sizes, both)).astype(np.int8)
    return signed.tobytes()


def merged(finer: bytes, count: int) -> bytes:
    """Make one peak of each ``count`` of them; the last may stand for fewer."""
    each = np.frombuffer(finer, dtype=np.int8).reshape(-1, BYTES)
    rest = -len(each) % count
    lowest = np.pad(each[:, 0], (0, rest), constant_values=FULL).reshape(-1, count).min(axis=1)
    highest = np.pad(each[:, 1], (0, rest), constant_values=-FULL).reshape(-1, count).max(axis=1)
    return np.stack([lowest, highest], axis=1).tobytes()


class Loudest:
    """Finds the peak that nearly none exceed, in flat memory: a loud click makes no difference."""

    def __init__(self) -> None:
        self._counts = np.zeros(FULL + 1, dtype=np.int64)

    def add(self, made: bytes) -> None:
        """Take more peaks into account."""
        each = np.abs(np.frombuffer(made, dtype=np.int8).astype(np.int16)).reshape(-1, BYTES)
        self._counts += np.bincount(each.max(axis=1), minlength=FULL + 1)

    @property
    def level(self) -> int:
        """1-127."""
        heard = self._counts[1:]  # silence says nothing of how loud the rest is
        reached = np.searchsorted(np.cumsum(heard), _NEARLY_ALL * heard.sum())
        return min(int(reached), FULL - 1) + 1
