"""Sound made for tests: speech by espeak-ng, noise, hum; all mono, 16 kHz, float32."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tasks.loudness import SAMPLE_RATE, Audio


def silence(seconds: float) -> Audio:
    return np.zeros(int(seconds * SAMPLE_RATE), dtype=np.float32)


def noise(seconds: float, volume: float = 0.1) -> Audio:
    random = np.random.default_rng(1)
    return (volume * random.standard_normal(int(seconds * SAMPLE_RATE))).astype(np.float32)


def hum(seconds: float) -> Audio:
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.3 * np.sin(314 * time) + 0.1 * np.sin(942 * time)).astype(np.float32)


@cache
def say(text: str, voice: str = "en-gb") -> Audio:
    """Somebody says ``text``, without silence around it."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    spoken = subprocess.run(
        ["espeak-ng", "-v", voice, "--stdout", text], check=True, capture_output=True
    ).stdout
    with wave.open(io.BytesIO(spoken)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(spoken[44:], dtype="<i2").astype(np.float32) / 32768
    at = np.arange(0, len(samples), rate / SAMPLE_RATE)
    sound = np.interp(at, np.arange(len(samples)), samples).astype(np.float32)
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    return sound[loud[0] : loud[-1]]


def read_wav(path: Path) -> Audio:
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    return samples.astype(np.float32) / 32768


def write_wav(path: Path, sound: Audio) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def tune(seconds: float, volume: float = 0.15) -> Audio:
    """Chords that change twice a second, struck and dying away, with a few overtones each."""
    chords = ((262, 330, 392), (220, 262, 330), (294, 349, 440), (196, 247, 392))
    length = SAMPLE_RATE // 2
    time = np.arange(length) / SAMPLE_RATE
    bars = [
        sum(np.sin(2 * np.pi * note * part * time) / part for note in chord for part in (1, 2, 3))
        * np.exp(-2 * time)
        for chord in chords
    ]
    whole = np.tile(np.concatenate(bars), int(seconds / 2) + 1)[: int(seconds * SAMPLE_RATE)]
    return (volume * whole).astype(np.float32)
