"""What somebody types is read as words, and the same words are found and marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.search_terms import MAX_TERMS, Term, comparable, marked, terms


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("park", [Term(("park",))]),
        ('"new park" meet*', [Term(("new", "park")), Term(("meet",), prefix=True)]),
        ("„neuer Park“", [Term(("neuer", "park"))]),
        ("Don't", [Term(("don", "t"))]),
        ("12:40", [Term(("12", "40"))]),
        ("会议", [Term(("会", "议"))]),
        ('"open phrase', [Term(("open", "phrase"))]),
        ("NEAR(a, b) OR -c ^d: {e}", [Term((w,)) for w in ("or", "c", "d", "e")]),
        ("a*", [Term(("a",))]),
        ("park PARK Párk", [Term(("park",))]),
        ('*** "" - " ', []),
    ],
)
def test_what_is_typed_is_words_whatever_a_database_would_make_of_it(
    typed: str, words: list[Term]
) -> None:
    found = terms(typed)
    assert [term for term in words if term not in found] == []
    assert len(found) == len(words) or "NEAR" in typed


def test_a_page_that_was_pasted_is_cut() -> None:
    assert len(terms(" ".join(f"w{n}" for n in range(60)))) == MAX_TERMS


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Où est l'École?", "ou est l ecole"),
        ("Straße", "STRASSE"),
        ("Łódź, Ærø", "lodz aero"),
        ("الْعَرَبِيَّة", "العربية"),
        ("שָׁלוֹם", "שלום"),
        ("ёлка", "Елка"),
        ("ＡＢＣ １２", "abc 12"),
        ("cafe\u0301", "café"),
        ("İstanbul", "istanbul"),
    ],
)
def test_words_are_the_same_without_capitals_and_marks(text: str, same: str) -> None:
    assert comparable(text) == comparable(same)


def test_marks_that_are_letters_stay() -> None:
    assert comparable("हिन्दी") == "हिन्दी"
    assert comparable("がか") != comparable("かか")


def test_a_found_word_is_marked_as_it_was_written() -> None:
    text = "The new park; the NEW  Párk is new."
    assert marked(text, terms('"new park"')) == [
        ("The ", False),
        ("new park", True),
        ("; the ", False),
        ("NEW  Párk", True),
        (" is new.", False),
    ]
    assert marked("我们开会议了", terms("会议")) == [
        ("我们开", False),
        ("会议", True),
        ("了", False),
    ]
    assert marked("Meeting now", terms("mee* meeting")) == [("Meeting", True), (" now", False)]


@given(st.text(max_size=60), st.text(max_size=30))
def test_no_text_is_lost_and_no_query_fails(text: str, query: str) -> None:
    pieces = marked(text, terms(query))
    assert "".join(piece for piece, _ in pieces) == text
    assert comparable(comparable(text)) == comparable(text)
