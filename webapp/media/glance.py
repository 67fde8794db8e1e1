"""One picture of a video, for a page that asks for it now."""

from __future__ import annotations

from pathlib import Path

import ffmpeg

from .runner import run

LONGER_SIDE = 480
TIME_LIMIT_S = 20


def glance(path: Path, ms: int) -> bytes:
    """Return the picture at ``ms`` as a JPEG, as it is shown; empty where the video has ended.

    MediaError where it cannot be read.
    """
    side = f"trunc({LONGER_SIDE}/max(iw*sar\\,ih)"
    args = (
        ffmpeg.input(str(path), ss=f"{ms / 1000:.3f}")
        .output(
            "pipe:1",
            vf=f"scale=w='{side}*iw*sar/2)*2':h='{side}*ih/2)*2',setsar=1,format=yuvj420p",
            format="image2pipe",
            vcodec="mjpeg",
            **{"frames:v": 1, "q:v": 4},
        )
        .compile()
    )
    return run(args, inputs=[path], time_limit_s=TIME_LIMIT_S)
