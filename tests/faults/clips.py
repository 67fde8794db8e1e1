"""Tiny media of our own: tones, a spoken sentence, a second of video."""

from __future__ import annotations

import io
import math
import struct
import subprocess
import wave
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

SAMPLE_RATE = 16_000
SENTENCE = "The harbour is quiet and the lanterns are lit."


class Clip(NamedTuple):
    """A file as somebody has it."""

    name: str
    data: bytes


@cache
def tone(hertz: int = 440, seconds: float = 1.0) -> Clip:
    """A tone: sound in which nobody speaks."""
    count = int(seconds * SAMPLE_RATE)
    samples = [int(9000 * math.sin(math.tau * hertz * n / SAMPLE_RATE)) for n in range(count)]
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(struct.pack(f"<{count}h", *samples))
    return Clip("tone.mp3", _made(["-f", "wav", "-i", "pipe:0"], ".mp3", kept.getvalue()))


@cache
def speech() -> Clip:
    """A sentence, spoken by espeak-ng."""
    spoken = subprocess.run(
        ["espeak-ng", "-v", "en-us", "-s", "150", "--stdout", SENTENCE],
        capture_output=True,
        check=True,
    ).stdout
    return Clip("speech.mp3", _made(["-f", "wav", "-i", "pipe:0"], ".mp3", spoken))


@cache
def video() -> Clip:
    """A second of moving bars with a tone, as browsers play it."""
    picture = ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=25:duration=1"]
    sound = ["-f", "lavfi", "-i", "sine=frequency=330:duration=1"]
    form = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart"]
    return Clip("bars.mp4", _made([*picture, *sound, *form], ".mp4"))


@cache
def noise(megabytes: int) -> bytes:
    """Bytes that no file has: what fills a disk."""
    return (b"\x1f\x9d" + bytes(range(254))) * 4096 * megabytes


def _made(arguments: list[str], suffix: str, given: bytes = b"") -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"made{suffix}"
        command = ["ffmpeg", "-v", "error", *arguments, str(file)]
        subprocess.run(command, input=given, check=True)
        return file.read_bytes()
