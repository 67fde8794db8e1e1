"""What a reviewer is told about captions, rule by rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from webapp.captions.document import Captions, Cue, Stretch, VttSettings, Word
from webapp.captions.lint import Finding, lint
from webapp.captions.profiles import PROFILES

SIGHTLINE, BBC, NETFLIX = PROFILES["sightline"], PROFILES["bbc"], PROFILES["netflix"]
GOOD = Cue(0, 2800, "We have never seen anything like it.")  # 7 words, 36 columns, 150 a minute


def codes(*cues: Cue, profile: str = "sightline", **options: object) -> dict[str, str]:
    """Return the severity of each finding's code."""
    found = lint(Captions(cues, "en"), PROFILES[profile], **options)  # type: ignore[arg-type]
    return {finding.code: finding.severity for finding in found if finding.cue is not None}


def only(code: str, *cues: Cue, profile: str = "sightline", **options: object) -> Finding:
    """Return the one finding with a code."""
    found = lint(Captions(cues, "en"), PROFILES[profile], **options)  # type: ignore[arg-type]
    (finding,) = [finding for finding in found if finding.code == code]
    return finding


def test_good_captions_get_no_findings() -> None:
    cue = Cue(0, 2500, "We have never seen anything like it.")
    assert lint(Captions([cue, replace(cue, start_ms=4000, end_ms=6500)], "en"), SIGHTLINE) == []
    assert lint(Captions(), SIGHTLINE, speech=[], shots_ms=[]) == []


def test_a_finding_says_what_where_and_how_much() -> None:
    finding = only("line-length", replace(GOOD, text="x" * 45))
    assert (finding.code, finding.severity, finding.cue) == ("line-length", "error", 0)
    assert (finding.measured, finding.limit, finding.unit) == (45, 42, "characters")
    assert finding.message == "Line 1 is 45 characters long; at most 42."
    assert (finding.start_ms, finding.end_ms) == (0, 2800)


@pytest.mark.parametrize("text", ["…", "?!", "- ", "“…”\n..."])
def test_a_caption_of_punctuation_alone_says_nothing(text: str) -> None:
    assert only("no-words", Cue(0, 2000, text)).severity == "error"


@pytest.mark.parametrize("text", ["No…", "♪", "# #", "3", "語", "👏"])
def test_a_word_a_number_or_a_sign_of_music_says_something(text: str) -> None:
    assert "no-words" not in codes(Cue(0, 2000, text))


@pytest.mark.parametrize(
    ("text", "profile", "portrait", "severity"),
    [
        ("x" * 37, "sightline", False, None),
        ("x" * 38, "sightline", False, "warning"),
        ("x" * 42, "netflix", False, None),
        ("x" * 43, "sightline", False, "error"),
        ("x" * 38, "bbc", False, "error"),
        ("x" * 26, "sightline", True, "error"),
        ("x" * 25, "sightline", True, None),
        ("語" * 22, "sightline", False, "error"),
    ],
)
def test_long_lines(text: str, profile: str, portrait: bool, severity: str | None) -> None:
    cue = Cue(0, 7000, text)
    assert codes(cue, profile=profile, portrait=portrait).get("line-length") == severity


def test_too_many_lines() -> None:
    cue = Cue(0, 5000, "one two\nthree four\nfive six")
    assert codes(cue)["line-count"] == "error"
    assert "line-count" not in codes(cue, portrait=True)


@pytest.mark.parametrize(
    ("length", "severity"), [(34, None), (35, "warning"), (40, "warning"), (41, "error")]
)
def test_reading_speed(length: int, severity: str | None) -> None:
    assert codes(Cue(0, 2000, "x" * length)).get("reading-speed") == severity


@pytest.mark.parametrize(("words", "severity"), [(6, None), (7, "warning"), (8, "error")])
def test_words_a_minute(words: int, severity: str | None) -> None:
    cue = Cue(0, 2000, " ".join(["go"] * words))
    assert codes(cue).get("word-rate") == severity
    assert "word-rate" not in codes(cue, profile="netflix")


def test_a_few_words_that_stay_for_long_are_pointed_out_but_not_a_sound() -> None:
    assert codes(Cue(0, 6000, "I see."))["word-rate"] == "warning"
    assert "word-rate" not in codes(Cue(0, 6000, "[slow music]"))


def test_captions_slow_on_average_are_pointed_out_once() -> None:
    found = lint(Captions([Cue(0, 3500, "There is not much to read here.")]), BBC)
    assert [(finding.code, finding.cue) for finding in found] == [("word-rate", None)]


@pytest.mark.parametrize(
    ("shown_ms", "profile", "severity"),
    [
        (832, "sightline", "error"),
        (833, "sightline", "warning"),  # three words want 0.9 s
        (900, "sightline", None),
        (1999, "education", "error"),
        (2000, "education", None),
    ],
)
def test_short_cues(shown_ms: int, profile: str, severity: str | None) -> None:
    assert codes(Cue(0, shown_ms, "so it is"), profile=profile).get("too-short") == severity


