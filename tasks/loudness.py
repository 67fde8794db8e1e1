"""How loud sound is, moment by moment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""What every listener in this package expects: mono, float32 within -1..1, 16 kHz."""

FRAME_MS = 10
_FRAME = SAMPLE_RATE * FRAME_MS // 1000
_SILENCE_DB = -100.0

Audio = NDArray[np.float32]
Levels = NDArray[np.float64]


def levels(audio: Audio, frame: int = _FRAME) -> Levels:
    """The level of each whole frame of ``frame`` samples in dB below full scale (-100 at least)."""
    count = len(audio) // frame
    parts = audio[: count * frame].reshape(count, frame)
    power = np.einsum("ij,ij->i", parts, parts, dtype=np.float64) / frame
    return np.asarray(np.maximum(10 * np.log10(power + 1e-12), _SILENCE_DB))


def brightness(audio: Audio, level: Levels) -> Levels:
    """The level of the upper frequencies of each 10 ms frame against its ``level``, in dB.

    It jumps where a hissing sound meets a vowel, even when both are equally loud.
    """
    # A first difference is the cheapest high-pass there is: 6 dB an octave.
    return levels(np.diff(audio, prepend=audio[:1])) - level
