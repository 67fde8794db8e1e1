"""How many pictures a second of a video are new, and where it stands still."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LONGEST_GAP_S = 0.5
"""From one new picture to the next; beyond it nothing moves, or the video hangs: `still_spans`."""
STILL_S = 1.0
"""A picture that stands for as long is reported."""

_LIKENESS = 0.2
_NEAR_S = 0.12
_SAME = 0.25  # grey levels, of 255, in the cell that changes most
_MOVING = 8.0
_MOVING_NEAR_S = 0.25
_ENOUGH_S = 1.0
_ALL_NEW = 0.85
_WINDOW_S = 4.0
_ENOUGH_OF_WINDOW = 0.5
_PULSES_APART_S = 0.7


class Gaps(NamedTuple):
    """From each new picture to the next one, where something moves."""

    start_s: NDArray[np.float64]
    length_s: NDArray[np.float64]


def gaps(change: Floats, rate: float) -> Gaps:
    """Tell new pictures from repeated ones, and give the time between new ones.

    ``change`` is for each picture, ``rate`` a second, how much its most changed cell differs from
    the picture before, in grey levels. A camera's noise and the coding make repeated pictures
    differ as well, in a heavily compressed file by more than slow signing does in a good one: no
    fixed limit tells them apart. A repeated picture is one that changes by less than a fifth of
    what changes within 120 ms around it. Seen on seven real clips (12 to 25 a second): 90 to 100 %
    of the pictures counted as new, and 9.8 to 11.2 a second in copies of three that were thinned
    to 10 and filled up to 30 (H.264 at crf 18 and 28, MPEG-4, VP8), wherever hands moved. Where no
    more than a face stirs, compression hides the difference: then only what moves is asked.
    """
    new = (change >= _LIKENESS * _highest_near(change, _NEAR_S * rate)) & (change >= _SAME)
    at = np.flatnonzero(new)
    length = np.diff(at) / rate
    near = length <= LONGEST_GAP_S
    moving = near & (_highest_near(change, _MOVING_NEAR_S * rate)[at[:-1]] >= _MOVING)
    chosen = moving if length[moving].sum() >= _ENOUGH_S else near
    if not chosen.any():
        chosen = np.ones_like(near)  # a slide show
    return Gaps(at[:-1][chosen] / rate, length[chosen])


def mean_rate(found: Gaps, stated: float | None) -> float | None:
    """New pictures a second, where something moves; None where nothing does.

    Signing slows down at each turn of a hand, where pictures look repeated that are not: from 85 %
    of the ``stated`` rate on, all of them count as new.
    """
    whole = float(found.length_s.sum())
    if not whole:
        return None
    rate = len(found.length_s) / whole
    return stated if stated and rate >= _ALL_NEW * stated else rate


def slowest(found: Gaps, stated: float | None) -> tuple[float, int] | None:
    """The lowest `mean_rate` of four seconds, and the ms where they begin.

    Four seconds count where something moves in at least half of them; None where none do.
    """
    start, length = found
    sums = np.concatenate(([0.0], np.cumsum(length)))
    ends = np.searchsorted(start, start + _WINDOW_S)
    counts = ends - np.arange(len(start))
    busy = sums[ends] - sums[:-1]
    enough = busy >= _ENOUGH_OF_WINDOW * _WINDOW_S
    if not enough.any():
        return None
    rates = np.where(enough, counts / np.maximum(busy, 1e-9), np.inf)
    at = int(rates.argmin())
    lowest = float(rates[at])
    if stated and lowest >= _ALL_NEW * stated:
        lowest = stated
    return lowest, round(float(start[at]) * 1000)


def still_spans(change: Floats, rate: float) -> list[tuple[int, int]]:
    """Where the same picture stands for a second and more, in ms.

    Not ``freezedetect``: at its default (n=0.003) it called two parts of a real signer at rest
    frozen, at the often used n=0.01 six parts of real fingerspelling. A real camera's picture
    always stirs (in the cell that changes most by 0.3 levels and more, seen in seven clips), and a
    frozen one is repeated to the last pixel, but for a pulse at each key frame.
    """
    pictures = len(change)
    changed = np.concatenate(([0], np.flatnonzero(change >= _SAME), [pictures]))
    spans: list[tuple[int, int]] = []
    for start, end in _long(changed, _PULSES_APART_S * rate):
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    in_ms = [(round(a * 1000 / rate), round(b * 1000 / rate)) for a, b in spans]
    return [(a, b) for a, b in in_ms if b - a >= STILL_S * 1000]


def _long(changed: NDArray[np.intp], least: float) -> Sequence[tuple[int, int]]:
    starts, ends = changed[:-1], changed[1:]
    long = ends - starts >= least
    return list(zip(starts[long].tolist(), ends[long].tolist(), strict=True))


def _highest_near(values: Floats, reach: float) -> Floats:
    """For each value the highest within ``reach`` places to both sides."""
    steps = max(1, round(reach))
    padded = np.pad(values, steps, mode="edge")
    seen: Floats = np.lib.stride_tricks.sliding_window_view(padded, 2 * steps + 1).max(axis=1)
    return seen
