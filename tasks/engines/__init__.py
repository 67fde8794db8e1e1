"""Recognisers of speech behind one protocol: audio in, words out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tasks.engines import catalogue
from tasks.loudness import Audio
from webapp.captions.document import Word

DEFAULT_MODEL = "base-q5_1"


class EngineUnavailable(Exception):
    """No recogniser can do what was asked for. ``str()`` is a sentence that says what to do."""


class EngineAway(Exception):
    """A recogniser cannot be asked just now, and may later. ``str()`` is a sentence."""

    def __init__(self, sentence: str, wait_s: float = 0.0) -> None:
        super().__init__(sentence)
        self.wait_s = wait_s
        """Before so many seconds have passed it is not to be asked; 0: nobody knows."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard: words with times from the start of the audio, and the language (BCP 47)."""

    words: list[Word]
    language: str
    """Empty where an engine does not say."""
    by: str = ""
    """The engine that heard it, where that is not the one that was asked."""


class Engine(Protocol):
    """A recogniser that is loaded and ready."""

    name: str
    """Which engine and model, for a person to read, such as ``whisper base-q5_1``."""

    def transcribe(self, audio: Audio, *, language: str | None, prompt: str) -> Heard:
        """The words in up to 30 s of speech (mono, 16 kHz, -1..1).

        ``language`` None asks the engine to find it out. ``prompt`` holds names and terms that
        may occur; an engine that has no use for it ignores it.

        Raises:
            EngineUnavailable: this cannot be heard, and trying again will not help.
            EngineAway: it may be heard later.
        """


def choose(
    engine: str, model: str | None, language: str | None, *, models_dir: Path | None = None
) -> Engine:
    """The engine that was asked for, loaded; a loaded one is kept and given again.

    ``engine`` is ``whisper``, ``sphinx`` or ``auto``: whisper where its model is there, else
    sphinx. ``model`` is a name of the catalogue, looked for in ``models_dir``, or the path of a
    ggml file. EngineUnavailable says how to get what is missing.
    """
    if engine not in {"auto", "whisper", "sphinx"}:
        raise EngineUnavailable(
            f"There is no engine called '{engine}'. Choose auto, whisper or sphinx."
        )
    # Each engine is imported where it is chosen: the other one need not be installed.
    if engine != "sphinx":
        wanted = model or DEFAULT_MODEL
        file = catalogue.locate(wanted, models_dir)
        if file is not None:
            from tasks.engines import whisper_cpp

            return whisper_cpp.load(file, language)
        if engine == "whisper" or wanted not in catalogue.MODELS or not _is_english(language):
            raise EngineUnavailable(_how_to_get(wanted, language))
    from tasks.engines import sphinx

    return sphinx.load(language)


def _is_english(language: str | None) -> bool:
    return language is None or language.lower().split("-")[0] == "en"


def _how_to_get(model: str, language: str | None) -> str:
    if model not in catalogue.MODELS:
        return (
            f"There is no whisper model called '{model}', and no such file. "
            "See 'manage.py model list' for the names."
        )
    without = (
        "The engine sphinx needs no model and makes rough drafts of English."
        if _is_english(language)
        else "The small engine that needs no model knows English only."
    )
    return (
        f"The whisper model '{model}' is not on this machine. "
        f"Get it with 'manage.py model fetch {model}'. {without}"
    )
