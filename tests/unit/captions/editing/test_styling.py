"""Italics and voices stay on their words when Ben corrects what is said."""

from __future__ import annotations

import pytest

from webapp.captions.document import Cue
from webapp.captions.editing.styling import restyle, with_italics

STYLED = Cue(0, 900, "One two three", speaker="Ana", markup="<v Ana>One <i>two three</i>")
TWO = Cue(0, 900, "- hi\n- yo", markup="<v Ana>- hi</v>\n<v Ben>- <b>yo</b></v>")


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("One, two three!", "<v Ana>One, <i>two three!</i></v>"),
        ("One two new three", "<v Ana>One <i>two new three</i></v>"),
        ("One 2 3 < 4", "<v Ana>One <i>2 3 &lt; 4</i></v>"),
        ("One", None),
    ],
)
def test_a_corrected_word_looks_as_the_one_it_replaces(text: str, markup: str | None) -> None:
    assert restyle(STYLED, text, "Ana") == markup


def test_another_speaker_says_it_in_the_same_style() -> None:
    assert restyle(STYLED, STYLED.text, "Ben") == "<v Ben>One <i>two three</i></v>"


def test_nobody_said_it_but_it_is_still_in_italics() -> None:
    assert restyle(STYLED, STYLED.text, None) == "One <i>two three</i>"


def test_a_new_word_is_said_by_whoever_speaks_before_it() -> None:
    assert restyle(TWO, "- hi there\n- yo", None) == (
        "<v Ana>- hi there</v>\n<v Ben>- <b>yo</b></v>"
    )


def test_words_are_put_into_italics_and_upright_again() -> None:
    assert with_italics(Cue(0, 900, "a b\nc"), 2, 3) == "a <i>b</i>\nc"
    assert with_italics(STYLED, 0, 3) == "<v Ana><i>One two three</i></v>"
    assert with_italics(STYLED, 4, 13) is None
