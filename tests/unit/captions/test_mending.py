"""Suggestions put right what lint found, break nothing else, and leave every word as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.captions.document import Cue, Word
from webapp.captions.editing.cutting import split
from webapp.captions.lint.rules import Rules
from webapp.captions.mending import Mend, mends, words_of
from webapp.captions.profiles import PROFILES

RULES = Rules(PROFILES["sightline"], "en")
LONG = "We have never seen anything like it in all of our lives, she said to them."


def names(*cues: Cue, index: int = 0, rules: Rules = RULES) -> list[str]:
    return [mend.name for mend in mends(cues, index, rules)]


def only(name: str, *cues: Cue, index: int = 0, rules: Rules = RULES) -> Mend:
    (mend,) = [mend for mend in mends(cues, index, rules) if mend.name == name]
    return mend


def codes(*cues: Cue, rules: Rules = RULES) -> set[str]:
    return {finding.code for finding in rules.findings(cues)}


def test_a_good_caption_needs_nothing() -> None:
    assert mends([Cue(0, 2800, "We have never seen anything like it.")], 0, RULES) == []


def test_a_long_line_becomes_two_even_ones() -> None:
    mend = only("balance", Cue(0, 6000, LONG))
    assert (
        mend.changes[0].text
        == "We have never seen anything like it\nin all of our lives, she said to them."
    )


def test_lines_of_dialogue_are_not_put_together() -> None:
    assert "balance" not in names(Cue(0, 6000, f"- {LONG}\n- Really?"))


def test_italics_stay_on_their_words() -> None:
    cue = Cue(0, 2500, "They went into the\nhouse.", markup="They went into <i>the\nhouse.</i>")
    assert only("balance", cue).changes[0].markup == "They went into <i>the house.</i>"


def test_a_short_caption_is_shown_longer_up_to_the_next() -> None:
    short = Cue(0, 500, "Go there now.")
    assert only("extend", short).changes[0].end_ms == 1000
    nearby = Cue(1050, 3050, "And stay.")
    assert only("extend", short, nearby).changes[0].end_ms == 970


def test_where_there_is_no_room_nothing_is_promised() -> None:
    assert "extend" not in names(Cue(0, 500, "Go there now."), Cue(600, 3000, "And stay."))


def test_a_gap_that_flickers_is_closed_and_one_that_is_too_small_is_opened() -> None:
    cue, following = Cue(0, 2000, "Good morning."), Cue(2300, 4300, "How are you?")
    assert only("close-gap", cue, following).changes[0].end_ms == 2220
    assert only("open-gap", cue, replace(following, start_ms=2020)).changes[0].end_ms == 1940


def test_an_overlap_ends_with_the_caption_before() -> None:
    cues = Cue(0, 2500, "Good morning."), Cue(2300, 4300, "How are you?")
    assert only("end-before", *cues, index=1).changes == {0: replace(cues[0], end_ms=2220)}


def test_a_caption_begins_and_ends_with_its_words() -> None:
    words = (Word("Good", 1000, 1400), Word("morning.", 1400, 2000))
    late = Cue(1400, 3400, "Good morning.", words=words)
    assert only("start-with-speech", late).changes[0].start_ms == 1000
    stays = Cue(1000, 5000, "Good morning.", words=words)
    assert only("end-with-speech", stays).changes[0].end_ms == 2500


def test_an_edge_near_a_cut_goes_onto_it() -> None:
    rules = RULES._replace(shots_ms=(1100,))
    mend = only("onto-cut", Cue(1000, 3000, "Good morning."), rules=rules)
    assert mend.changes[0].start_ms == 1100


def test_sounds_get_brackets_and_speakers_dashes() -> None:
    assert only("bracket", Cue(0, 2000, "(door slams)")).changes[0].text == "[door slams]"
    markup = "<v Ana>Is it you?</v>\n<v Ben>It is.</v>"
    two = Cue(0, 3000, "Is it you?\nIt is.", markup=markup)
    assert only("dash", two).changes[0].text == "- Is it you?\n- It is."


def test_what_cannot_be_shown_is_taken_out() -> None:
    assert only("clean", Cue(0, 2000, "Good\x07 morning.")).changes[0].text == "Good morning."


def test_a_caption_that_is_too_long_is_split_where_a_sentence_ends() -> None:
    cue = Cue(0, 9000, "This is the first sentence of it. And this is the second one of all.")
    mend = only("split", cue)
    assert mend.split_at is not None
    first, second = split(cue, mend.split_at)
    assert first.text == "This is the first sentence of it."
    assert "too-long" not in codes(first, second)


@pytest.mark.parametrize("text", ["", " \n ", "...", "♪"])
def test_captions_without_words(text: str) -> None:
    mends([Cue(0, 100, text)], 0, RULES)


TEXTS = st.lists(
    st.sampled_from(
        ["the", "house", "Anna", "Smith,", "went", "into", "and", "it.", "-", "[door", "slams]",
         "語語語", "(Applause)", "é", "\x07bell", "Don't"]
    ),
    min_size=1, max_size=18,
).flatmap(lambda words: st.sampled_from([" ".join(words), "\n".join(words[:3])]))  # fmt: skip


@st.composite
def transcripts(draw: st.DrawFn) -> list[Cue]:
    cues, at = [], 0
    for _ in range(draw(st.integers(1, 6))):
        at += draw(st.sampled_from([-500, 0, 40, 80, 300, 460, 1200, 4000]))
        at = max(at, cues[-1].start_ms if cues else 0)
        lasts = draw(st.sampled_from([100, 700, 1500, 3000, 8000]))
        text = draw(TEXTS)
        spoken = draw(st.sampled_from([None, 0, 400, 2000]))
        words = () if spoken is None else (Word(text.split()[0], at + spoken, at + spoken + 200),)
        label = draw(st.sampled_from([None, None, "a sound"]))
        cues.append(Cue(at, at + lasts, text, words=words, label=label))
        at += lasts
    return cues


@given(transcripts(), st.sampled_from(sorted(PROFILES)), st.sampled_from(["en", "de", "ja"]))
def test_a_finding_goes_and_no_word_and_nothing_new_comes(
    cues: list[Cue], profile: str, language: str
) -> None:
    rules = Rules(PROFILES[profile], language)
    for index in range(len(cues)):
        before = {(f.cue, f.code, f.severity) for f in rules.findings(cues)}
        for mend in mends(cues, index, rules):
            if mend.split_at is not None:
                halves = split(cues[index], mend.split_at, gap_ms=84)
                assert words_of(" ".join(half.text for half in halves)) == words_of(
                    cues[index].text
                )
                continue
            now = [mend.changes.get(n, cue) for n, cue in enumerate(cues)]
            assert [words_of(cue.text) for cue in now] == [words_of(cue.text) for cue in cues]
            after = {(f.cue, f.code, f.severity) for f in rules.findings(now)}
            gone = {each for each in before - after if each[:2] == (index, mend.code)}
            assert gone
            milder = {(cue, code, "warning") for cue, code, severity in before}
            assert after <= before | milder
