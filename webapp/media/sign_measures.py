"""What a video of somebody who signs is like, measured: pace, light, sharpness, breaks, bars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .probe import MediaInfo
from .runner import DEFAULT_MEMORY_BYTES


class Span(NamedTuple):
    """A part of the video, half-open, in ms."""

    start_ms: int
    end_ms: int


class Reading(NamedTuple):
    """A value over the whole video, and the moments that show it best, the worst one first."""

    value: float
    at_ms: tuple[int, ...]


class Bars(NamedTuple):
    """The shares of the picture that are empty bars, at each edge (0..1)."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Measures:
    """What `measure` found. Times are ms from the start of the video."""

    duration_ms: int
    width: int
    """As shown: turned, and with square pixels; so is ``height``."""
    height: int
    rotation: int
    """Degrees clockwise by which players have to turn the picture: 0, 90, 180 or 270."""
    frame_rate: float | None
    """Frames a second as the file counts them."""
    unique_rate: Reading | None
    """Frames a second that show something new, while something moves; None where nothing does."""
    slowest_rate: Reading | None
    """The same in the slowest stretch of a few seconds."""
    brightness: Reading
    """The mean luma (0..255), of the darkest part of the video: ``signalstats`` YAVG."""
    contrast: Reading
    """``signalstats`` YHIGH - YLOW (0..255), of the flattest part of the video."""
    blur: Reading | None
    """``blurdetect``: the width of edges in pixels; None where no edge was found."""
    blocks: Reading
    """``blockdetect``: how much stronger edges are at the borders of 8 x 8 blocks (1: no more)."""
    frozen: tuple[Span, ...]
    """Where the same picture stands, to the last pixel."""
    black: tuple[Span, ...]
    flashes: Reading
    """The most general flashes within one second (WCAG 2.3.1), with where there were too many."""
    bars: Bars


def measure(
    path: Path,
    info: MediaInfo,
    *,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
    on_progress: Callable[[float], None] | None = None,
    background: bool = True,
) -> Measures:
    """Measure the video at the absolute ``path``, in flat memory; ``on_progress`` gets 0..1.

    MediaError where there is no picture, or it cannot be read.
    """
    raise NotImplementedError
