"""Flashes in a video that can bring on seizures: WCAG 2.3.1, from small pictures.

A general flash is a pair of opposing changes in relative luminance of a tenth of the brightest
and more, where the darker picture is below 0.8. A red flash is a pair of opposing changes to or
from a saturated red. More than three of either within one second are too many where they take a
quarter of the field of view at once. How large a video is shown is not known, so a quarter of its
own picture counts, as ITU-R BT.1702 has it.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

MOST_IN_A_SECOND = 3

_CHANGE, _DARKER = 0.1, 0.8
_SATURATED, _RED_CHANGE = 0.8, 0.2
_AREA = 0.25
_TOGETHER_S = 0.08
_LONG_AGO = -(10**9)
_HINT_OF_WHITE = 0.001  # black has no colour: a trace of white gives it one, and calms noise there
_WHITE = (0.9505, 1.0, 1.089)  # D65

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

_XYZ: Floats = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float32
)  # of linear sRGB


class _Count:
    """Counts pairs of opposing changes in pictures of ``cells`` that come ``rate`` a second."""

    def __init__(self, rate: float, cells: int) -> None:
        self.most = 0
        """The most flashes within one second so far."""
        self.spans: list[tuple[int, int]] = []
        """Where there were more than `MOST_IN_A_SECOND` within one second, in ms."""
        self._rate = rate
        self._together = max(1, round(_TOGETHER_S * rate))
        self._number = 0
        self._rises = np.zeros(cells, bool)
        self._falls = np.zeros(cells, bool)
        self._turned = {rising: np.full(cells, _LONG_AGO) for rising in (True, False)}
        self._last_turn: bool | None = None
        self._last_turned = _LONG_AGO
        self._turns: deque[int] = deque()

    def _turn(self, rise: Bools, fall: Bools) -> tuple[Bools, Bools]:
        """Note which cells turn in the next picture, of those that can; return which did."""
        rise, fall = rise & ~self._rises, fall & ~self._falls
        self._rises = (self._rises | rise) & ~fall
        self._falls = (self._falls | fall) & ~rise
        self._turned[True][rise] = self._number
        self._turned[False][fall] = self._number
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
        return rise, fall

    def _count(self, flashes: int) -> None:
        self.most = max(self.most, flashes)
        if flashes <= MOST_IN_A_SECOND:
            return
        start = round(self._turns[0] * 1000 / self._rate)
        end = round((self._number + 1) * 1000 / self._rate)
        if self.spans and self.spans[-1][1] >= start:
            start = self.spans.pop()[0]
        self.spans.append((start, end))


class Flashes(_Count):
    """Counts general flashes in pictures that come in order, as a few cells each."""

    def __init__(self, rate: float, cells: int) -> None:
        super().__init__(rate, cells)
        self._low = np.full(cells, np.inf, np.float32)
        self._high = np.full(cells, -np.inf, np.float32)

    def add(self, luminance: Floats) -> None:
        """One more picture: the relative luminance of each cell, 0 to 1."""
        self._low = np.minimum(self._low, luminance)
        self._high = np.maximum(self._high, luminance)
        rise, fall = self._turn(
            (luminance - self._low >= _CHANGE) & (self._low < _DARKER),
            (self._high - luminance >= _CHANGE) & (luminance < _DARKER),
        )
        self._high[rise] = luminance[rise]
        self._low[fall] = luminance[fall]


class RedFlashes(_Count):
    """Counts flashes to and from saturated red, by the working definition of WCAG 2.2.

    One state of a change has R / (R + G + B) of 0.8 and more, and the two are more than 0.2 apart
    in the CIE 1976 UCS chromaticity diagram.
    """

    def __init__(self, rate: float, cells: int) -> None:
        super().__init__(rate, cells)
        self._least = np.full(cells, np.inf, np.float32)
        self._most = np.full(cells, -np.inf, np.float32)
        self._least_at = np.zeros((cells, 2), np.float32)
        self._most_at = np.zeros((cells, 2), np.float32)
        self._most_saturated = np.zeros(cells, bool)

    def add(self, colour: Floats) -> None:
        """One more picture: red, green and blue of each cell (cells, 3), linear, 0 to 1."""
        redness = colour[:, 0] - colour[:, 1] - colour[:, 2]
        saturated: Bools = colour[:, 0] >= _SATURATED * colour.sum(axis=1)
        at = _chromaticity(colour)
        self._note(redness < self._least, redness > self._most, redness, at, saturated)
        rise, fall = self._turn(
            saturated & (_apart(at, self._least_at) > _RED_CHANGE),
            self._most_saturated & (_apart(at, self._most_at) > _RED_CHANGE),
        )
        self._note(fall, rise, redness, at, saturated)

    def _note(
        self, least: Bools, most: Bools, redness: Floats, at: Floats, saturated: Bools
    ) -> None:
        """Remember the picture where it is the least, and where it is the most red."""
        self._least[least], self._least_at[least] = redness[least], at[least]
        self._most[most], self._most_at[most] = redness[most], at[most]
        self._most_saturated[most] = saturated[most]


def _chromaticity(colour: Floats) -> Floats:
    """Where linear sRGB lies in the CIE 1976 UCS diagram: u' and v'."""
    x, y, z = (colour @ _XYZ.T + _HINT_OF_WHITE * np.array(_WHITE, np.float32)).T
    whole = x + 15 * y + 3 * z
    return np.stack((4 * x / whole, 9 * y / whole), axis=1)


def _apart(one: Floats, other: Floats) -> Floats:
    distance: Floats = np.hypot(*(one - other).T)
    return distance
