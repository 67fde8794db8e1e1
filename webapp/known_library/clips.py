"""Small videos and a sound, drawn by ffmpeg while the rest is made."""

from __future__ import annotations

import subprocess
from pathlib import Path

SECONDS = 30
HOURS_S = 7200
LIMIT_S = 600

SOURCES = {
    # What a camera sees: a calm picture, and a tone where somebody would speak.
    "talk.mp4": f"-f lavfi -i gradients=s=320x180:r=12:d={SECONDS}"
    f":c0=0x20406a:c1=0x6a4020:speed=0.01"
    f" -f lavfi -i sine=220:d={SECONDS} -af volume=0.1",
    "signer.mp4": f"-f lavfi -i gradients=s=240x320:r=12:d={SECONDS}"
    f":c0=0x305030:c1=0x503050:speed=0.02",
    # Nobody speaks in it: it has no captions yet, and nobody misses a word.
    "harbour.mp4": f"-f lavfi -i gradients=s=320x180:r=12:d={SECONDS}"
    f":c0=0x305060:c1=0x8090a0:speed=0.01"
    f" -f lavfi -i anullsrc=d={SECONDS}",
    "upright.mp4": "-f lavfi -i gradients=s=180x320:r=12:d=4:c0=0x204060:c1=0x602040:speed=0.01"
    " -f lavfi -i sine=330:d=4 -af volume=0.1",
    "lecture.mp4": f"-f lavfi -i color=c=teal:s=64x36:r=1:d={HOURS_S}",
    "radio.m4a": f"-f lavfi -i sine=260:d={SECONDS} -af volume=0.1",
    "still.jpg": "-f lavfi -i gradients=s=320x180:d=1:c0=0x20406a:c1=0x6a4020 -frames:v 1",
    "signer.jpg": "-f lavfi -i gradients=s=240x320:d=1:c0=0x305030:c1=0x503050 -frames:v 1",
}
CODING = {
    ".mp4": "-c:v libx264 -preset ultrafast -g 24 -pix_fmt yuv420p -c:a aac -movflags +faststart",
    ".m4a": "-c:a aac",
    ".jpg": "-q:v 4",
}


def draw(folder: Path) -> list[subprocess.Popen[bytes]]:
    """Begin to draw all of ``SOURCES`` into a folder; one process each."""
    return [_draw(folder / name, source) for name, source in SOURCES.items()]


def wait(drawing: list[subprocess.Popen[bytes]]) -> None:
    """Wait until all are drawn; subprocess.SubprocessError where one failed or took too long."""
    for each in drawing:
        if each.wait(LIMIT_S):
            raise subprocess.CalledProcessError(each.returncode, each.args)


def _draw(target: Path, source: str) -> subprocess.Popen[bytes]:
    command = ["ffmpeg", "-v", "error", "-nostdin", *source.split(), *CODING[target.suffix].split()]
    return subprocess.Popen([*command, str(target)])
