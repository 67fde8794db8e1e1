"""Words are found as reviewers mean them, and others come in their place."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.captions.editing.replacing import Search


@pytest.mark.parametrize(
    ("search", "text", "count"),
    [
        (Search("park"), "The park, the Park, parking", 3),
        (Search("park", match_case=True), "The park, the Park, parking", 2),
        (Search("park", whole_words=True), "The park, the Park, parking", 2),
        (Search("Park", match_case=True, whole_words=True), "The park, the Park.", 1),
        (Search("new  park"), "the new\npark", 1),
        (Search("schon"), "Das ist schön.", 0),
        (Search(unicodedata.normalize("NFD", "schön")), "Das ist schön.", 1),
        (Search("schön"), unicodedata.normalize("NFD", "Das ist schön."), 1),
        (Search("don", whole_words=True), "don't, Don", 1),
        (Search("its", whole_words=True), "'its'", 1),
        (Search("猫", whole_words=True), "私の猫です", 1),
        (Search("c++", whole_words=True), "C++ and abc++", 1),
        (Search("."), "One. Two.", 2),
        (Search("  "), "One two", 0),
        (Search("one two"), "One  \n two", 1),
        (Search("strasse"), "Straße", 1),
        (Search("s"), "Straße", 1),
        (Search("STRASSE", match_case=True), "Straße", 0),
        (Search("aa"), "aaaa", 2),
    ],
)
def test_what_is_found(search: Search, text: str, count: int) -> None:
    assert len(search.spans(text)) == count


@pytest.mark.parametrize(
    ("search", "by", "text", "after"),
    [
        (Search("colour"), "color", "Colour and COLOUR, colour", "Color and COLOR, color"),
        (Search("ana"), "Anna", "ana, ANA", "Anna, Anna"),
        (Search("a", match_case=True, whole_words=True), "b", "A a", "A b"),
        (Search("new park"), "old garden", "the new\npark", "the old\ngarden"),
        (Search("new park"), "garden", "the new\npark today", "the garden today"),
        (Search("er,"), "", "So, er, we go", "So, we go"),
        (Search("very"), "", "It is very.\nvery\nGood", "It is.\nGood"),
        (Search("x"), "y", "nothing", "nothing"),
        (Search("1"), r"\1 $1", "1", r"\1 $1"),
        (Search("all"), "", "all", ""),
    ],
)
def test_what_comes_in_its_place(search: Search, by: str, text: str, after: str) -> None:
    assert search.replaced(text, by) == after


@given(st.text(alphabet="aAbß ä\n'.", max_size=12), st.text(alphabet="aAbß ä'.", max_size=3))
def test_what_is_replaced_by_itself_stays(text: str, wanted: str) -> None:
    search = Search(wanted, match_case=True)
    for start, end in search.spans(text):
        assert text[start:end].split() == wanted.split()
    if len(wanted.split()) == 1:
        assert search.replaced(text, wanted.strip()) == text
