"""Someone reads a transcript without the video."""

from __future__ import annotations

import pytest

from webapp.captions.document import CaptionError, Captions, Cue
from webapp.captions.formats import plain, read


def test_paragraphs_follow_speakers_and_pauses() -> None:
    captions = Captions(
        [
            Cue(0, 1000, "Good\nmorning,", speaker="Ana"),
            Cue(1100, 2000, "everyone.", speaker="Ana"),
            Cue(2100, 3000, "Hello & welcome."),
            Cue(6000, 7000, "[door slams]", label="door slams"),
            Cue(7000, 8000, "Hi\nHo", markup="<v Ana>Hi</v>\n<v Ben>Ho</v>"),
        ]
    )
    assert plain.write(captions).data.decode() == (
        "Ana: Good morning, everyone.\n\nHello & welcome.\n\n[door slams]\n\nAna: Hi\n\nBen: Ho\n"
    )


def test_words_with_markup_do_not_run_together() -> None:
    marked = Cue(0, 1000, "Hello there you", markup="Hello <i>there</i> <b>you</b>")
    assert plain.write(Captions([marked])).data.decode() == "Hello there you\n"


def test_it_is_said_that_times_are_gone() -> None:
    assert "cannot hold times" in plain.write(Captions([Cue(0, 1, "a")])).dropped[0]


def test_no_captions_make_an_empty_file() -> None:
    assert plain.write(Captions()).data == b""


def test_text_without_times_is_not_taken_for_captions() -> None:
    with pytest.raises(CaptionError, match="Plain text has no times"):
        read(b"Hello", "notes.txt")
