"""Music, told from other sound: tones that are held.

Continuous frequency activation, after Seyerlehner, Pohle, Schedl and Widmer, "Automatic Music
Detection in Television Productions" (DAFx-07). Instruments hold a frequency for longer than voices
and noise do: in a picture of the spectrum over time, music draws level lines. Each frame's spectrum
is freed of its slow shape; what then stands out is counted for three seconds; a frequency that
stood out nearly all the time is a peak, and the heights of the five highest are added up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tasks.loudness import SAMPLE_RATE, Audio

MUSIC = 2.3
"""From this activation (0..5) on, it is music. Our own, from real and made sound; the paper's 1.24
is for its own way to measure a peak."""

_WINDOW, _HOP = 2048, 500  # 128 ms, 32 times a second
_EDGE = (_WINDOW - _HOP) // 2
_BINS = slice(8, 640)  # 62 Hz to 5 kHz
_SLOW = 29  # bins over which a spectrum's slow shape is averaged: 227 Hz
_STANDS_OUT_DB = 4.0
_AROUND = 6  # bins on each side among which a peak stands
_PEAKS = 5
_SECONDS = 3

Counts = NDArray[np.float64]


class Tones:
    """Hears sound second by second, in flat memory, and says how much of it are held tones."""

    def __init__(self) -> None:
        self._before: Audio = np.zeros(_EDGE, dtype=np.float32)
        self._recent: deque[Counts] = deque(maxlen=_SECONDS)

    def hear(self, seconds: Audio) -> Iterator[float]:
        """Yield the activation for each second, one second late: what follows it counts too.

        The last part may be shorter than a second. `finish` gives the second that is still owed.
        """
        for start in range(0, len(seconds), SAMPLE_RATE):
            first = not self._recent
            self._recent.append(self._stood_out(seconds[start : start + SAMPLE_RATE]))
            if not first:
                yield self._activation()

    def finish(self) -> Iterator[float]:
        if self._recent:
            if len(self._recent) == _SECONDS:
                self._recent.popleft()
            yield self._activation()

    def _stood_out(self, second: Audio) -> Counts:
        """In which part of a second each frequency stood out."""
        sound = np.concatenate([self._before, second])
        self._before = sound[-2 * _EDGE :]
        sound = np.pad(sound, (0, max(0, _WINDOW - len(sound))))
        frames = sliding_window_view(sound, _WINDOW)[::_HOP] * np.hanning(_WINDOW)
        power = np.abs(np.fft.rfft(frames, axis=1)[:, _BINS]) ** 2
        decibels = 10 * np.log10(power + 1e-9)
        shape = sliding_window_view(
            np.pad(decibels, ((0, 0), (_SLOW // 2, _SLOW // 2)), mode="edge"), _SLOW, axis=1
        ).mean(axis=2)
        return np.asarray((decibels - shape > _STANDS_OUT_DB).mean(axis=0))

    def _activation(self) -> float:
        return _peaks(np.mean(self._recent, axis=0))


def _peaks(activation: Counts) -> float:
    """The heights of the highest peaks above the deeper ground on each side, added up."""
    lowest = sliding_window_view(np.pad(activation, _AROUND, mode="edge"), _AROUND).min(axis=1)
    ground = np.maximum(lowest[: len(activation)], lowest[_AROUND + 1 :][: len(activation)])
    inner = activation[1:-1]
    is_top = (inner > activation[:-2]) & (inner >= activation[2:])
    heights = (inner - ground[1:-1])[is_top]
    return float(np.sort(heights)[-_PEAKS:].sum())
