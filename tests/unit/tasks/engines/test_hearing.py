"""What the two engines hear in a sentence."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tasks.engines import Engine, choose
from tests.unit.tasks.sounds import read_wav, say, silence

SENTENCE = "Please close the orange box."


@pytest.fixture(params=["whisper", "sphinx"])
def engine(request: pytest.FixtureRequest, fixtures: Path) -> Engine:
    model = fixtures / "micro-whisper" / "micro-en-q8_0.bin"
    return choose(request.param, str(model), "en")


@pytest.fixture
def whisper(fixtures: Path) -> Engine:
    return choose("whisper", str(fixtures / "micro-whisper" / "micro-en-q8_0.bin"), "en")


def test_words_have_order_times_and_probabilities(engine: Engine) -> None:
    sound = np.concatenate([silence(0.2), say(SENTENCE), silence(0.2)])
    heard = engine.transcribe(sound, language=None, prompt="")
    assert heard.language == "en"
    assert heard.words
    assert all(0 <= word.start_ms < word.end_ms <= len(sound) // 16 for word in heard.words)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(heard.words))
    assert all(0 < word.probability <= 1 for word in heard.words if word.probability is not None)


def test_sphinx_shows_words_and_not_its_own_marks(shared: Path) -> None:
    sound = read_wav(shared / "media" / "speech" / "librivox-sense-0880.wav")
    words = choose("sphinx", None, None).transcribe(sound, language="en", prompt="").words
    assert words
    assert not any(set("<>[]()+") & set(word.text) for word in words)
    assert any(word.text in {"man", "disposed", "young", "ill"} for word in words)


def test_whisper_writes_the_sentence(whisper: Engine) -> None:
    heard = whisper.transcribe(say(SENTENCE), language="en", prompt="")
    assert " ".join(word.text for word in heard.words) == SENTENCE


def test_the_same_sound_gives_the_same_words_whatever_came_before(whisper: Engine) -> None:
    sound = say(SENTENCE)
    before = whisper.transcribe(sound, language="en", prompt="")
    whisper.transcribe(say("The train leaves from platform seven."), language="en", prompt="")
    assert whisper.transcribe(sound, language="en", prompt="") == before


def test_a_glossary_does_not_spoil_what_is_heard(whisper: Engine) -> None:
    heard = whisper.transcribe(say(SENTENCE), language="en", prompt="orange box, platform")
    assert "orange" in [word.text for word in heard.words]