def test_long_cues() -> None:
    assert "too-long" not in codes(Cue(0, 7000, "[music]"))
    assert codes(Cue(0, 7001, "[music]"))["too-long"] == "error"


@pytest.mark.parametrize(
    ("gap_ms", "found"),
    [
        (79, {"gap-short": "error"}),
        (80, {}),
        (119, {}),
        (120, {"gap-should-close": "warning"}),
        (460, {"gap-should-close": "warning"}),
        (461, {}),
    ],
)
def test_gaps(gap_ms: int, found: dict[str, str]) -> None:
    cues = GOOD, replace(GOOD, start_ms=2800 + gap_ms, end_ms=5600 + gap_ms)
    assert codes(*cues) == found


@pytest.mark.parametrize(
    ("gap_ms", "severity"), [(0, None), (84, None), (999, "error"), (1000, "warning"), (1500, None)]
)
def test_gaps_that_the_bbc_wants_seen(gap_ms: int, severity: str | None) -> None:
    cues = GOOD, replace(GOOD, start_ms=2800 + gap_ms, end_ms=5600 + gap_ms)
    assert codes(*cues, profile="bbc").get("visible-gap") == severity


def test_overlap_is_an_error_only_in_the_same_place() -> None:
    above = replace(GOOD, start_ms=1000, end_ms=3800)
    assert codes(GOOD, above)["overlap"] == "error"
    assert codes(GOOD, replace(above, settings=VttSettings(line=0)))["overlap"] == "warning"


def test_an_overlap_with_a_much_earlier_cue_is_found() -> None:
    cues = replace(GOOD, end_ms=6900), Cue(1000, 2000, "Inside."), Cue(5000, 6000, "Also.")
    found = [finding.cue for finding in lint(Captions(cues), NETFLIX) if finding.code == "overlap"]
    assert found == [1, 2]


def test_cues_out_of_order() -> None:
    finding = only("order", replace(GOOD, start_ms=5000, end_ms=7800), GOOD)
    assert (finding.cue, finding.severity, finding.measured) == (1, "error", 5)


def test_a_cue_that_ends_before_it_starts() -> None:
    assert codes(replace(GOOD, end_ms=0))["end-before-start"] == "error"


def test_a_cue_without_text() -> None:
    assert codes(Cue(0, 2000, " \n"))["empty-text"] == "error"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\ufffd", "\ue000"])
def test_characters_that_cannot_be_shown(character: str) -> None:
    assert codes(replace(GOOD, text=f"We{character} go."))["control-character"] == "error"


@pytest.mark.parametrize("text", ["a\u200fb", "é", "👩‍👩‍👧", "♪ la ♪"])
def test_characters_that_are_rare_but_right(text: str) -> None:
    assert "control-character" not in codes(replace(GOOD, text=text))


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("They went into the\nhouse.", "en", "article"),
        ("They were looking at\nhouses.", "en", "preposition"),
        ("Everybody said that we\nwon.", "en", "pronoun"),
        ("Here comes John\nSmith.", "en", "surname"),
        ("Sie gingen in das\nHaus.", "de", "article"),
        ("Da kommt Frau\nMüller.", "de", "surname"),
        ("They went into the\nhouse.", "", "article"),
    ],
)
def test_line_breaks_that_part_words(text: str, language: str, kind: str) -> None:
    found = lint(Captions([Cue(0, 2500, text)], language), NETFLIX)
    (finding,) = [finding for finding in found if finding.code == "line-break"]
    assert finding.severity == "warning"
    assert kind in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "That is what we came for,\nshe said.",
        "He closed the door\nand went away.",
        "Is it the end of it?\nPeter knows.",
        "This is John.\nSmith is late.",
    ],
)
def test_line_breaks_that_part_nothing(text: str) -> None:
    assert "line-break" not in codes(Cue(0, 4000, text))


@pytest.mark.parametrize("text", ["(door slams)", "*door slams*", "Applause", "door slams"])
def test_sounds_without_square_brackets(text: str) -> None:
    label = "door slams" if text == "door slams" else None
    assert codes(Cue(0, 2000, text, label=label))["sound-label-brackets"] == "warning"


def test_sounds_in_square_brackets() -> None:
    assert codes(Cue(0, 2000, "[door slams]", label="door slams")) == {}


def test_two_speakers_in_a_cue_need_a_dash_or_a_name_each() -> None:
    markup = "<v Ana>Is it you?</v>\n<v Ben>It is.</v>"
    bare = Cue(0, 3000, "Is it you?\nIt is.", markup=markup)
    assert codes(bare)["speaker-change"] == "warning"
    assert "speaker-change" not in codes(replace(bare, text="- Is it you?\n- It is."))
    assert "speaker-change" not in codes(replace(bare, text="ANA: Is it you?\nBEN: It is."))


