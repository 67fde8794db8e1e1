"""How a cue's words stand on its lines."""

from __future__ import annotations

from math import inf

import pytest

from webapp.captions.lines import LineBreaker, pieces, prepare
from webapp.captions.measure import columns


def broken(text: str, language: str = "en", *, limit: int = 42, most: int = 2) -> list[str]:
    tokens = pieces(text, language, limit)
    breaker = LineBreaker(prepare(tokens, language), limit=limit, wanted=min(limit, 37), most=most)
    return breaker.layout(0, len(tokens)).split("\n")


@pytest.mark.parametrize(
    ("text", "language", "together"),
    [
        ("I have never in my life seen the house that they bought", "en", "the house"),
        ("Yesterday evening we all were waiting for Peter Miller", "en", "Peter Miller"),
        ("When everybody had gone home again she closed the door", "en", "she closed"),
        ("The children were playing quietly in the large garden", "en", "in the large"),
        ("Gestern Abend haben wir alle auf den Zug nach Bern gewartet", "de", "nach Bern"),
        ("Danach sprachen wir noch lange mit Herrn Müller darüber", "de", "Herrn Müller"),
        ("Hier ist alles so geblieben wie es war, sagte der alte Mann", "de", "der alte"),
    ],
)
def test_words_that_belong_together_stay_on_one_line(
    text: str, language: str, together: str
) -> None:
    lines = broken(text, language)
    assert len(lines) == 2
    assert any(together in line for line in lines)


def test_a_line_ends_after_the_comma() -> None:
    assert broken("If you want to see the sea today, you must be here early.") == [
        "If you want to see the sea today,",
        "you must be here early.",
    ]


def test_a_short_text_is_not_broken() -> None:
    assert broken("A short text is not broken.") == ["A short text is not broken."]


def test_two_lines_are_of_about_the_same_length() -> None:
    upper, lower = broken("alpha bravo charlie delta echo foxtrot golf hotel india")
    assert abs(len(upper) - len(lower)) <= 8


def test_a_text_too_long_for_its_lines_says_so_and_still_keeps_every_word() -> None:
    text = "one two three four five six seven eight nine ten " * 4
    tokens = text.split()
    breaker = LineBreaker(prepare(tokens, "en"), limit=42, wanted=37, most=2)
    assert breaker.cost(0, len(tokens)) == inf
    assert breaker.layout(0, len(tokens)).split() == tokens


def test_japanese_lines_do_not_begin_with_a_full_stop_or_small_kana() -> None:
    lines = broken("きょうはとてもよいてんきでしたから、みんなでうみへいってあそびました。", "ja")
    assert all(columns(line) <= 42 for line in lines)
    assert not any(line[0] in "、。ょっゃゅ" for line in lines)


def test_latin_words_in_japanese_keep_the_space_between_them() -> None:
    text = prepare(["New", "York", "に", "います"], "ja")
    assert text.line(0, 4) == "New Yorkにいます"


def test_combining_marks_and_emoji_count_as_seen() -> None:
    assert columns("e\u0301") == 1
    assert columns("語") == 2
    assert columns("abc") == 3
