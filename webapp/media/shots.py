"""Where the picture of a video is cut, as ffmpeg's ``scdet`` tells it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import ffmpeg

from .failure import MediaError
from .probe import MediaInfo, VideoStream
from .runner import DEFAULT_MEMORY_BYTES, Output, stream

CUT_SCORE = 10.0
"""From here on, of 100, a frame is taken for the first of another shot (``scdet``'s default)."""
STALL_LIMIT_S = 600
"""It yields to all else on the machine, so it may have to wait for long."""

_WIDTH = 320  # a cut is seen in a small picture as well, and noise is not
_KEY = b"lavfi.scd.score"
_READ = 4096


class Frame(NamedTuple):
    """One picture of a video."""

    ms: int
    """When it is shown."""
    is_cut: bool
    """Whether it is the first of another shot."""


@contextmanager
def frames(
    path: Path,
    info: MediaInfo,
    *,
    start_ms: int = 0,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> Iterator[Iterator[Frame]]:
    """Open the frames of the video at ``path`` from ``start_ms`` on, with where they are cut.

    They come as they are looked at, in flat memory, and not beyond ``MediaInfo.limit_ms``.
    MediaError where there is no picture, or it cannot be read.
    """
    if info.video is None:
        raise MediaError("This file has no picture, so nothing in it is cut.")
    args = (
        ffmpeg.input(str(path), **({"ss": f"{start_ms / 1000:.3f}"} if start_ms else {}))
        .output("-", map=f"0:{info.video.index}", vf=_filters(info.video), format="null")
        .compile()
    )
    with stream(
        args,
        inputs=[path],
        stall_limit_s=STALL_LIMIT_S,
        memory_bytes=memory_bytes,
        background=True,
    ) as output:
        yield _frames(output, start_ms, info.limit_ms)


def _filters(video: VideoStream) -> str:
    width = min(video.width, _WIDTH)
    key = _KEY.decode()
    return f"scale={width}:-2:flags=fast_bilinear,scdet,metadata=mode=print:key={key}:file=-"


def _frames(output: Output, start_ms: int, limit_ms: int) -> Iterator[Frame]:
    for seconds, score in _printed(output):
        ms = start_ms + round(seconds * 1000)
        if ms > limit_ms:
            return
        yield Frame(ms, score >= CUT_SCORE)


def _printed(output: Output) -> Iterator[tuple[float, float]]:
    """The time and the score of each frame, from lines like ``... pts_time:3.2``, ``key=9``."""
    rest, seconds = b"", 0.0
    while chunk := output.read(_READ):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            _, is_time, time = line.partition(b"pts_time:")
            if is_time:
                seconds = float(time)
                continue
            key, _, score = line.partition(b"=")
            if key == _KEY:
                yield seconds, float(score)
