"""Short clips of signing: small, without sound, at the frame rate that they came with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ffmpeg

from .encoder import NOTHING_PRIVATE
from .failure import MediaError
from .probe import MediaInfo
from .rendition import encoding
from .runner import DEFAULT_MEMORY_BYTES, run

MAX_SIDE = 640
"""The longer side: hands and face are clear in it, and it loads at once."""
LONGEST_MS = 120_000
TIME_LIMIT_S = 600
OUTPUT_BYTES = 256 * 1024**2


def make_clip(
    source: Path,
    target: Path,
    info: MediaInfo,
    *,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> tuple[int, int]:
    """Make the playable form of ``source`` at ``target`` (.mp4); return its width and height.

    It is always encoded anew, so nothing of the uploaded file is handed on. MediaError where there
    is no picture, it takes longer than ``LONGEST_MS``, or it cannot be read.
    """
    if info.video is None:
        raise MediaError("Nobody can be seen signing here: it has sound only. Choose a video.")
    if info.duration_ms > LONGEST_MS:
        raise MediaError("This video takes too long. Cut it to two minutes, and send it again.")
    options: dict[str, Any] = encoding(info.video, MAX_SIDE)
    options |= NOTHING_PRIVATE | {"sn": None, "dn": None, "an": None}
    options |= {"t": f"{LONGEST_MS / 1000:.3f}", "movflags": "+faststart"}
    picture = ffmpeg.input(str(source))[str(info.video.index)]
    run(
        ffmpeg.output(picture, str(target), **options).compile(),
        inputs=[source],
        output_dir=target.parent,
        time_limit_s=TIME_LIMIT_S,
        memory_bytes=memory_bytes,
        output_bytes=OUTPUT_BYTES,
        background=True,
    )
    return _size(info.video.width, info.video.height)


def _size(width: int, height: int) -> tuple[int, int]:
    shrink = min(1.0, MAX_SIDE / max(width, height))
    return max(2, round(width * shrink / 2) * 2), max(2, round(height * shrink / 2) * 2)
