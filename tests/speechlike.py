"""Sound that comes and goes as speech does: syllables of a voice and of breath, with pauses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 16_000


def speech(seed: int, seconds: float) -> NDArray[np.float32]:
    """The same for the same ``seed``; another seed is another text."""
    chance = np.random.default_rng(seed)
    samples = np.zeros(round(seconds * RATE))
    at = 0.1
    while at < seconds - 0.4:
        length = chance.uniform(0.08, 0.3)
        syllable = _syllable(chance, round(length * RATE))
        start = round(at * RATE)
        samples[start : start + len(syllable)] += syllable
        at += length + (chance.uniform(0.3, 0.8) if chance.random() < 0.15 else 0.02)
    return (0.2 * samples).astype(np.float32)


def _syllable(chance: np.random.Generator, count: int) -> NDArray[np.float64]:
    times = np.arange(count) / RATE
    pitch, tone = chance.uniform(100, 220), chance.uniform(300, 3000)
    voice = sum(
        np.exp(-(((n * pitch - tone) / 600) ** 2)) * np.sin(2 * np.pi * n * pitch * times)
        for n in range(1, 30)
    )
    breath = chance.normal(0, 0.3, count) if chance.random() < 0.3 else 0.0
    return np.hanning(count) * (voice + breath) * chance.uniform(0.4, 1.0)
