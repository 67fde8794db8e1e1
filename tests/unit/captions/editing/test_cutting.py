"""Ana parts and joins captions; no word, time, speaker or style gets lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.captions.document import CaptionError, Cue, VttSettings, Word
from webapp.captions.editing.cutting import give_first_words, give_last_words, merge, split
from webapp.captions.formats.cue_text import cue_text_of, read_cue_text

HEARD = (Word("Good", 100, 300), Word("morning,", 300, 800), Word("Ben.", 1200, 1700))
CUE = Cue(
    0, 2000, "Good morning,\nBen.", id="7", speaker="Ana", words=HEARD,
    settings=VttSettings(line=10, align="start"),
)  # fmt: skip


def test_the_second_half_begins_with_its_first_word() -> None:
    first, second = split(CUE, CUE.text.index("Ben"), gap_ms=84)
    assert (first.text, second.text) == ("Good morning,", "Ben.")
    assert (first.end_ms, second.start_ms) == (1116, 1200)
    assert (first.words, second.words) == (HEARD[:2], HEARD[2:])
    assert (first.id, second.id) == ("7", "")


def test_both_halves_keep_speaker_and_place() -> None:
    for half in split(CUE, 5):
        assert (half.speaker, half.settings) == ("Ana", CUE.settings)


def test_without_times_of_words_the_letters_say_where() -> None:
    first, second = split(Cue(0, 1000, "aaaa bbbbb"), 5)
    assert (first.end_ms, second.start_ms) == (400, 400)


@pytest.mark.parametrize("caret", [0, 18, 99])
def test_a_half_without_text_is_refused_in_words(caret: int) -> None:
    with pytest.raises(CaptionError, match="Put the caret between two words"):
        split(CUE, caret)


def test_italics_go_on_in_the_second_half_and_no_voice_stands_in_another() -> None:
    styled = Cue(0, 2000, "One two three", speaker="Ana", markup="<v Ana>One <i>two three</i>")
    first, second = split(styled, 7)
    assert first.markup == "<v Ana>One <i>two</i></v>"
    assert second.markup == "<v Ana><i>three</i></v>"


def test_markup_that_no_longer_says_what_the_text_says_is_left_behind() -> None:
    first, second = split(Cue(0, 2000, "New words", markup="<i>Old</i>"), 4)
    assert (first.markup, second.markup) == (None, None)


def test_joined_again_it_is_as_it_was() -> None:
    joined = merge(*split(CUE, CUE.text.index("Ben")))
    assert joined == CUE


def test_two_speakers_in_one_caption_keep_their_names() -> None:
    joined = merge(CUE, Cue(2100, 3000, "Hello!", speaker="Ben"))
    assert joined.text == "- Good morning,\nBen.\n- Hello!"
    assert cue_text_of(joined) == "<v Ana>- Good morning,\nBen.</v>\n<v Ben>- Hello!</v>"
    assert (joined.start_ms, joined.end_ms) == (0, 3000)


def test_the_last_words_go_to_the_neighbour_with_their_times() -> None:
    after = Cue(2100, 3000, "Is it late?", id="8", speaker="Ana", words=(Word("Is", 2200, 2300),))
    stays, follows = give_last_words(CUE, after, 1)
    assert (stays.text, follows.text) == ("Good morning,", "Ben. Is it late?")
    assert (stays.end_ms, follows.start_ms) == (1200, 1200)
    assert follows.words[0] == HEARD[2]
    assert (follows.id, follows.settings) == ("8", after.settings)


def test_the_first_words_go_to_the_caption_before() -> None:
    after = Cue(2100, 3000, "Please sit down.", speaker="Ana")
    longer, rest = give_first_words(CUE, after, 1)
    assert (longer.text, rest.text) == ("Good morning,\nBen. Please", "sit down.")
    assert longer.end_ms == rest.start_ms


def test_the_last_word_of_all_is_not_given_away() -> None:
    with pytest.raises(CaptionError, match="Merge the two instead"):
        give_last_words(Cue(0, 900, "Yes."), CUE, 1)


TEXTS = st.lists(
    st.sampled_from(["a", "be,", "sea.", "Dear\n", "世界", "it's"]), min_size=2, max_size=8
)


@given(TEXTS, st.data())
def test_no_letter_is_lost_by_parting_and_joining(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words).strip()
    caret = data.draw(st.integers(1, len(text) - 1))
    markup = f"<v Ana><i>{text}</i>"
    cue = Cue(500, 3000, read_cue_text(markup).text, speaker="Ana", markup=markup)
    try:
        first, second = split(cue, caret)
    except CaptionError:
        return
    assert (first.text + second.text).split() == (
        text[:caret].strip() + text[caret:].strip()
    ).split()
    assert cue.start_ms <= first.start_ms < first.end_ms <= second.start_ms < second.end_ms
    for half in (first, second):
        assert "".join(read_cue_text(cue_text_of(half)).text.split()) == "".join(half.text.split())
        assert cue_text_of(half).startswith("<v Ana><i>")
    joined = merge(first, second)
    assert "".join(joined.text.split()) == "".join(text.split())
    assert cue_text_of(joined).count("<i>") == 2
