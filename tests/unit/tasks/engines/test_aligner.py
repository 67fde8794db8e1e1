"""A name that no dictionary has is guessed by its letters, and found where it is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tasks.engines import aligner
from tasks.engines.letter_sounds import guess
from webapp.captions import formats
from webapp.media.pcm import read_pcm


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("schoeffer", "SH OW F ER"),
        ("spike", "S P IH K"),
        ("llangollen", "L AE NG AA L EH N"),
        ("quark", "K W AA R K"),
        ("870", ""),
    ],
)
def test_a_guess_follows_the_letters(word: str, sounds: str) -> None:
    assert guess(word) == sounds


def test_names_are_found_where_they_are_said(shared: Path) -> None:
    speech = shared / "media" / "speech"
    reference = formats.read((speech / "ljspeech-lj001.vtt").read_bytes(), "ljspeech-lj001.vtt")
    said = next(cue for cue in reference.cues if "Sweynheim" in cue.text)
    file = speech / "ljspeech-lj001.flac"
    with read_pcm(file, start_ms=said.start_ms, end_ms=said.end_ms) as blocks:
        audio = np.concatenate(list(blocks))
    words = said.text.split()
    spans = aligner.load().find(audio, words, range(len(words)))
    assert len(spans) == len(words)
    begins = [span[0] for span in spans if span]
    assert begins == sorted(begins)
    assert aligner.load().find(audio, words[::-1], range(len(words))) == []
