"""A reader sees which words the glossary explains, and no others."""

from __future__ import annotations

import pytest

from webapp.captions.known_terms import Finder

TERMS = Finder(
    [(1, "Okonkwo"), (2, "harbour"), (3, "harbour master"), (4, "IT"), (5, "字幕"), (6, "Ana")]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dr. Okonkwo came.", {"Okonkwo": 1}),
        ("“Okonkwo’s boat”, she said.", {"Okonkwo": 1}),
        ("The Harbour, and\nthe harbour.", {"Harbour": 2}),
        ("The harbour\nmaster's house.", {"harbour\nmaster": 3}),
        ("It is IT.", {"IT": 4}),
        ("it is not.", {}),
        ("harbours and Okonkwos", {}),
        ("日本の字幕です", {"字幕": 5}),
        ("Banana", {}),
        ("", {}),
    ],
)
def test_terms_are_found_as_they_are_spelt(text: str, found: dict[str, int]) -> None:
    places = TERMS.places(text)
    assert {text[place.start : place.end]: place.term for place in places} == found


def test_each_is_found_once_and_in_order() -> None:
    places = TERMS.places("Ana, Okonkwo, Ana and the harbour of Okonkwo.")
    assert [place.term for place in places] == [6, 1, 2]


def test_of_two_that_are_spelt_alike_the_first_wins() -> None:
    assert [place.term for place in Finder([(9, "quay"), (7, "Quay")]).places("the quay")] == [9]


def test_without_a_glossary_nothing_is_found() -> None:
    assert Finder([]).places("the harbour") == []
