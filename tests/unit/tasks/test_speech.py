"""Viewers get captions of speech, and none of silence, noise and music."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from tasks.engines import EngineUnavailable
from tasks.engines.catalogue import packaged_voice_model
from tasks.loudness import SAMPLE_RATE
from tasks.speech import Detector, Energy, Silero, find_speech
from tests.unit.tasks.sounds import hum, noise, say, silence

SENTENCE = "Please close the orange box. The train leaves from platform seven."


@pytest.fixture
def silero() -> Silero:
    model = packaged_voice_model()
    assert model is not None
    return Silero(model)


@pytest.fixture(params=["silero", "energy"])
def heard_by(request: pytest.FixtureRequest) -> Detector:
    return request.getfixturevalue("silero") if request.param == "silero" else Energy()


@pytest.mark.parametrize("sound", [silence(20), noise(20), noise(20, 0.002), hum(20)])
def test_nobody_speaks_in_silence_noise_and_hum(heard_by: Detector, sound: np.ndarray) -> None:
    assert find_speech([sound], heard_by) == []


def test_noise_that_sets_in_is_not_a_voice(heard_by: Detector) -> None:
    assert find_speech([np.concatenate([silence(8), noise(12)])], heard_by) == []


@pytest.mark.parametrize("voice", ["en-gb", "en-gb+whisper"])
@pytest.mark.parametrize("volume", [1, 0.02])
def test_a_voice_is_found_where_it_is_even_a_whisper(
    heard_by: Detector, voice: str, volume: float
) -> None:
    spoken = say(SENTENCE, voice)
    sound = volume * np.concatenate([silence(2), spoken, silence(2)])
    found = find_speech([sound], heard_by)
    spoken_ms = len(spoken) * 1000 // SAMPLE_RATE
    assert 1800 <= found[0].start_ms <= 2100
    assert 1900 <= found[-1].end_ms - spoken_ms <= 2500
    assert sum(s.duration_ms for s in found) > 0.9 * spoken_ms


def test_it_does_not_matter_how_the_sound_is_handed_over(heard_by: Detector) -> None:
    sound = np.concatenate([silence(1), say(SENTENCE), silence(3), say(SENTENCE)])
    whole = find_speech([sound], heard_by)
    assert find_speech(iter(np.array_split(sound, 23)), heard_by) == whole


def test_music_is_not_captioned(silero: Silero, shared: Path) -> None:
    film = shared / "media" / "video" / "big-buck-bunny-0-30.webm"
    args = ["ffmpeg", "-v", "error", "-i", str(film), "-ac", "1", "-ar", "16000", "-f", "f32le"]
    sound = subprocess.run([*args, "-"], check=True, capture_output=True).stdout
    assert find_speech([np.frombuffer(sound, dtype=np.float32)], silero) == []


def test_no_sound_at_all(heard_by: Detector) -> None:
    assert find_speech([], heard_by) == []


def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "picture.png"
    wrong.write_bytes(b"\x89PNG" * 100)
    with pytest.raises(EngineUnavailable, match=r"picture\.png is not a voice activity model"):
        Silero(wrong)
