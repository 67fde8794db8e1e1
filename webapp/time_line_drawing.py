"""The waveform as an SVG path, `WIDTH` by `HEIGHT` units; static/js/review does the same."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

from webapp.media.peaks import BYTES

WIDTH, HEIGHT = 1000, 100

_MIDDLE = HEIGHT // 2
_THIN = 1  # silence is a line


def swing(peaks: bytes, columns: float, loudest: int) -> str:
    """Draw peaks (`webapp.media.peaks`) that begin at the left edge.

    Args:
        peaks: what is drawn.
        columns: how many peaks the whole width has room for.
        loudest: the peak that is as high as the drawing; what is louder is cut off.
    """
    if not peaks:
        return ""
    pairs = [(_signed(peaks[at]), _signed(peaks[at + 1])) for at in range(0, len(peaks), BYTES)]
    above = [_MIDDLE - max(_height(high, loudest), _THIN) for _, high in pairs]
    below = [_MIDDLE - min(_height(low, loudest), -_THIN) for low, _ in pairs]
    there, back = _edge(above, columns), _edge(below, columns)
    return f"M{'L'.join(there)}L{'L'.join(reversed(list(back)))}z"


def _edge(heights: list[int], columns: float) -> Iterator[str]:
    for number, height in enumerate(heights):
        yield f"{_rounded((number + 0.5) * WIDTH / columns)} {height}"


def _signed(byte: int) -> int:
    return byte - 256 if byte > 127 else byte


def _height(peak: int, loudest: int) -> int:
    return _rounded(max(-1.0, min(1.0, peak / loudest)) * (_MIDDLE - 1))


def _rounded(number: float) -> int:
    return floor(number + 0.5)  # as scripts round
