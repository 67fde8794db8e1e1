"""Video that tests draw for themselves."""

from __future__ import annotations

import subprocess
from pathlib import Path


def draw(clip: Path, seconds: int) -> None:
    """Ten small pictures a second and a tone; a player can go to any second at once."""
    inputs = "-f lavfi -i testsrc2=size=320x180:rate=10 -f lavfi -i sine"
    coding = f"-t {seconds} -c:v libx264 -preset ultrafast -g 10 -pix_fmt yuv420p -c:a aac"
    command = ["ffmpeg", "-v", "error", *inputs.split(), *coding.split()]
    subprocess.run([*command, "-movflags", "+faststart", str(clip)], check=True)
