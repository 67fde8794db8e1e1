"""What a viewer gets from the words that were heard."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.captions.document import Captions, Cue, Word
from webapp.captions.lint import lint
from webapp.captions.measure import columns
from webapp.captions.profiles import PROFILES, Profile
from webapp.captions.segment import cues_from_words

SIGHTLINE = PROFILES["sightline"]
VOCABULARY = re.findall(
    r"\S+",
    "the a of in on house children yesterday because and he she went, beautifully one two "
    "Peter Miller I am responsibility so to look. again. now, it",
)
FORCED_BY_FAST_SPEECH = {"reading-speed", "word-rate"}

texts = st.one_of(
    st.sampled_from(["the", "house", "Mr.", "said,", "end.", "I", "of", "John", "Smith", "-->"]),
    st.text(max_size=12),
    st.text(alphabet="abcdefgh ß語\u0301\t\n", max_size=8),
    st.integers(30, 130).map(lambda length: "x" * length),
    st.sampled_from(["", " ", " leading", "two words", "a\nb", "日本語"]),
    st.sampled_from(["👩‍👩‍👧", "e\u0301", "\u2028x"]),
)
any_words = st.lists(
    st.builds(
        lambda text, start, length: Word(text, start, start + length),
        texts,
        st.one_of(st.integers(0, 20_000), st.integers(0, 4_000_000), st.just(500)),
        st.one_of(st.integers(0, 900), st.just(0), st.integers(0, 30_000)),
    ),
    max_size=60,
)
profiles = st.sampled_from(list(PROFILES.values()))


def tokens(texts: list[str]) -> list[str]:
    return " ".join(texts).split()


def spoken(text: str, *, each_ms: int = 300, from_ms: int = 0, pause_ms: int = 0) -> list[Word]:
    """Return words said one after another, a pause after each sentence."""
    words: list[Word] = []
    at = from_ms
    for token in text.split():
        words.append(Word(token, at, at + each_ms - 20))
        at += each_ms + (pause_ms if token.endswith(".") else 0)
    return words


def shown(words: list[Word], profile: Profile = SIGHTLINE, language: str = "en") -> list[str]:
    return [cue.text for cue in cues_from_words(words, profile, language=language)]


@settings(max_examples=250)
@given(words=any_words, profile=profiles, portrait=st.booleans(), in_order=st.booleans())
def test_no_word_is_lost_changed_moved_or_parted(
    words: list[Word], profile: Profile, portrait: bool, in_order: bool
) -> None:
    if in_order:
        words = sorted(words, key=lambda word: word.start_ms)
    cues = cues_from_words(words, profile, portrait=portrait)

    assert tokens([cue.text for cue in cues]) == tokens([word.text for word in words])
    assert [word for cue in cues for word in cue.words] == [w for w in words if w.text.strip()]
    for cue in cues:
        assert tokens([cue.text]) == tokens([word.text for word in cue.words])
        assert cue.end_ms > cue.start_ms >= 0
    for one, following in pairwise(cues):
        assert following.start_ms - one.end_ms >= 80


@settings(max_examples=80)
@given(words=any_words, language=st.sampled_from(["ja", "zh-Hant", "th"]), profile=profiles)
def test_no_character_is_lost_in_languages_without_spaces(
    words: list[Word], language: str, profile: Profile
) -> None:
    cues = cues_from_words(words, profile, language=language)
    assert "".join(tokens([c.text for c in cues])) == "".join(tokens([w.text for w in words]))


@st.composite
def plausible_speech(draw: st.DrawFn) -> list[Word]:
    """Words at 2 to 4 a second in sentences, with pauses between and sometimes within them."""
    vocabulary = st.sampled_from(VOCABULARY)
    words: list[Word] = []
    at = draw(st.integers(0, 3000))
    for text in draw(st.lists(vocabulary, min_size=1, max_size=45)):
        length = draw(st.integers(250, 480))
        words.append(Word(text, at, at + length))
        at += length
        if draw(st.integers(0, 5)) == 0:
            at += draw(st.integers(0, 3500))
    return words


@settings(max_examples=250)
@given(words=plausible_speech(), profile=profiles, portrait=st.booleans())
def test_lint_finds_no_error_in_plausible_speech_but_what_fast_speech_forces(
    words: list[Word], profile: Profile, portrait: bool
) -> None:
    cues = cues_from_words(words, profile, portrait=portrait)
    findings = lint(Captions(cues, "en"), profile, portrait=portrait)
    avoidable = [
        finding
        for finding in findings
        if finding.severity == "error" and finding.code not in FORCED_BY_FAST_SPEECH
    ]
    assert avoidable == []


def test_a_sentence_that_fits_is_one_cue_on_one_line() -> None:
    assert shown(spoken("He was not an ill disposed young man.")) == [
        "He was not an ill disposed young man."
    ]


def test_two_lines_are_balanced_and_break_where_grammar_allows() -> None:
    (text,) = shown(spoken("We walked slowly along the river and came to the house of my aunt."))
    upper, lower = text.split("\n")
    assert lower.startswith(("and ", "to ", "along "))
    assert abs(len(upper) - len(lower)) < 20


def test_a_new_sentence_after_a_pause_is_a_new_cue() -> None:
    words = spoken("The first one ends here. The second one starts there.", pause_ms=900)
    assert shown(words) == ["The first one ends here.", "The second one starts there."]


def test_a_long_silence_always_ends_a_cue_so_that_nobody_reads_ahead() -> None:
    words = [*spoken("wait for"), *spoken("it", from_ms=6000)]
    assert shown(words) == ["wait for", "it"]


def test_a_word_too_short_for_a_cue_joins_its_neighbours() -> None:
    words = [Word("Yes.", 0, 200), *spoken("I know what you mean", from_ms=600)]
    assert shown(words) == ["Yes. I know what you mean"]


def test_a_lone_short_word_stays_long_enough_to_be_read() -> None:
    (cue,) = cues_from_words([Word("No.", 1000, 1200)], SIGHTLINE)
    assert (cue.start_ms, cue.end_ms) == (1000, 1833)


def test_school_children_get_two_seconds_for_a_lone_word() -> None:
    (cue,) = cues_from_words([Word("No.", 1000, 1200)], PROFILES["education"])
    assert cue.end_ms - cue.start_ms == 2000


def test_a_word_held_for_longer_than_a_cue_may_last_is_cut_off_at_seven_seconds() -> None:
    (cue,) = cues_from_words([Word("the", 0, 200), Word("end", 200, 12_000)], SIGHTLINE)
    assert (cue.text, cue.end_ms) == ("the end", 7000)


def test_fast_speech_before_a_silence_uses_the_silence_to_be_read() -> None:
    words = spoken("responsibilities notwithstanding considerable", each_ms=250)
    (cue,) = cues_from_words(words, SIGHTLINE)
    assert cue.end_ms - words[-1].end_ms > 500
    assert len(cue.text) * 1000 / (cue.end_ms - cue.start_ms) <= 20


def test_a_word_wider_than_the_screen_gets_a_line_of_its_own() -> None:
    donau = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    words = [Word("Die", 0, 400), Word(donau, 400, 3000), Word("lebt.", 3000, 3500)]
    assert tokens(shown(words, language="de")) == ["Die", donau, "lebt."]
    assert any(donau in text.split("\n") for text in shown(words, language="de"))


def test_upright_video_gets_short_lines() -> None:
    words = spoken("In the beginning there was nothing at all but water and a very small boat.")
    cues = cues_from_words(words, SIGHTLINE, portrait=True)
    lines = [line for cue in cues for line in cue.text.split("\n")]
    assert max(map(len, lines)) <= 25
    assert max(cue.text.count("\n") for cue in cues) <= 2


def test_japanese_is_joined_without_spaces_and_counts_double_width() -> None:
    pieces = ["私は", "昨日", "友達と", "一緒に", "大きな", "公園へ", "行きました。"]
    words = [Word(piece, at * 700, at * 700 + 680) for at, piece in enumerate(pieces)]
    texts = shown(words, language="ja")
    assert " " not in "".join(texts)
    assert all(columns(line) <= 42 for text in texts for line in text.split("\n"))


def test_a_japanese_phrase_too_long_for_a_line_is_broken_within() -> None:
    phrase = "春は曙やうやう白くなり行く山際すこし明かりて紫だちたる雲の"
    (text,) = shown([Word(phrase, 0, 5000)], language="ja")
    assert text.replace("\n", "") == phrase
    assert all(columns(line) <= 42 for line in text.split("\n"))


def test_silence_gives_no_cues() -> None:
    assert cues_from_words([], SIGHTLINE) == []
    assert cues_from_words([Word("  ", 0, 100)], SIGHTLINE) == []


@pytest.mark.parametrize("name", ["0870", "0880", "0890"])
def test_aligned_readings_need_no_correction_of_errors(shared: Path, name: str) -> None:
    path = shared / f"media/speech/librivox-sense-{name}.words.json"
    words = [
        Word(
            re.sub(r"\(\d+\)", "", word["t"]),
            round(word["b"] * 1000),
            round((word["b"] + word["d"]) * 1000),
        )
        for word in json.loads(path.read_text())["w"]
        if word["t"] != "<sil>"
    ]
    cues: list[Cue] = cues_from_words(words, SIGHTLINE)
    findings = lint(Captions(cues, "en"), SIGHTLINE)
    assert [finding for finding in findings if finding.severity == "error"] == []
