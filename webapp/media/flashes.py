"""Flashes in a video that can bring on seizures: WCAG 2.3.1, from small pictures.

A general flash is a pair of opposing changes in relative luminance of a tenth of the brightest
and more, where the darker picture is below 0.8; more than three within one second are too many
where they take a quarter of the field of view at once. How large a video is shown is not known,
so a quarter of its own picture counts, as ITU-R BT.1702 has it. Saturated red is not looked for.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

MOST_IN_A_SECOND = 3

_CHANGE, _DARKER = 0.1, 0.8
_AREA = 0.25
_TOGETHER_S = 0.08
_LONG_AGO = -(10**9)

Floats = NDArray[np.float32]


class Flashes:
    """Counts the flashes in pictures that come in order, ``rate`` a second, as a few cells each."""

    def __init__(self, rate: float, cells: int) -> None:
        self.most = 0
        """The most flashes within one second so far."""
        self.spans: list[tuple[int, int]] = []
        """Where there were more than `MOST_IN_A_SECOND` within one second, in ms."""
        self._rate = rate
        self._together = max(1, round(_TOGETHER_S * rate))
        self._number = 0
        self._low = np.full(cells, np.inf, np.float32)
        self._high = np.full(cells, -np.inf, np.float32)
        self._rises = np.zeros(cells, bool)
        self._falls = np.zeros(cells, bool)
        self._turned = {rising: np.full(cells, _LONG_AGO) for rising in (True, False)}
        self._last_turn: bool | None = None
        self._last_turned = _LONG_AGO
        self._turns: deque[int] = deque()

    def add(self, luminance: Floats) -> None:
        """One more picture: the relative luminance of each cell, 0 to 1."""
        self._follow(luminance)
        for rising, turned in self._turned.items():
            since = max(self._number - self._together, self._last_turned)
            recent = np.count_nonzero(turned > since)
            if rising is not self._last_turn and recent >= _AREA * turned.size:
                self._last_turn, self._last_turned = rising, self._number
                self._turns.append(self._number)
        while self._turns and self._turns[0] <= self._number - self._rate:
            self._turns.popleft()
        self._count(len(self._turns) // 2)
        self._number += 1

    def _follow(self, luminance: Floats) -> None:
        """Note which cells turn from darker to brighter, or back, by enough."""
        self._low = np.minimum(self._low, luminance)
        self._high = np.maximum(self._high, luminance)
        rise = (luminance - self._low >= _CHANGE) & (self._low < _DARKER) & ~self._rises
        fall = (self._high - luminance >= _CHANGE) & (luminance < _DARKER) & ~self._falls
        self._rises = (self._rises | rise) & ~fall
        self._falls = (self._falls | fall) & ~rise
        self._high[rise] = luminance[rise]
        self._low[fall] = luminance[fall]
        self._turned[True][rise] = self._number
        self._turned[False][fall] = self._number

    def _count(self, flashes: int) -> None:
        self.most = max(self.most, flashes)
        if flashes <= MOST_IN_A_SECOND:
            return
        start = round(self._turns[0] * 1000 / self._rate)
        end = round((self._number + 1) * 1000 / self._rate)
        if self.spans and self.spans[-1][1] >= start:
            start = self.spans.pop()[0]
        self.spans.append((start, end))
