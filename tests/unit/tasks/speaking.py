"""Speech made for tests, in the words that the small test model knows."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

RATE = 16_000
SENTENCES = (
    "Welcome to the weekly meeting.",
    "The captions are ready for review.",
    "The train leaves from platform seven.",
    "Thank you very much for listening today.",
)


def speak(path: Path, sentence: str) -> Path:
    """Say a sentence into a WAV file; the test is skipped where nobody can speak."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed, so nobody can speak")
    subprocess.run(["espeak-ng", "-v", "en-gb", sentence, "-w", str(path)], check=True)
    return path


def long_speech(path: Path, minutes: float) -> Path:
    """Sentences with pauses of a second, over and over, as 16 kHz mono WAV."""
    parts = []
    for number, sentence in enumerate(SENTENCES):
        spoken = speak(path.with_name(f"{number}.wav"), sentence)
        args = ["ffmpeg", "-v", "error", "-i", str(spoken), "-ar", str(RATE), "-f", "s16le", "-"]
        sound = subprocess.run(args, check=True, capture_output=True).stdout
        parts += [np.frombuffer(sound, dtype=np.int16), np.zeros(RATE, dtype=np.int16)]
    once = np.concatenate(parts)
    times = int(minutes * 60 * RATE / len(once)) + 1
    args = ["ffmpeg", "-v", "error", "-y", "-f", "s16le", "-ar", str(RATE), "-ac", "1"]
    subprocess.run([*args, "-i", "-", str(path)], check=True, input=np.tile(once, times).tobytes())
    return path
