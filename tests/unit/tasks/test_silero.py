"""Our run of Silero's model hears what whisper.cpp's does, only faster."""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np
import pytest

from tasks.engines import EngineUnavailable
from tasks.engines.catalogue import packaged_voice_model
from tasks.loudness import Audio
from tasks.silero import FRAME, Chances, Silero
from tests.unit.tasks.sounds import hum, noise, say, silence

SENTENCE = "Please close the orange box. The train leaves from platform seven."


@pytest.fixture
def model() -> Path:
    packaged = packaged_voice_model()
    assert packaged is not None
    return packaged


class _Options(ctypes.Structure):
    _fields_ = (
        ("n_threads", ctypes.c_int),
        ("use_gpu", ctypes.c_bool),
        ("gpu_device", ctypes.c_int),
    )


def _by_whisper_cpp(model: Path, sound: Audio) -> Chances:
    whisper_cpp = pytest.importorskip("tasks.engines.whisper_cpp")
    library = whisper_cpp.library
    begin = library.whisper_vad_init_from_file_with_params
    begin.restype, begin.argtypes = ctypes.c_void_p, [ctypes.c_char_p, _Options]
    detect = library.whisper_vad_detect_speech
    detect.restype = ctypes.c_bool
    detect.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_float), ctypes.c_int]
    library.whisper_vad_probs.restype = ctypes.POINTER(ctypes.c_float)
    for name in ("whisper_vad_n_probs", "whisper_vad_probs", "whisper_vad_free"):
        getattr(library, name).argtypes = [ctypes.c_void_p]
    context = begin(str(model).encode(), _Options(1, False, 0))
    samples = np.ascontiguousarray(sound, dtype=np.float32)
    assert detect(context, samples.ctypes.data_as(ctypes.POINTER(ctypes.c_float)), len(samples))
    count = library.whisper_vad_n_probs(context)
    chances = np.ctypeslib.as_array(library.whisper_vad_probs(context), (count,)).copy()
    library.whisper_vad_free(context)
    return chances


@pytest.mark.parametrize("volume", [1, 0.02])
def test_the_chances_are_those_of_whisper_cpp(model: Path, volume: float) -> None:
    parts = [silence(1), say(SENTENCE), noise(1), hum(1), say(SENTENCE, "en-gb+whisper")]
    sound = (volume * (np.concatenate(parts))).astype(np.float32)[:-77]  # no whole frames
    chances = Silero(model).chances(sound)
    assert 0 <= chances.min() < 0.05 < 0.9 < chances.max() <= 1
    np.testing.assert_allclose(chances, _by_whisper_cpp(model, sound), atol=1e-3)


def test_it_does_not_matter_how_the_sound_is_handed_over(model: Path) -> None:
    sound = np.concatenate([silence(1), say(SENTENCE), silence(1), say(SENTENCE)])
    silero = Silero(model)
    whole = silero.chances(sound)
    silero.reset()
    parts = [silero.chances(part) for part in np.split(sound, [FRAME, 40 * FRAME])]
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-4)  # of single precision


def test_no_sound_at_all(model: Path) -> None:
    assert len(Silero(model).chances(silence(0))) == 0


@pytest.mark.parametrize("damage", ["a picture", "a part", "a whisper model", "nothing"])
def test_a_file_that_is_no_model_is_named(
    model: Path, fixtures: Path, tmp_path: Path, damage: str
) -> None:
    wrong = tmp_path / "voices.bin"
    if damage == "a picture":
        wrong.write_bytes(b"\x89PNG" * 100)
    elif damage == "a part":
        wrong.write_bytes(model.read_bytes()[:-1000])
    elif damage == "a whisper model":
        wrong = fixtures / "micro-whisper" / "micro-en-q8_0.bin"
    with pytest.raises(EngineUnavailable, match=rf"{wrong.name} is not a voice activity model"):
        Silero(wrong)