@pytest.mark.parametrize(
    ("offset_ms", "found"),
    [
        (100, {}),
        (-100, {}),
        (101, {"in-time-late": "warning"}),
        (-101, {"in-time-early": "warning"}),
        (1501, {"in-time-late": "error"}),
    ],
)
def test_a_cue_against_its_first_word(offset_ms: int, found: dict[str, str]) -> None:
    words = (Word("We", 3000 - offset_ms, 3200), Word("it.", 5000, 5800))
    assert codes(replace(GOOD, start_ms=3000, end_ms=5800, words=words)) == found


@pytest.mark.parametrize(
    ("late_ms", "severity"), [(500, None), (501, "warning"), (2000, "warning"), (2001, "error")]
)
def test_a_cue_that_stays_after_its_last_word(late_ms: int, severity: str | None) -> None:
    words = (Word("We", 0, 200), Word("it.", 300, 2800 - late_ms))
    assert codes(replace(GOOD, words=words)).get("out-time-late") == severity


def test_a_cue_without_words_is_held_against_the_speech() -> None:
    found = codes(replace(GOOD, start_ms=1000, end_ms=4800), speech=[Stretch(1300, 4000)])
    assert found["in-time-early"] == "warning"
    assert found["out-time-late"] == "warning"


def test_what_the_ends_of_speech_may_be_wrong_by_is_not_held_against_a_cue() -> None:
    cue = replace(GOOD, start_ms=1000, end_ms=4800)
    speech = [Stretch(1300, 4000)]
    assert not {"in-time-early", "out-time-late"} & {*codes(cue, speech=speech, speech_blur_ms=300)}
    late = codes(replace(cue, start_ms=3000), speech=speech, speech_blur_ms=100)
    assert late["in-time-late"] == "error"


@pytest.mark.parametrize(
    ("speech_ms", "severity"), [(2000, None), (2001, "warning"), (5000, "warning"), (5001, "error")]
)
def test_speech_without_a_cue(speech_ms: int, severity: str | None) -> None:
    speech = [Stretch(0, 2800), Stretch(10_000, 10_000 + speech_ms)]
    found = lint(Captions([GOOD], "en"), SIGHTLINE, speech=speech)
    missed = [finding for finding in found if finding.code == "speech-without-cue"]
    assert [finding.severity for finding in missed] == ([severity] if severity else [])
    assert all(finding.start_ms == 10_000 for finding in missed)


def test_speech_in_pieces_between_cues_is_measured_piece_by_piece() -> None:
    cues = GOOD, replace(GOOD, start_ms=6000, end_ms=8800)
    found = lint(Captions(cues, "en"), NETFLIX, speech=[Stretch(0, 12_000)])
    missed = [(f.start_ms, f.end_ms) for f in found if f.code == "speech-without-cue"]
    assert missed == [(2800, 6000), (8800, 12_000)]


def test_a_sound_is_no_caption_of_speech() -> None:
    found = lint(Captions([Cue(0, 5000, "[music]")]), NETFLIX, speech=[Stretch(0, 6000)])
    assert Counter(finding.code for finding in found) == {"speech-without-cue": 1}


def test_a_cue_over_silence_may_have_been_invented() -> None:
    assert codes(replace(GOOD, end_ms=1900), speech=[])["cue-over-silence"] == "warning"
    assert codes(GOOD, speech=[])["cue-over-silence"] == "error"
    assert "cue-over-silence" not in codes(replace(GOOD, text="[music]"), speech=[])


@pytest.mark.parametrize(
    ("shot_ms", "found"), [(0, False), (2880, False), (2800, False), (2600, True), (3200, True)]
)
def test_a_cue_edge_near_a_cut_belongs_on_it(shot_ms: int, found: bool) -> None:
    assert ("shot-change" in codes(GOOD, shots_ms=[shot_ms])) is found


def test_many_cues_are_checked_in_one_go() -> None:
    cues = [replace(GOOD, start_ms=at * 3000, end_ms=at * 3000 + 2900) for at in range(20_000)]
    speech = [Stretch(at * 3000, at * 3000 + 2800) for at in range(20_000)]
    found = lint(Captions(cues, "en"), SIGHTLINE, speech=speech, shots_ms=range(0, 10**7, 997))
    assert len(found) < 60_000


@pytest.mark.parametrize("markup", ["<v " * 30_000, "<v" + " " * 90_000, "<v." * 30_000])
def test_hostile_markup_is_checked_as_fast_as_any_other(markup: str) -> None:
    assert "speaker-change" not in codes(replace(GOOD, markup=markup))
