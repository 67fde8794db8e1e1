"""A video as small gray pictures at a steady pace, for looking at what moves in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ffmpeg
import numpy as np
from numpy.typing import NDArray

from .failure import MediaError
from .probe import MediaInfo
from .runner import DEFAULT_MEMORY_BYTES, Output, stream

STALL_LIMIT_S = 600
"""It yields to all else on the machine, so it may have to wait for long."""

_BLOCK = 25

Frames = NDArray[np.float32]
"""Pictures, rows, columns; 0 is black and 255 white."""


@contextmanager
def gray_frames(
    path: Path,
    info: MediaInfo,
    *,
    size: int,
    step_ms: int,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> Iterator[Iterator[Frames]]:
    """Open the video at ``path`` as blocks of a few pictures, one each ``step_ms`` from 0 on.

    Each is ``size`` pixels high and wide, whatever the video's shape; a pixel is the mean of what
    it covers, which takes most of a camera's noise. Flat memory, no more than
    ``MediaInfo.limit_ms``. MediaError where there is no picture, or it cannot be read.
    """
    if info.video is None:
        raise MediaError("Nobody can be seen signing here: it has sound only. Choose a video.")
    steady = f"fps=fps=1000/{step_ms}:start_time=0"
    args = (
        ffmpeg.input(str(path))
        .output(
            "pipe:1",
            map=f"0:{info.video.index}",
            vf=f"{steady},scale={size}:{size}:flags=area,format=gray",
            format="rawvideo",
        )
        .compile()
    )
    with stream(
        args,
        inputs=[path],
        stall_limit_s=STALL_LIMIT_S,
        memory_bytes=memory_bytes,
        background=True,
    ) as output:
        yield _blocks(output, size, info.limit_ms // step_ms)


def _blocks(output: Output, size: int, frames: int) -> Iterator[Frames]:
    picture = size * size
    while frames > 0:
        wanted = min(_BLOCK, frames)
        data = output.read(wanted * picture)
        whole = len(data) // picture
        if whole:
            pictures = np.frombuffer(data, np.uint8, whole * picture)
            yield pictures.reshape(whole, size, size).astype(np.float32)
        if whole < wanted:
            return
        frames -= whole
