"""How the time of one sound track goes with another's: what a signed version is fitted by.

Parts of the signed version's sound are looked for in the media's by cross-correlation (by FFT),
band by band; a line through where they were found, which few strays can bend, gives offset and
drift. The media is then compared anew along that line: only there may the two agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .probe import MediaInfo
from .runner import DEFAULT_MEMORY_BYTES
from .sound_envelope import STEP_MS, Envelope, Floats, listen

SURE = 0.5
"""From this confidence on, the two are taken for recordings of the same sound."""
MOST_OFFSET_MS = 5 * 60 * 1000
"""Further apart, the two are not looked for."""
MOST_DRIFT = 0.005
"""A camera's clock is wrong by less than 0.01 %, film against television by 0.1 %."""

_WINDOW, _SHORTEST = 1600, 300  # steps: parts of 16 s are looked for, and none of less than 3 s
_MOST_WINDOWS = 60
_SWINGS = 4.0  # squared half decibels; where a part swings by less, nothing is heard
_QUIET = 0.1  # of the usual swing: what is quieter is not likened by its noise
_NEAR = 2000  # steps: along the line, the media is compared with up to 20 s beside it
_ON_LINE = 6  # steps
_BESIDE = 50  # steps: so far from a likeness, it has faded
_LEAST_DRIFT = 2.0  # steps over the length that was compared; less is no drift
_BEYOND = 4  # a quarter of a part, at most, may lie before or after the media
_CLEAR = 0.3, 0.7  # how far likeness falls off beside the line: by chance, and for the same sound
_RARE = 5.0, 11.0  # and its height, in standard deviations of what lies beside
_NO_LIKENESS = 1e-4
_LISTENING = 0.8  # of the whole work


@dataclass(frozen=True, slots=True)
class Fit:
    """At ``t`` ms of the media, the signed version is at ``(t - offset_ms) * rate``."""

    offset_ms: int
    rate: float
    confidence: float
    """0..1: how much of the common time agrees, and how clearly."""

    @property
    def matches(self) -> bool:
        """Whether the two are the same sound; else ``offset_ms`` and ``rate`` mean nothing."""
        return self.confidence >= SURE


class _Found(NamedTuple):
    """Where a part of the signed version was found in the media, in steps."""

    signed: float
    media: float
    likeness: float


class _Line(NamedTuple):
    """``media = offset + slope * signed``, in steps."""

    offset: float
    slope: float

    def at(self, signed: float) -> float:
        return self.offset + self.slope * signed


_UNKNOWN = Fit(0, 1.0, 0.0)


