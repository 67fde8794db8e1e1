"""How many frames a second a video has where it has the most of them.

Phones record with a changing pace: fewer frames where it is dark. What is made of that has one
pace, and no frame may be lost: signing is read from each of them.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from .probe import MediaInfo
from .runner import DEFAULT_MEMORY_BYTES, Output, stream

MAX_RATE = Fraction(60)
"""More than anybody sees in signing, and than many screens show."""
USUAL_RATE = Fraction(25)
"""Where a file does not tell."""

_USUAL = tuple(
    Fraction(n, d)
    for n, d in (
        (10, 1), (12, 1), (25, 2), (15, 1), (20, 1), (24000, 1001), (24, 1), (25, 1),
        (30000, 1001), (30, 1), (48, 1), (50, 1), (60000, 1001), (60, 1),
    )
)  # fmt: skip
_TOLERANCE = 0.02  # the stamps of one frame are rounded, or shaken by the camera's clock
_GAPS = 24  # a pace that holds for about a second counts
_REORDERED = 32  # frames are stored in another order than they are shown in, by no more than this
_STALL_LIMIT_S = 600
_READ = 64 * 1024


def best_rate(path: Path, info: MediaInfo, *, memory_bytes: int = DEFAULT_MEMORY_BYTES) -> Fraction:
    """Frames a second in the quickest part of the video, at most `MAX_RATE`.

    A steady video gets exactly the rate that it states. Reads the file's time stamps, without
    decoding, in flat memory. MediaError where it cannot be read.
    """
    if info.video is None:
        raise ValueError("a file without a picture has no frames")
    args = [
        "ffprobe", "-select_streams", str(info.video.index), "-show_entries", "packet=pts_time",
        "-of", "csv=p=0", "-i", str(path),
    ]  # fmt: skip
    with stream(
        args,
        inputs=[path],
        stall_limit_s=_STALL_LIMIT_S,
        memory_bytes=memory_bytes,
        background=True,
    ) as output:
        quickest = _quickest(_in_order(_stamps(output)))
    stated = info.video.frame_rate
    fields = 2 if info.video.interlaced else 1
    rate = _named(quickest, stated) * fields
    return min(rate, MAX_RATE)


def _named(quickest: float, stated: float | None) -> Fraction:
    """The exact rate that is meant by a measured one."""
    if stated is not None and quickest <= stated * (1 + _TOLERANCE):
        return Fraction(stated).limit_denominator(1001)
    if not quickest:
        return USUAL_RATE
    nearest = min(_USUAL, key=lambda usual: abs(usual - quickest))
    if abs(nearest / quickest - 1) <= _TOLERANCE:
        return nearest
    return Fraction(quickest).limit_denominator(100)


def _quickest(times: Iterable[float]) -> float:
    """The most frames a second over `_GAPS` gaps, or over all where there are fewer; 0: no gap."""
    last: deque[float] = deque(maxlen=_GAPS + 1)
    best = 0.0
    for time in times:
        if last and time <= last[-1]:
            continue
        last.append(time)
        if len(last) > _GAPS:
            best = max(best, _GAPS / (last[-1] - last[0]))
    if not best and len(last) > 1:
        best = (len(last) - 1) / (last[-1] - last[0])
    return best


def _in_order(times: Iterable[float]) -> Iterator[float]:
    waiting: list[float] = []
    for time in times:
        heapq.heappush(waiting, time)
        if len(waiting) > _REORDERED:
            yield heapq.heappop(waiting)
    while waiting:
        yield heapq.heappop(waiting)


def _stamps(output: Output) -> Iterator[float]:
    """The time of each packet in s; those without one are left out."""
    rest = b""
    while chunk := output.read(_READ):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            try:
                yield float(line.split(b",", 1)[0])
            except ValueError:
                continue
