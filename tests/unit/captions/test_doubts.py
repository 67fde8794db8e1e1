"""Words that an engine was unsure of come in the order in which they would mislead."""

from __future__ import annotations

import pytest

from webapp.captions.document import Cue, Word
from webapp.captions.doubts import accept, doubts


def heard(text: str, *probabilities: float | None) -> Cue:
    words = tuple(
        Word(word, n * 300, n * 300 + 250, p)
        for n, (word, p) in enumerate(zip(text.split(), probabilities, strict=True))
    )
    return Cue(0, 5000, text, words=words)


def test_what_turns_a_sentence_round_comes_first_and_small_words_last() -> None:
    cue = heard("The doctor, Okonkwo, did not take 40 pills.", *[0.4] * 8)
    assert [(d.text, d.kind) for d in doubts(cue, "en")] == [
        ("not", "negation"),
        ("Okonkwo", "name"),
        ("40", "number"),
        ("doctor", "content"),
        ("take", "content"),
        ("pills", "content"),
        ("The", "small"),
        ("did", "small"),
    ]


def test_only_what_the_engine_was_unsure_of_counts() -> None:
    cue = heard("Good morning to all.", 0.9, 0.1, None, 0.49)
    assert [d.text for d in doubts(cue, "en")] == ["morning", "all"]
    assert [cue.text[d.start : d.end] for d in doubts(cue, "en")] == ["morning", "all"]


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Er kam nicht.", "de", "negation"),
        ("Das Haus steht.", "de", "content"),
        ("…", "", "content"),
    ],
)
def test_kinds_in_other_languages(text: str, language: str, kind: str) -> None:
    words = len(text.split())
    found = doubts(heard(text, *[0.2] * words), language)
    assert found[0].kind == kind


def test_a_word_that_was_accepted_is_no_doubt_and_keeps_its_time() -> None:
    cue = heard("Good morning to all.", 0.9, 0.1, 0.9, 0.4)
    accepted = accept(cue, 1)
    assert [d.text for d in doubts(accepted, "en")] == ["all"]
    assert accepted.words[1] == Word("morning", 300, 550, None)
    with pytest.raises(IndexError):
        accept(cue, 9)