def fit(
    media: Path,
    media_info: MediaInfo,
    signed: Path,
    signed_info: MediaInfo,
    *,
    on_progress: Callable[[float], None] = lambda done: None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> Fit:
    """Listen to both files and find how the signed version's time follows the media's.

    Flat memory: envelopes only. MediaError where one has no sound, or it cannot be read.
    """
    whole = media_info.duration_ms + signed_info.duration_ms
    first = media_info.duration_ms / max(1, whole)
    heard = listen(
        media,
        media_info,
        on_progress=lambda done: on_progress(_LISTENING * first * done),
        memory_bytes=memory_bytes,
    )
    said = listen(
        signed,
        signed_info,
        on_progress=lambda done: on_progress(_LISTENING * (first + (1 - first) * done)),
        memory_bytes=memory_bytes,
    )
    return fit_envelopes(
        heard, said, on_progress=lambda done: on_progress(_LISTENING + (1 - _LISTENING) * done)
    )


def fit_envelopes(
    media: Envelope, signed: Envelope, *, on_progress: Callable[[float], None] = lambda done: None
) -> Fit:
    """Find how the time of ``signed`` follows that of ``media``; see `fit`."""
    pair = _Pair(media, signed)
    if pair.window < _SHORTEST or not pair.parts:
        return _UNKNOWN
    found = []
    for number, start in enumerate(pair.parts):
        found.append(pair.look_for(start))
        on_progress(number / len(pair.parts))
    along = pair.compare(_line_through(found))
    on_progress(1.0)
    if not along.found:
        return _UNKNOWN
    line = _fitted(along.found)
    return Fit(round(line.offset * STEP_MS), 1 / line.slope, along.confidence)


class _Along(NamedTuple):
    """What a comparison along a line gave: where the two agree, and how sure that is."""

    found: list[_Found]
    confidence: float


class _Pair:
    """Two sounds that may be recordings of the same."""

    def __init__(self, media: Envelope, signed: Envelope) -> None:
        self._media, self._signed = media, signed
        self._media_floors, self._signed_floors = media.floors, signed.floors
        self.window = min(_WINDOW, max(_SHORTEST, signed.length // 2), signed.length)
        beyond = self.window // _BEYOND
        self._earliest, self._latest = -beyond, media.length - self.window + beyond
        self.parts = [start for start in self._starts() if self._is_heard(start)]

    def _starts(self) -> list[int]:
        room = self._signed.length - self.window
        count = min(_MOST_WINDOWS, 2 * room // max(1, self.window) + 1)
        return [int(start) for start in np.linspace(0, room, max(1, count))]

    def _part(self, start: int) -> Floats:
        return self._signed.part(start, start + self.window, self._signed_floors)

    def _is_heard(self, start: int) -> bool:
        return float(np.mean(self._part(start) ** 2)) > _SWINGS

    def look_for(self, start: int) -> _Found:
        """Where in the media a part of the signed version is most likely to be."""
        reach = MOST_OFFSET_MS // STEP_MS
        first = max(start - reach, self._earliest)
        last = min(start + reach, self._latest)
        likeness = self._likeness(start, first, max(first + 1, last))
        best = int(np.argmax(likeness))
        return self._found(start, first + best, float(likeness[best]))

    def _found(self, start: int, media: float, likeness: float) -> _Found:
        # By their middles: where one drifts, the ends of a part lie to both sides of its place.
        half = self.window / 2
        return _Found(start + half, media + half, likeness)

    def compare(self, line: _Line) -> _Along:
        """Liken all parts along a line, and see whether each is most like there, not beside."""
        agreed: list[_Found] = []
        total = np.zeros(2 * _NEAR + 1)
        compared = 0
        for start in self.parts:
            place = round(line.at(start + self.window / 2) - self.window / 2)
            if not self._earliest <= place <= self._latest:
                continue
            likeness = self._likeness(start, place - _NEAR, place + _NEAR + 1)
            best = int(np.argmax(likeness))
            total += likeness
            compared += 1
            if abs(best - _NEAR) <= _ON_LINE:
                summit = place - _NEAR + _summit(likeness, best)
                agreed.append(self._found(start, summit, float(likeness[best])))
        share = len(agreed) / max(1, compared)
        return _Along(agreed, share * _clearness(total))

    def _likeness(self, start: int, first: int, last: int) -> Floats:
        """The normalised correlation of a part with the media from each step on (-1..1)."""
        part = self._part(start)
        heard = self._media.part(first, last + self.window - 1, self._media_floors)
        size = 1 << (len(heard) - 1).bit_length()
        spectrum = np.conj(np.fft.rfft(part, size, axis=0)) * np.fft.rfft(heard, size, axis=0)
        common = np.fft.irfft(spectrum.sum(axis=1), size)[: last - first]
        power = np.concatenate([[0.0], np.cumsum((heard.astype(np.float64) ** 2).sum(axis=1))])
        local = power[self.window :] - power[: -self.window]
        least = _QUIET * max(float(local.max()), _SWINGS * part.size)
        scale = np.sqrt(np.maximum(local, least) * float((part**2).sum()))
        likeness: Floats = (common / scale).astype(np.float32)
        return likeness


def _summit(likeness: Floats, best: int) -> float:
    """Where between the steps a peak is highest, by a parabola through its three points."""
    if not 0 < best < len(likeness) - 1:
        return float(best)
    before, top, after = (float(value) for value in likeness[best - 1 : best + 2])
    bend = before - 2 * top + after
    return best + (0.5 * (before - after) / bend if bend < 0 else 0.0)


def _clearness(total: NDArray[np.float64]) -> float:
    """How clearly the likeness on the line stands out from that beside it, 0..1."""
    top = float(total[_NEAR - _ON_LINE : _NEAR + _ON_LINE + 1].max())
    beside = np.concatenate([total[: _NEAR - _BESIDE], total[_NEAR + _BESIDE + 1 :]])
    beside = beside[np.abs(beside) > _NO_LIKENESS]  # beyond the ends of the media
    if len(beside) < _BESIDE or top <= 0:
        return 0.0
    fall = _between(*_CLEAR, 1 - float(beside.max()) / top)
    return fall * _between(*_RARE, top / float(beside.std()))


def _between(none: float, whole: float, value: float) -> float:
    return min(1.0, max(0.0, (value - none) / (whole - none)))


def _line_through(found: list[_Found]) -> _Line:
    """The line that most of what was found, weighed by likeness, lies on (RANSAC, all pairs)."""
    signed, media, likeness = (np.array(values) for values in zip(*found, strict=True))

    def weight(line: _Line) -> float:
        near = np.abs(media - line.offset - line.slope * signed) <= _ON_LINE
        return float(likeness[near].sum())

    return max(_lines(found), key=weight)


def _lines(found: list[_Found]) -> Iterator[_Line]:
    """Through each two points, where that is a drift that clocks have; through each alone."""
    for one in found:
        yield _Line(one.media - one.signed, 1.0)
    for one, other in combinations(found, 2):
        slope = (other.media - one.media) / (other.signed - one.signed)
        if abs(slope - 1) <= MOST_DRIFT:
            yield _Line(one.media - slope * one.signed, slope)


def _fitted(found: list[_Found]) -> _Line:
    """The line of least squares; no drift where what was compared is too short to tell one."""
    signed, media, likeness = (np.array(values) for values in zip(*found, strict=True))
    reach = float(np.ptp(signed))
    if reach:
        slope, offset = np.polyfit(signed, media, 1, w=likeness)
        if abs(slope - 1) * reach >= _LEAST_DRIFT:
            return _Line(float(offset), float(slope))
    return _Line(float(np.median(media - signed)), 1.0)
