"""YouTube's caption files go in and out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from webapp.captions.document import CaptionError, Captions, Cue
from webapp.captions.formats import sbv

TWO = b"0:00:00.599,0:00:04.160\nHello\nthere\n\n0:00:04.160,0:00:06.000\n[music]\n"


def test_a_file_from_youtube_comes_back_byte_for_byte() -> None:
    captions = sbv.read(TWO)
    assert captions.cues == (
        Cue(599, 4160, "Hello\nthere"),
        Cue(4160, 6000, "[music]", label="music"),
    )
    written = sbv.write(captions)
    assert (written.data, written.dropped) == (TWO, ())


def test_a_subviewer_file_is_read(shared: Path) -> None:
    captions = sbv.read((shared / "media/captions/formats/sonnet001.sbv").read_bytes())
    assert len(captions.cues) == 15
    assert captions.cues[1].text == "From fairest creatures we desire increase,"


def test_line_breaks_of_subviewer_are_lines() -> None:
    assert sbv.read(b"[SUBTITLE]\n00:00:01.00,00:00:02.50\na[br]b").cues == (
        Cue(1000, 2500, "a\nb"),
    )


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (b"", "There are no captions in this file"),
        (b"0:00:01.000,0:00:02.000\na\n\nlost", "Line 4: No times stand over this text: 'lost'"),
        (b"0:00:01.000,0:00:0x.000\nlost", "Line 1: These times cannot be read"),
    ],
)
def test_a_file_that_would_lose_text_is_refused(source: bytes, sentence: str) -> None:
    with pytest.raises(CaptionError, match=f"^{re.escape(sentence)}"):
        sbv.read(source)


def test_what_sbv_cannot_hold_is_named_and_names_are_kept_in_the_text() -> None:
    written = sbv.write(Captions([Cue(0, 1, "Hi", speaker="Ana", id="x")], language="en"))
    assert written.data.endswith(b"\nAna: Hi\n")
    assert written.dropped == (
        "SBV has no place for speakers: their names stand before the text.",
        "SBV cannot hold captions' names.",
        "SBV cannot hold the language.",
    )


@pytest.mark.parametrize("text", ["0:00:01.000,0:00:02.000", "a[br]b", "7"])
def test_text_that_looks_like_times_stays_text(text: str) -> None:
    back = sbv.read(sbv.write(Captions([Cue(0, 1, text)])).data)
    assert [cue.text.replace("\u200b", "") for cue in back.cues] == [text]
