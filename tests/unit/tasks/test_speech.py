"""Viewers get captions of speech, and none of silence, noise and music."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from tasks.engines.catalogue import packaged_voice_model
from tasks.loudness import SAMPLE_RATE, Audio
from tasks.silero import Silero
from tasks.speech import FRAME_MS, runs, speech_flags
from tests.unit.tasks.sounds import hum, noise, say, silence

SENTENCE = "Please close the orange box. The train leaves from platform seven."


@pytest.fixture
def silero() -> Silero:
    model = packaged_voice_model()
    assert model is not None
    return Silero(model)


def _found(silero: Silero, sound: Audio) -> list[tuple[int, int]]:
    """Start and end of each stretch of speech in ms."""
    flags = speech_flags(silero.chances(sound))
    return [(start * FRAME_MS, end * FRAME_MS) for start, end in runs(flags)]


@pytest.mark.parametrize("sound", [silence(20), noise(20), noise(20, 0.002), hum(20)])
def test_nobody_speaks_in_silence_noise_and_hum(silero: Silero, sound: Audio) -> None:
    assert _found(silero, sound) == []


def test_noise_that_sets_in_is_not_a_voice(silero: Silero) -> None:
    assert _found(silero, np.concatenate([silence(8), noise(12)])) == []


@pytest.mark.parametrize("voice", ["en-gb", "en-gb+whisper"])
@pytest.mark.parametrize("volume", [1, 0.02])
def test_a_voice_is_found_where_it_is_even_a_whisper(
    silero: Silero, voice: str, volume: float
) -> None:
    spoken = say(SENTENCE, voice)
    found = _found(silero, volume * np.concatenate([silence(2), spoken, silence(2)]))
    spoken_ms = len(spoken) * 1000 // SAMPLE_RATE
    assert 1800 <= found[0][0] <= 2100
    assert 1900 <= found[-1][1] - spoken_ms <= 2500
    assert sum(end - start for start, end in found) > 0.9 * spoken_ms


def test_music_is_not_captioned(silero: Silero, shared: Path) -> None:
    film = shared / "media" / "video" / "big-buck-bunny-0-30.webm"
    args = ["ffmpeg", "-v", "error", "-i", str(film), "-ac", "1", "-ar", "16000", "-f", "f32le"]
    sound = subprocess.run([*args, "-"], check=True, capture_output=True).stdout
    assert _found(silero, np.frombuffer(sound, dtype=np.float32)) == []
