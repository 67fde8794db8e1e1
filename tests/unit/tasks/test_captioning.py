"""Captions are drafted as the library wants them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tasks import engines
from tasks.engines import Heard
from tasks.loudness import Audio
from tests.unit.tasks.speaking import SENTENCES, speak
from tests.unit.tasks.test_pipeline import prepare, upload
from webapp.captions.document import Word
from webapp.extensions import db
from webapp.models import GlossaryTerm, Library
from webapp.models.glossary import Entry

SAID = "Nobody in the whole town had ever heard of it before, they told us again."


class Listener:
    """An engine that hears the same each time, and remembers what it was told to expect."""

    name = "a test"

    def __init__(self) -> None:
        self.prompts: list[str] = []

    def transcribe(self, audio: Audio, *, language: str | None, prompt: str) -> Heard:
        self.prompts.append(prompt)
        words = SAID.split()
        step = len(audio) // 16 // len(words)
        return Heard(
            [Word(word, n * step, (n + 1) * step, 0.9) for n, word in enumerate(words)], "en"
        )


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Listener:
    listener = Listener()
    monkeypatch.setattr(engines, "choose", lambda *_, **__: listener)
    return listener


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return speak(tmp_path_factory.mktemp("spoken") / "spoken.wav", SENTENCES[0])


def test_captioning_has_the_glossary_of_its_library_in_mind(
    app: Flask, spoken: Path, listener: Listener
) -> None:
    for term in ("Ystradgynlais", "Dr. Okonkwo"):
        GlossaryTerm.put(Library.default(), Entry(term))
    db.session.commit()
    prepare(app, upload(app, spoken))
    assert set(listener.prompts) == {"Ystradgynlais, Dr. Okonkwo"}


@pytest.mark.parametrize(("profile", "columns"), [("bbc", 37), ("netflix", 42)])
def test_lines_are_as_long_as_the_rules_of_the_library_allow(
    app: Flask, spoken: Path, listener: Listener, profile: str, columns: int
) -> None:
    Library.default().caption_profile = profile
    db.session.commit()
    captions = prepare(app, upload(app, spoken)).captions
    assert captions is not None
    longest = max(len(line) for cue in captions.cues() for line in cue.text.splitlines())
    assert longest <= columns
    assert (longest > 37) == (profile == "netflix")


def test_no_caption_outlasts_the_video(app: Flask, spoken: Path, listener: Listener) -> None:
    media = prepare(app, upload(app, spoken))
    assert media.captions is not None
    assert media.captions.cues()[-1].end_ms == media.duration_ms  # too short to read at ease
