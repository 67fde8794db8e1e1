"""Small media that ffmpeg makes on the spot."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Clip = Callable[..., Path]


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    """Make a media file by ffmpeg's own words: ``clip("talk.mp4", "-f", "lavfi", ...)``."""

    def make(name: str, *words: str) -> Path:
        path = tmp_path / name
        subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-y", *words, str(path)],
            check=True,
            capture_output=True,
        )
        return path

    return make


def picture(seconds: float = 2, size: str = "64x48") -> list[str]:
    return ["-f", "lavfi", "-i", f"testsrc=s={size}:r=10:d={seconds}"]


def tone(seconds: float = 2, hertz: int = 440) -> list[str]:
    return ["-f", "lavfi", "-i", f"sine=f={hertz}:d={seconds}"]


H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
PLAYABLE = [*H264, "-profile:v", "main", "-c:a", "aac"]
