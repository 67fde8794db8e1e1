"""How bright a video is and how much its parts differ, from small pictures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .sign_pictures import Pictures

_BLACK, _WHITE = 16, 235  # in luma; 0 and 255 in a small picture
_DARKEST, _BRIGHTEST = 5, 95


class Light(NamedTuple):
    """The light in one picture."""

    ms: int
    brightness: float
    """The mean luma, where 16 is black and 235 white, as ``signalstats`` gives it (YAVG)."""
    contrast: float
    """Luma from the darkest to the brightest twentieth.

    ``signalstats`` (YHIGH - YLOW) leaves out a tenth at both ends. That is more than a signer's
    hands and face take of the picture: it called a real hand before a bright wall flat (28), as a
    drawn copy with a quarter of the contrast; by twentieths they are 76 and 24.
    """


def light(picture: Pictures, ms: int) -> Light:
    """Measure the light in one picture (rows, columns), shown at ``ms``."""
    luma = (_WHITE - _BLACK) / 255
    darkest, brightest = np.percentile(picture, (_DARKEST, _BRIGHTEST))
    return Light(ms, _BLACK + float(picture.mean()) * luma, float(brightest - darkest) * luma)
