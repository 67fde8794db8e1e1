"""What a video of somebody who signs is like, measured: pace, light, sharpness, breaks, bars."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

from . import block_grid, sign_pace
from .failure import DAMAGED, MediaError
from .flashes import Flashes, RedFlashes
from .probe import MediaInfo
from .runner import DEFAULT_MEMORY_BYTES
from .sign_looks import Look, looks
from .sign_pace import STILL_S
from .sign_pictures import Bars, Block, picture_of, rate_of, small_pictures
from .sign_seen import Seen

Progress = Callable[[float], None]

_SHOWN = 3
_REGULAR = 15.0  # from here on blockdetect may mean something that is shown
_BLACK = 20.0  # luma: what shows nothing says nothing about the light


class Span(NamedTuple):
    """A part of the video, half-open, in ms."""

    start_ms: int
    end_ms: int


class Reading(NamedTuple):
    """A value over the whole video, and the moments that show it best, the worst one first."""

    value: float
    at_ms: tuple[int, ...]


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
    unique_rate: float | None
    """Frames a second that show something new, while something moves; None where nothing does."""
    slowest_rate: Reading | None
    """The same in the slowest four seconds; None where nothing moves for as long."""
    brightness: Reading
    """The median over time of `sign_light.Light.brightness`."""
    contrast: Reading
    """The median over time of `sign_light.Light.contrast`."""
    blur: Reading | None
    """The median of ``blurdetect``: the width of edges in pixels; None where there is no edge."""
    blocks: Reading
    """The median of ``blockdetect``: how much stronger edges are in a grid than beside it.

    0 where they are edges of what is shown, such as stripes; see `block_grid`.
    """
    frozen: tuple[Span, ...]
    """Where the same picture stands for a second and more, to the last pixel."""
    black: tuple[Span, ...]
    """Where the picture is black for half a second and more."""
    flashes: Reading
    """The most general flashes within one second (WCAG 2.3.1), and where there are too many."""
    red_flashes: Reading
    """The same of flashes to and from saturated red."""
    bars: Bars


def measure(
    path: Path,
    info: MediaInfo,
    *,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
    on_progress: Progress = lambda done: None,
    background: bool = True,
) -> Measures:
    """Measure the video at the absolute ``path``, in flat memory; ``on_progress`` gets 0..1.

    It is read twice: every picture small for what happens over time, and two a second
    in a better size for ffmpeg's filters, which would take ten times as long for all. MediaError
    where there is no picture, or it cannot be read.
    """
    video = picture_of(info)
    with small_pictures(path, info, memory_bytes=memory_bytes, background=background) as blocks:
        seen = _seen(blocks, rate_of(video), info.duration_ms, on_progress)
    bars = seen.bars()
    with looks(path, info, bars, memory_bytes=memory_bytes, background=background) as each:
        looked = _looked(each, info.duration_ms, on_progress)
    lit = [light for light in seen.light if light.brightness > _BLACK] or seen.light
    found = sign_pace.gaps(seen.change, rate_of(video))
    slowest = sign_pace.slowest(found, video.frame_rate)
    black = seen.black_spans()
    still = sign_pace.still_spans(seen.change, rate_of(video))
    return Measures(
        duration_ms=info.duration_ms,
        width=video.width,
        height=video.height,
        rotation=video.rotation,
        frame_rate=video.frame_rate,
        unique_rate=sign_pace.mean_rate(found, video.frame_rate),
        slowest_rate=Reading(slowest[0], (slowest[1],)) if slowest else None,
        brightness=_typical(
            [(light.brightness, light.ms) for light in lit], highest_is_worst=False
        ),
        contrast=_typical([(light.contrast, light.ms) for light in lit], highest_is_worst=False),
        blur=_blur(looked),
        blocks=_blocks(looked, path, info, memory_bytes),
        frozen=tuple(_outside(still, black)),
        black=tuple(Span(*span) for span in black),
        flashes=_flashes(seen.flashes),
        red_flashes=_flashes(seen.red_flashes),
        bars=bars,
    )


def _seen(blocks: Iterator[Block], rate: float, whole_ms: int, on_progress: Progress) -> Seen:
    seen = Seen(rate)
    for block in blocks:
        seen.add(block)
        on_progress(min(1.0, seen.count * 1000 / rate / whole_ms) / 2)
    if not seen.count:
        raise MediaError(DAMAGED, "no picture came")
    return seen


def _looked(each: Iterator[Look], whole_ms: int, on_progress: Progress) -> list[Look]:
    found = []
    for look in each:
        found.append(look)
        on_progress((1 + min(1.0, look.ms / whole_ms)) / 2)
    if not found:
        raise MediaError(DAMAGED, "no picture came")
    on_progress(1.0)
    return found


def _typical(values: Sequence[tuple[float, int]], *, highest_is_worst: bool) -> Reading:
    """The median, and the worst moments, one for each part of the video."""
    by_worst = sorted(values, reverse=highest_is_worst)
    apart = (max(at for _, at in values) + 1) / _SHOWN / 2
    shown: list[int] = []
    for _, at in by_worst:
        if len(shown) < _SHOWN and all(abs(at - other) >= apart for other in shown):
            shown.append(at)
    return Reading(round(median(value for value, _ in values), 2), tuple(shown))


def _flashes(counted: Flashes | RedFlashes) -> Reading:
    return Reading(float(counted.most), tuple(at for at, _ in counted.spans))


def _blur(looked: Sequence[Look]) -> Reading | None:
    values = [(look.blur, look.ms) for look in looked if look.blur is not None]
    return _typical(values, highest_is_worst=True) if values else None


def _blocks(looked: Sequence[Look], path: Path, info: MediaInfo, memory_bytes: int) -> Reading:
    found = _typical([(look.blocks, look.ms) for look in looked], highest_is_worst=True)
    if found.value < _REGULAR:
        return found
    is_real = block_grid.is_compressed(path, info, found.at_ms, memory_bytes=memory_bytes)
    return found if is_real else Reading(0.0, ())


def _outside(spans: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> list[Span]:
    """The parts of ``spans`` that lie in none of ``others`` and are still long enough."""
    left = list(spans)
    for start, end in others:
        parts = [((a, min(b, start)), (max(a, end), b)) for a, b in left]
        left = [(a, b) for pair in parts for a, b in pair if b - a >= STILL_S * 1000]
    return [Span(a, b) for a, b in left]
