"""A drawn signer before a still wall, and copies of her video with one fault each."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT, RATE = 320, 240, 25
SKIN, SHIRT, WALL = 170, 60, 110

FAULTS = {
    "good": "null",
    "dark": "eq=brightness=-0.36",
    "flat": "eq=contrast=0.25",
    "blurred": "gblur=sigma=5",
    "letterboxed": "scale=320:180,pad=320:240:0:30",
    "frozen": "trim=0:1,loop=loop=75:size=1:start=24,setpts=N/25/TB",
    "standing": "loop=loop=60:size=1:start=5,setpts=N/25/TB",
    "black": "drawbox=c=black:t=fill:enable='gte(t,1.8)'",
    "flashing": "eq=brightness='if(lt(mod(t,0.2),0.1),0.3,-0.3)':eval=frame",
    "red_flashing": "drawbox=c=0xe00000:t=fill:enable='lt(mod(t,0.2),0.1)',"
    "drawbox=c=0x006a6a:t=fill:enable='gte(mod(t,0.2),0.1)'",
    "half_flashing": "drawbox=w=iw/2:c=white:t=fill:enable='lt(mod(t,0.2),0.1)'",
    "pulsing": "eq=brightness='if(lt(mod(t,0.5),0.25),0.3,-0.3)':eval=frame",
    "striped": "drawgrid=w=8:h=ih:t=4:c=white@0.4",
    "blinds": "drawgrid=w=iw:h=12:t=6:c=white@0.4",
    "checked_shirt": "split[all][part];[part]crop=150:110:85:130,"
    "drawgrid=w=16:h=16:t=8:c=white@0.4[shirt];[all][shirt]overlay=85:130",
    "ten_new": "fps=10,fps=30",
    "juddering": "select='lt(t,1.5)+not(mod(n,4))',fps=25",
    "small": "scale=160:120",
}
"""Filters of ffmpeg. Two flashes a second (pulsing) are no fault, five are. Red flashes
are as bright as what comes between them. Stripes, blinds and a checked shirt are no
blocks."""


def signer(path: Path, seconds: float = 4) -> Path:
    """Draw Dora: her hands go round, and up and down; all else is still, but for noise."""
    noise = np.random.default_rng(20)
    command = (
        f"ffmpeg -v error -y -f rawvideo -pix_fmt gray -s {WIDTH}x{HEIGHT} -r {RATE} -i pipe:0"
        " -c:v libx264 -preset ultrafast -crf 20 -pix_fmt yuv420p"
    )
    with subprocess.Popen([*command.split(), str(path)], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for number in range(round(seconds * RATE)):
            picture = _drawn(number / RATE) + noise.normal(0, 2, (HEIGHT, WIDTH))
            process.stdin.write(picture.clip(0, 255).astype(np.uint8).tobytes())
    assert process.returncode == 0
    return path


def faulty(good: Path, path: Path, fault: str) -> Path:
    """A copy of ``good`` with one of the `FAULTS`."""
    coding = "-c:v libx264 -preset ultrafast -crf 20 -pix_fmt yuv420p"
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(good), "-vf", FAULTS[fault]]
    subprocess.run([*command, *coding.split(), str(path)], check=True)
    return path


def compressed(good: Path, path: Path) -> Path:
    """A copy that was compressed until it fell apart."""
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(good), "-c:v", "mpeg4", "-q:v", "31"]
    subprocess.run([*command, str(path)], check=True)
    return path


def turned(good: Path, path: Path) -> Path:
    """A copy that lies on its side, with the note that players have to turn it."""
    command = "-map_metadata 0 -metadata:s:v rotate=90 -c copy"
    words = ["ffmpeg", "-v", "error", "-y", "-i", str(good), *command.split(), str(path)]
    subprocess.run(words, check=True)
    return path


def _drawn(time: float) -> NDArray[np.float64]:
    down, across = np.mgrid[:HEIGHT, :WIDTH]
    picture = np.where(across % 80 < 4, WALL - 30, WALL).astype(np.float64)  # a panelled wall

    def disc(x: float, y: float, rx: float, ry: float, level: float) -> None:
        picture[((across - x) / rx) ** 2 + ((down - y) / ry) ** 2 <= 1] = level

    disc(160, 240, 75, 110, SHIRT)
    disc(160, 75, 28, 38, SKIN)
    for eye in (150, 170):
        disc(eye, 70, 3, 3, 20)
    disc(115 + 30 * np.sin(7 * time), 165 + 35 * np.cos(7 * time), 14, 18, SKIN + 20)
    disc(205 + 25 * np.cos(5 * time), 150 + 45 * np.sin(9 * time), 14, 18, SKIN + 20)
    return picture
