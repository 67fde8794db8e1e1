"""PocketSphinx: a small recogniser of English whose model comes inside its package.

It makes rough drafts, in lower case and without punctuation, where no whisper model can be had.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pocketsphinx

from tasks.engines import EngineUnavailable, Heard
from tasks.loudness import Audio
from webapp.captions.document import Word

_FRAME_MS = 10
_NOT_A_WORD = re.compile(r"^(<.*>|\[.*\]|\+\+.*\+\+)$")
_VARIANT = re.compile(r"\(\d+\)$")
_ALWAYS_CAPITAL = {"i", "i'm", "i'll", "i've", "i'd"}


class Sphinx:
    """The recogniser, loaded once a process."""

    name = "sphinx en-us"

    def __init__(self) -> None:
        # A stretch of speech is heard as a whole, so its loudness can be evened out as a whole.
        self._decoder = pocketsphinx.Decoder(loglevel="FATAL", cmn="batch")

    def transcribe(self, audio: Audio, *, language: str | None, prompt: str) -> Heard:
        """The words of English speech; see `Engine`. It has no use for a prompt."""
        _check_language(language)
        samples = (np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes()
        decoder = self._decoder
        decoder.start_utt()
        decoder.process_raw(samples, no_search=False, full_utt=True)
        decoder.end_utt()
        return Heard([_word(s) for s in decoder.seg() or () if not _NOT_A_WORD.match(s.word)], "en")


def _word(segment: pocketsphinx.Segment) -> Word:
    text = _VARIANT.sub("", segment.word)
    if text in _ALWAYS_CAPITAL:
        text = text.capitalize()
    start_ms, end_ms = segment.start_frame * _FRAME_MS, (segment.end_frame + 1) * _FRAME_MS
    return Word(text, start_ms, end_ms, round(min(1.0, segment.prob), 3))


def _check_language(language: str | None) -> None:
    if language and language.lower().split("-")[0] != "en":
        raise EngineUnavailable(
            f"The small engine (sphinx) knows English only, not '{language}'. "
            "Fetch a whisper model: 'manage.py model fetch base-q5_1'."
        )


def load(language: str | None) -> Sphinx:
    """The recogniser; EngineUnavailable for a language other than English."""
    _check_language(language)
    return _loaded()


@cache
def _loaded() -> Sphinx:
    return Sphinx()
