"""What is seen from picture to picture of a video: changes, black, flashes, bars."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

from .flashes import Flashes, RedFlashes
from .sign_light import Light, light
from .sign_pictures import CELL, COLUMNS, HEIGHT, ROWS, WIDTH, Bars, Block, Colours, Pictures

Floats = NDArray[np.float32]

BLACK_S = 0.5
"""Black that lasts as long is reported."""

_BLACK = 26  # grey levels of 255, and the share of pixels below it: blackdetect's defaults
_BLACK_SHARE = 0.98
_BAR = 10  # black, and what coding adds beside an edge
_GAMMA = 2.2
_LIGHT_S = 0.5


class Seen:
    """Gathers what all pictures show, ``rate`` a second, in four bytes for each."""

    def __init__(self, rate: float) -> None:
        self.flashes = Flashes(rate, ROWS * COLUMNS)
        self.red_flashes = RedFlashes(rate, ROWS * COLUMNS)
        self.light: list[Light] = []
        """The light in a picture of each half second."""
        self._rate = rate
        self._change = array("f")
        self._black: list[tuple[int, int]] = []
        self._peak = np.zeros((HEIGHT, WIDTH), np.uint8)
        self._last: Pictures | None = None

    @property
    def count(self) -> int:
        """How many pictures were seen."""
        return len(self._change)

    @property
    def change(self) -> Floats:
        """How much the most changed cell of each differs from the one before, in grey levels."""
        return np.array(self._change, np.float32)

    def add(self, block: Block) -> None:
        """The next pictures, in order."""
        pictures = block.luma
        before = pictures[:1] if self._last is None else self._last
        self._last = pictures[-1:]
        self._note_black(pictures)
        self._note_light(pictures)
        levels = np.concatenate((before, pictures)).astype(np.int16)
        self._change.extend(_cells(np.abs(np.diff(levels, axis=0))).max(axis=1).tolist())
        self._peak = np.maximum(self._peak, pictures.max(axis=0))
        luma = _cells(pictures)
        for picture in (luma / 255) ** _GAMMA:
            self.flashes.add(picture)
        for picture in _linear(luma, block.colours):
            self.red_flashes.add(picture)

    def black_spans(self) -> list[tuple[int, int]]:
        """Where the picture is black, in ms."""
        in_ms = [(self._ms(start), self._ms(end)) for start, end in self._black]
        return [(start, end) for start, end in in_ms if end - start >= BLACK_S * 1000]

    def bars(self) -> Bars:
        """The shares of the picture at its left, top, right and bottom that are never lit.

        To a 160th of the width and a 120th of the height. ``cropdetect`` is not asked: it would
        have to look at every picture in its full size to be as sure.
        """
        lit = self._peak > _BAR
        across, down = np.flatnonzero(lit.any(axis=0)), np.flatnonzero(lit.any(axis=1))
        if not across.size:
            return Bars(0.0, 0.0, 0.0, 0.0)
        return Bars(
            float(across[0]) / WIDTH,
            float(down[0]) / HEIGHT,
            float(WIDTH - 1 - across[-1]) / WIDTH,
            float(HEIGHT - 1 - down[-1]) / HEIGHT,
        )

    def _note_black(self, pictures: Pictures) -> None:
        dark = (pictures < _BLACK).mean(axis=(1, 2)) >= _BLACK_SHARE
        for number in (np.flatnonzero(dark) + self.count).tolist():
            if self._black and self._black[-1][1] == number:
                self._black[-1] = (self._black[-1][0], number + 1)
            else:
                self._black.append((number, number + 1))

    def _note_light(self, pictures: Pictures) -> None:
        step = round(_LIGHT_S * self._rate)
        for place in range(-self.count % step, len(pictures), step):
            self.light.append(light(pictures[place], self._ms(self.count + place)))

    def _ms(self, number: int) -> int:
        return round(number * 1000 / self._rate)


def _linear(luma: Floats, colours: Colours) -> Floats:
    """Red, green and blue of each cell of pictures (pictures, cells, 3), linear, 0 to 1.

    By ITU-R BT.601: of a video in BT.709, pure colours come out pure, too.
    """
    half = CELL // 2
    tiles = colours.reshape(-1, 2, ROWS, half, COLUMNS, half).mean(axis=(3, 5), dtype=np.float32)
    blue, red = (tiles.reshape(-1, 2, ROWS * COLUMNS) - 128).swapaxes(0, 1)
    rgb = np.stack(
        (luma + 1.402 * red, luma - 0.3441 * blue - 0.7141 * red, luma + 1.772 * blue), axis=2
    )
    linear: Floats = np.power(rgb.clip(0, 255) / 255, _GAMMA, dtype=np.float32)
    return linear


def _cells(pictures: NDArray[np.uint8] | NDArray[np.int16]) -> Floats:
    """The mean of each cell, a row of all cells for each picture."""
    rows = pictures.reshape(-1, ROWS, CELL, WIDTH).sum(axis=2, dtype=np.float32)
    whole = rows.reshape(-1, ROWS, COLUMNS, CELL).sum(axis=3)
    means: Floats = (whole / (CELL * CELL)).reshape(-1, ROWS * COLUMNS)
    return means
