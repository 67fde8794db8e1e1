"""Two reviewers wrote at once: what differs is shown, and what can be joined is joined."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.captions.editing.difference import Part, Piece, difference, join


def test_a_corrected_word_is_shown_beside_the_one_it_replaces() -> None:
    assert difference("The whether is fine.", "The weather is fine.") == [
        Piece("same", "The"),
        Piece("gone", "whether"),
        Piece("new", "weather"),
        Piece("same", "is fine."),
    ]


def test_changes_in_different_places_are_both_kept() -> None:
    joined = join(
        "the whether is fine today", "The weather is fine today", "the whether is fine today, Ben."
    )
    assert joined.is_clean
    assert joined.text == "The weather is fine today, Ben."


def test_the_same_correction_by_both_is_there_once() -> None:
    joined = join("a whether b", "a weather b", "a weather b")
    assert (joined.is_clean, joined.text) == (True, "a weather b")


def test_who_took_words_out_and_who_changed_others_both_get_their_way() -> None:
    assert join("um so we begin", "so we begin", "um so we start").text == "so we start"


def test_different_words_in_one_place_are_for_a_person_to_choose() -> None:
    joined = join("see you on Monday", "see you on Tuesday", "see you on Friday")
    assert not joined.is_clean
    assert joined.parts[-1] == Part(" Tuesday", " Friday")
    assert joined.text == "see you on Tuesday Friday"


def test_a_line_break_that_one_of_them_moved_is_kept() -> None:
    assert join("one two three", "one two three", "one\ntwo three").text == "one\ntwo three"


def test_a_script_without_spaces_is_joined_by_characters() -> None:
    assert join("今天天气好", "今天天气很好", "明天天气好").text == "明天天气很好"


SENTENCES = st.lists(st.sampled_from(["a", "b", "c", "d", "b\n"]), max_size=8).map(" ".join)


@given(SENTENCES, SENTENCES)
def test_who_changed_nothing_stands_in_nobodys_way(base: str, theirs: str) -> None:
    assert join(base, base, theirs).text.split() == theirs.split()
    assert join(base, theirs, base).text.split() == theirs.split()
    assert join(base, theirs, theirs).text.split() == theirs.split()


@given(SENTENCES, SENTENCES, SENTENCES)
def test_no_word_that_somebody_added_is_lost(base: str, mine: str, theirs: str) -> None:
    joined = set(join(base, mine, theirs).text.split())
    added = (set(mine.split()) | set(theirs.split())) - set(base.split())
    assert added <= joined


@given(SENTENCES, SENTENCES)
def test_both_texts_can_be_read_from_their_difference(old: str, new: str) -> None:
    pieces = difference(old, new)
    for left_out, text in (("new", old), ("gone", new)):
        assert " ".join(p.text for p in pieces if p.kind != left_out).split() == text.split()
