"""SCC: television's captions are read as they were shown, and ours can be shown there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.captions.document import CaptionError, Captions, Cue, Region, VttSettings
from webapp.captions.formats import ttml
from webapp.captions.formats.scc import read, write
from webapp.captions.formats.scc.codes import transcribed

FRAME_MS = 34
HEAD = "Scenarist_SCC V1.0\n\n"


def there_and_back(*cues: Cue) -> list[Cue]:
    return list(read(write(Captions(cues=cues)).data).cues)


def test_a_pop_on_file_from_television_is_read(shared: Path) -> None:
    cues = read((shared / "media/captions/formats/pop-on.scc").read_bytes()).cues
    assert [cue.text for cue in cues] == [
        "( horn honking )",
        "HEY, THE®E.",
        "Test ½ Caption\nTest test Captions",
    ]
    assert cues[2].markup == "Test ½ Caption\nTest <i>test</i> Captions"
    assert cues[0].start_ms == 3_777_907


def test_rolling_rows_become_one_cue_each_in_a_region_that_scrolls() -> None:
    captions = read(
        (
            HEAD + "00:00:01:00\t9425 9425 94ad 94ad 9470 9470 efee e580\n\n"
            "00:00:03:00\t9425 9425 94ad 94ad 9470 9470 f4f7 ef80\n\n"
            "00:00:05:00\t9425 9425 94ad 94ad 9470 9470 f468 f2e5 e580\n\n"
            "00:00:07:00\t942c 942c\n"
        ).encode()
    )
    assert captions.regions == [Region("roll-up", 80, 2, 0, 100, 10, 90, "up")]
    assert [cue.text for cue in captions.cues] == ["one", "two", "three"]
    assert [cue.settings.region for cue in captions.cues] == ["roll-up"] * 3
    first, second, third = captions.cues
    assert first.end_ms == third.start_ms  # pushed out of the two rows by the third
    assert second.end_ms == third.end_ms == 7007


def test_painted_captions_are_read_whole_from_their_start() -> None:
    line = (
        "00:00:01:00\t9429 9429 9470 9470 c8e5 ecec ef20 f4e8 e5f2 e580\n\n00:00:03:00\t942c 942c\n"
    )
    (cue,) = read((HEAD + line).encode()).cues
    assert cue.text == "Hello there"
    assert cue.end_ms == 3003


def test_drop_frame_time_codes_keep_to_the_clock() -> None:
    text = (
        HEAD
        + "01:00:00{}00\t94ae 94ae 9420 9420 9470 9470 c1c2 942f 942f\n\n01:00:02{}00\t942c 942c\n"
    )
    (drop,) = read(text.replace("{}", ";").encode()).cues
    (whole,) = read(text.replace("{}", ":").encode()).cues
    assert drop.end_ms == pytest.approx(3_602_000, abs=FRAME_MS)
    assert whole.end_ms == pytest.approx(3_605_600, abs=FRAME_MS)


def test_times_and_words_of_a_real_text_survive(shared: Path) -> None:
    source = ttml.read((shared / "media/captions/formats/sonnet001.ttml").read_bytes())
    again = read(write(source).data)
    assert [cue.text.split() for cue in again.cues] == [cue.text.split() for cue in source.cues]
    for ours, theirs in zip(source.cues[1:], again.cues[1:], strict=True):
        assert abs(ours.start_ms - theirs.start_ms) <= FRAME_MS
        assert abs(ours.end_ms - theirs.end_ms) <= FRAME_MS


def test_every_letter_of_the_set_is_sent_and_read() -> None:
    letters = "aÁÉÓÚÜü‘¡*'—©•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖößÅåØø®°½¿™¢£♪àèâêîôûáéíóúç÷Ññ"
    cues = [
        Cue(10_000 + 4000 * at, 13_000 + 4000 * at, f"x{letter}x{letter}{letter} y")
        for at, letter in enumerate(letters)
    ]
    assert [cue.text for cue in there_and_back(*cues)] == [cue.text for cue in cues]


def test_letters_that_are_not_in_the_set_are_replaced_and_named() -> None:
    written = write(Captions(cues=[Cue(5000, 9000, "Łódź… it’s 漢字 naïve")]))
    assert read(written.data).cues[0].text == "Lódz... it's ?? naïve"
    assert any("漢 字" in sentence for sentence in written.dropped)
    assert transcribed("e\u0301\u200b") == ("é", "")


def test_styles_between_words_survive() -> None:
    markup = "He <i>really said</i> <c.yellow>so</c> and <u>left</u>"
    (cue,) = there_and_back(Cue(5000, 9000, "He really said so and left", markup=markup))
    assert cue.markup == markup


def test_punctuation_after_italics_stays_at_its_word() -> None:
    (cue,) = there_and_back(Cue(5000, 9000, "Say it, now", markup="<i>Say it</i>, now"))
    assert cue.text == "Say it, now"


@pytest.mark.parametrize(
    "place", [VttSettings(), VttSettings(line=0), VttSettings(line=0, align="left")]
)
def test_top_and_side_survive(place: VttSettings) -> None:
    (cue,) = there_and_back(Cue(5000, 9000, "Up here", settings=place))
    assert cue.settings == place


def test_a_long_line_is_wrapped_between_words() -> None:
    text = "This line is a good deal longer than thirty-two columns are wide"
    written = write(Captions(cues=[Cue(5000, 9000, text)]))
    (cue,) = read(written.data).cues
    assert max(map(len, cue.text.split("\n"))) <= 32
    assert cue.text.split() == text.split()
    assert any("wrapped" in sentence for sentence in written.dropped)


def test_more_than_four_rows_become_several_captions() -> None:
    text = "\n".join(f"row number {row}" for row in range(9))
    written = write(Captions(cues=[Cue(5000, 20_000, text)]))
    cues = read(written.data).cues
    assert [cue.text.count("\n") + 1 for cue in cues] == [4, 4, 1]
    assert " ".join(cue.text for cue in cues).split() == text.split()
    assert any("divided" in sentence for sentence in written.dropped)


def test_captions_that_overlap_are_shown_together() -> None:
    written = write(Captions(cues=[Cue(5000, 9000, "One"), Cue(7000, 11_000, "Two")]))
    assert [cue.text for cue in read(written.data).cues] == ["One", "One\nTwo", "Two"]
    assert any("one caption at a time" in sentence for sentence in written.dropped)


def test_a_caption_that_cannot_be_sent_in_time_comes_late_and_is_named() -> None:
    written = write(Captions(cues=[Cue(0, 4000, "Thirty letters take half a second")]))
    (cue,) = read(written.data).cues
    assert cue.text.split()[-1] == "second"
    assert cue.end_ms == pytest.approx(4000, abs=FRAME_MS)
    assert any("later" in sentence for sentence in written.dropped)


def test_bytes_have_odd_parity_and_control_codes_come_twice() -> None:
    data = write(Captions(cues=[Cue(5000, 9000, "Hello, world")])).data.decode()
    words = re.findall(r"\b[0-9a-f]{4}\b", data)
    assert words
    for word in words:
        assert all(byte.bit_count() % 2 for byte in bytes.fromhex(word))
    assert "9420 9420 94ae 94ae" in data


def test_a_caption_beyond_a_day_is_refused() -> None:
    with pytest.raises(CaptionError, match="24 hours"):
        write(Captions(cues=[Cue(86_400_000, 86_401_000, "late")]))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("00:00:01:00\t94ae\n", 1, "begins with"),
        (HEAD + "00:00:01:00\t94ae 94\n", 3, "hexadecimal"),
        (HEAD + "one second\t94ae\n", 3, "time code"),
        (HEAD + "00:00:01:45\t94ae\n", 3, "time code"),
        (HEAD + "00:00:02:00\t94ae\n00:00:01:00\t94ae\n", 4, "before"),
    ],
)
def test_a_wrong_line_is_refused_by_its_number(text: str, line: int, words: str) -> None:
    with pytest.raises(CaptionError, match=words) as caught:
        read(text.encode())
    assert caught.value.line == line


WORDS = st.lists(st.text("abcé—®,. ", min_size=1, max_size=40), min_size=1, max_size=6)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 9000), WORDS), max_size=6))
def test_no_word_is_lost_however_close_captions_come(
    parts: list[tuple[int, int, list[str]]],
) -> None:
    cues, at = [], 0
    for gap, length, lines in parts:
        cues.append(Cue(at + gap, at + gap + length, "\n".join(lines)))
        at += gap + length
    again = there_and_back(*cues)
    expected = "".join("".join(cue.text.split()) for cue in cues)
    assert "".join("".join(cue.text.split()) for cue in again) == expected
