"""Ben corrects a word; every other word is still lit at its own time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.captions.document import Word
from webapp.captions.editing.retiming import retime
from webapp.captions.editing.tokens import tokens

HEARD = (
    Word("Welcom", 0, 400, 0.31),
    Word("to", 400, 500, 0.97),
    Word("the", 600, 700, 0.9),
    Word("meeting.", 900, 1500, 0.8),
)


def times(words: tuple[Word, ...]) -> dict[str, tuple[int, int]]:
    return {word.text: (word.start_ms, word.end_ms) for word in words}


def test_a_corrected_word_takes_the_time_of_the_wrong_one() -> None:
    first, *others = retime(HEARD, "Welcome to the meeting.")
    assert (first.text, first.start_ms, first.end_ms) == ("Welcome", 0, 400)
    assert first.probability is None  # a person wrote it
    assert tuple(others) == HEARD[1:]


def test_a_new_word_takes_the_pause_that_it_stands_in() -> None:
    now = times(retime(HEARD, "Welcom to the new meeting."))
    assert 700 <= now["new"][0] < now["new"][1] <= 900
    assert now["the"] == (600, 700)


def test_where_there_is_no_pause_a_new_word_shares_with_the_one_before() -> None:
    now = times(retime(HEARD, "Welcom back to the meeting."))
    assert now["Welcom"][0] == 0
    assert now["Welcom"][1] == now["back"][0] < now["back"][1] == 400
    assert now["to"] == (400, 500)


def test_a_word_before_all_others_ends_where_they_begin() -> None:
    later = tuple(Word(w.text, w.start_ms + 2000, w.end_ms + 2000) for w in HEARD)
    now = times(retime(later, "And Welcom to the meeting."))
    assert 0 <= now["And"][0] < now["And"][1] == 2000


def test_two_words_for_one_share_its_time() -> None:
    now = times(retime(HEARD, "Well come to the meeting."))
    assert (now["Well"][0], now["come"][1]) == (0, 400)


def test_what_is_taken_out_leaves_the_others_where_they_are() -> None:
    assert retime(HEARD, "Welcom the meeting.") == (HEARD[0], HEARD[2], HEARD[3])


def test_captions_from_a_file_have_no_times_of_words_and_get_none() -> None:
    assert retime((), "Good morning.") == ()


WORDS = st.lists(
    st.sampled_from(["a", "be", "sea", "dear", "early", "世界", "it's", "-"]),
    min_size=1,
    max_size=9,
)


@given(WORDS, WORDS, st.integers(0, 300))
def test_there_is_one_word_for_each_in_the_text_and_time_never_runs_back(
    old: list[str], new: list[str], pause: int
) -> None:
    heard, now = [], 1000
    for text in old:
        heard.append(Word(text, now, now + 200, 0.5))
        now += 200 + pause
    timed = retime(heard, " ".join(new))
    assert [word.text for word in timed] == [token.text for token in tokens(" ".join(new))]
    edges = [edge for word in timed for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)


@given(WORDS)
def test_an_unchanged_text_keeps_every_time(texts: list[str]) -> None:
    heard = tuple(
        Word(t.text, n * 300, n * 300 + 200, 0.5) for n, t in enumerate(tokens(" ".join(texts)))
    )
    assert retime(heard, " ".join(texts)) == heard
