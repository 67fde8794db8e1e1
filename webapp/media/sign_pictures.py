"""Every picture of a video, small, for what is judged from one picture to the next."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import ffmpeg
import numpy as np
from numpy.typing import NDArray

from .failure import MediaError
from .probe import MediaInfo, VideoStream
from .runner import DEFAULT_MEMORY_BYTES, Output, stream

WIDTH, HEIGHT = 160, 120
"""Of a small picture, whatever the video's shape: a pixel is the mean of what it covers."""
CELL = 8
ROWS, COLUMNS = HEIGHT // CELL, WIDTH // CELL
"""Of the cells that hold what belongs together."""
STALL_LIMIT_S = 600
"""It yields to all else on the machine, so it may have to wait for long."""

_UNKNOWN_RATE = 30.0
_LEAST_RATE = 50.0
_BLOCK = 32

Pictures = NDArray[np.uint8]
"""Pictures, rows, columns; 0 is black and 255 white."""
Colours = NDArray[np.uint8]
"""Pictures, Cb and Cr, half as many rows and columns; 128 is no colour."""


class Block(NamedTuple):
    """A few pictures that follow each other."""

    luma: Pictures
    colours: Colours


class Bars(NamedTuple):
    """The shares of the picture that are empty bars, at each edge (0..1)."""

    left: float
    top: float
    right: float
    bottom: float


def rate_of(video: VideoStream) -> float:
    """The steady pace in Hz at which no picture of the video is missed: 50 to 100.

    A multiple of the mean rate that the file states, so that each picture of a steady video comes
    equally often; a video of changing pace, whose mean is lower, shows its quick parts as well.
    """
    stated = video.frame_rate or _UNKNOWN_RATE
    return stated * math.ceil(_LEAST_RATE / stated)


@contextmanager
def small_pictures(
    path: Path, info: MediaInfo, *, memory_bytes: int = DEFAULT_MEMORY_BYTES, background: bool
) -> Iterator[Iterator[Block]]:
    """Open the video as blocks of pictures, `rate_of` a second from 0 on, in flat memory.

    They end with the video or at ``MediaInfo.limit_ms``. MediaError where there is no picture, or
    it cannot be read.
    """
    video = picture_of(info)
    rate = rate_of(video)
    filters = (
        f"scale={WIDTH}:{HEIGHT}:flags=area:out_range=pc,format=yuv420p,"
        f"fps=fps={rate:.6f}:start_time=0:round=near"
    )
    args = (
        ffmpeg.input(str(path))
        .output("pipe:1", map=f"0:{video.index}", vf=filters, format="rawvideo")
        .compile()
    )
    with stream(
        args,
        inputs=[path],
        stall_limit_s=STALL_LIMIT_S,
        memory_bytes=memory_bytes,
        background=background,
    ) as output:
        yield _blocks(output, round(info.limit_ms * rate / 1000))


def picture_of(info: MediaInfo) -> VideoStream:
    """The video's picture; MediaError where it has sound only."""
    if info.video is None:
        raise MediaError("Nobody can be seen signing here: it has sound only. Choose a video.")
    return info.video


def _blocks(output: Output, most: int) -> Iterator[Block]:
    luma, picture = WIDTH * HEIGHT, WIDTH * HEIGHT * 3 // 2
    while most > 0:
        data = output.read(min(_BLOCK, most) * picture)
        whole = len(data) // picture
        if not whole:
            return
        planes = np.frombuffer(data, np.uint8, whole * picture).reshape(whole, picture)
        yield Block(
            planes[:, :luma].reshape(whole, HEIGHT, WIDTH),
            planes[:, luma:].reshape(whole, 2, HEIGHT // 2, WIDTH // 2),
        )
        most -= whole
