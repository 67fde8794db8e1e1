"""Somebody looks for a word as she would type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.captions.finding import spans_of


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("park", "The Park, the park.", ["Park", "park"]),
        ("muller", "Herr Müller und MÜLLER", ["Müller", "MÜLLER"]),
        ("Müller", "Herr Muller", ["Muller"]),
        ("strasse", "In der Straße", ["Straße"]),
        ("by  the river", "path by\nthe river", ["by\nthe river"]),
        ("ana", "banana", ["ana"]),
        ("公園", "町の公園です", ["公園"]),
        ("cafe", "cafe\u0301 noir", ["cafe\u0301"]),
        ("nothing", "The park", []),
        ("  ", "two  spaces", []),
        ("", "text", []),
    ],
)
def test_words_are_found_without_regard_to_case_accents_and_breaks(
    query: str, text: str, found: list[str]
) -> None:
    assert [text[start:end] for start, end in spans_of(query, text)] == found


@given(st.text(max_size=6), st.text(max_size=40))
def test_what_is_found_lies_in_the_text_in_order(query: str, text: str) -> None:
    done = 0
    for start, end in spans_of(query, text):
        assert done <= start < end <= len(text)
        done = end
