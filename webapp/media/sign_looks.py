"""How sharp and clean a video is, by ffmpeg's filters on two pictures of each second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import ffmpeg

from .probe import MediaInfo, VideoStream
from .runner import DEFAULT_MEMORY_BYTES, Output, stream
from .sign_pictures import STALL_LIMIT_S, Bars, picture_of

LOOKS_A_SECOND = 2
LOOKS_A_SHORT_SECOND = 8
"""In a video of less than ten seconds."""

_SHORT_MS = 10_000
_WIDTH = 640
_READ = 4096
_BLUR = "lavfi.blur"
_BLOCK = "lavfi.block"


class Look(NamedTuple):
    """One picture, at most 640 wide."""

    ms: int
    blur: float | None
    """The mean width of edges, in pixels: ``blurdetect``; None where there is no edge."""
    blocks: float
    """How much stronger edges are in a regular grid than beside it: ``blockdetect``."""


@contextmanager
def looks(
    path: Path,
    info: MediaInfo,
    bars: Bars,
    *,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
    background: bool,
) -> Iterator[Iterator[Look]]:
    """Open the looks at the video, as they are made, in flat memory.

    Two a second, since the light and the lens of a recording hardly change, and each costs 14 ms
    at 640 x 480, ten times as much as decoding it. Without its ``bars``, whose edges look like
    those of blocks (183 in a clip that has 10). MediaError where there is no picture, or it cannot
    be read.
    """
    video = picture_of(info)
    pace = LOOKS_A_SHORT_SECOND if info.duration_ms < _SHORT_MS else LOOKS_A_SECOND
    args = (
        ffmpeg.input(str(path))
        .output("-", map=f"0:{video.index}", vf=_filters(video, bars, pace), format="null")
        .compile()
    )
    with stream(
        args,
        inputs=[path],
        stall_limit_s=STALL_LIMIT_S,
        memory_bytes=memory_bytes,
        background=background,
    ) as output:
        yield _looks(output, info.limit_ms)


def _filters(video: VideoStream, bars: Bars, pace: int) -> str:
    width = min(video.width, _WIDTH)
    across, down = 1 - bars.left - bars.right, 1 - bars.top - bars.bottom
    return (
        f"fps={pace}:start_time=0,"
        f"crop=iw*{across:.4f}:ih*{down:.4f}:iw*{bars.left:.4f}:ih*{bars.top:.4f},"
        f"scale={width}:-2:flags=area,format=yuv420p,"
        "blurdetect,blockdetect,metadata=mode=print:file=-"
    )


def _looks(output: Output, limit_ms: int) -> Iterator[Look]:
    for seconds, found in _printed(output):
        ms = round(seconds * 1000)
        if ms > limit_ms:
            return
        blur = found.get(_BLUR, -1.0)
        # Where there is no edge, the blur is no number.
        yield Look(ms, blur if blur > 0 else None, found.get(_BLOCK, 0.0))


def _printed(output: Output) -> Iterator[tuple[float, dict[str, float]]]:
    """The time of each picture and what is asked of it, from ``... pts_time:3.2``, ``key=9``."""
    rest, seconds, found = b"", 0.0, dict[str, float]()
    while chunk := output.read(_READ):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            _, is_time, time = line.decode("ascii", "replace").partition("pts_time:")
            if is_time:
                if found:
                    yield seconds, found
                seconds, found = float(time), {}
                continue
            key, _, value = line.decode("ascii", "replace").partition("=")
            if key in (_BLUR, _BLOCK):
                found[key] = float(value)
    if found:
        yield seconds, found
