"""A reviewer changes words: what a word is, in each script."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.captions.editing.tokens import text_of, tokens


def test_words_stand_between_spaces_with_their_punctuation() -> None:
    assert [token.text for token in tokens("Hello, Ana.\nHow are you?")] == [
        "Hello,", "Ana.", "How", "are", "you?",
    ]  # fmt: skip


def test_each_character_is_a_word_where_a_script_has_no_spaces() -> None:
    assert [t.text for t in tokens("「世界、abc你」")] == ["「世", "界、", "abc", "你」"]


def test_a_thai_mark_stays_with_its_letter() -> None:
    assert "วั" in [token.text for token in tokens("สวัสดี")]


def test_the_same_word_is_known_with_another_case_and_punctuation() -> None:
    first, second, dash = tokens("Meeting. meeting -")
    assert first.key == second.key
    assert dash.key == "-"


@given(st.text())
def test_the_words_are_the_text(text: str) -> None:
    parts = tokens(text)
    assert text_of(parts) == text.strip()
    assert all(text[part.start :].startswith(part.text) for part in parts)
