"""A person's SubRip file is read whole or refused, and her captions lose no word as SubRip."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.unit.captions.formats.caption_strategies import any_captions
from webapp.captions.document import CaptionError, Captions, Cue, VttSettings
from webapp.captions.formats import srt

TIMES = "00:00:01,000 --> 00:00:02,500"


def read_cue(text: str) -> Cue:
    return srt.read(f"1\n{TIMES}\n{text}\n".encode()).cues[0]


def texts(source: str) -> list[str]:
    return [cue.text for cue in srt.read(source.encode()).cues]


@pytest.mark.parametrize(
    "times",
    [
        TIMES, "00:00:01.000 --> 00:00:02.500", "0:0:1,0 --> 0:0:2,5", "00:01,000 --> 00:02,500",
        "  00:00:01,000-->00:00:02,500  ", "00:00:01 --> 00:00:02.5",
    ],
)  # fmt: skip
def test_times_as_programs_write_them(times: str) -> None:
    cue = srt.read(f"1\n{times}\na".encode()).cues[0]
    assert (cue.start_ms, cue.end_ms) == (1000, 2500)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"1\r\n{TIMES}\r\na\r\nb\r\n\r\n2\r\n{TIMES}\r\nc", ["a\nb", "c"]),
        (f"{TIMES}\na\n\n{TIMES}\nb", ["a", "b"]),
        (f"1\n{TIMES}\na\n2\n{TIMES}\nb", ["a", "b"]),
        (f"1\n{TIMES}\n\n2\n{TIMES}\nb", ["", "b"]),
        (f"1\n{TIMES}\n1\n\n2\n{TIMES}\n2", ["1", "2"]),
        (f"1\n{TIMES}\n\na", ["a"]),
        (f"\ufeff1\n{TIMES}\na &amp; b <3", ["a &amp; b <3"]),
        (f"1\n{TIMES}\na --> b\n \t\n2\n{TIMES}\nc", ["a --> b", "c"]),
    ],
)
def test_files_that_are_not_tidy_are_read_whole(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        (f"1\n{TIMES}\na\n\n2\nlost", 6, "No times stand over this text: 'lost'"),
        ("1\n00:00:01,000 --> 00:00:1d,890\nlost", 2, "cannot be read"),
        ("1\n00:61:01,000 --> 00:62:01,000\nlost", 2, "cannot be read"),
        (f"lost\n\n1\n{TIMES}\na", 1, "No times"),
        (f"1\n2000:00:00,000 --> 2000:00:01,000\na\n\n2\n{TIMES}\na", 2, "thousand hours"),
    ],
)
def test_a_file_that_would_lose_text_is_refused(source: str, line: int, reason: str) -> None:
    with pytest.raises(CaptionError, match=f"^Line {line}: .*{re.escape(reason)}"):
        srt.read(source.encode())


@pytest.mark.parametrize("source", ["", "\n\n", "1"])
def test_a_file_with_no_caption_is_refused(source: str) -> None:
    with pytest.raises(CaptionError, match="no captions"):
        srt.read(source.encode())


def test_malformed_files_get_a_sentence(shared: Path) -> None:
    for name in ("invalid_format1.srt", "missing_timeframe.srt"):
        with pytest.raises(CaptionError, match=r"captions|No times"):
            srt.read((shared / "media/captions/malformed" / name).read_bytes())


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("<i>a</i>", "<i>a</i>"),
        ("<bold>a</bold> b", "<b>a</b> b"),
        ("<U>a", "<u>a</u>"),
        ('<font color="#FFFF00">a</font>', "<c.yellow>a</c>"),
        ("<font color=cyan>a</font>", "<c.cyan>a</c>"),
        ("a & b", None),
        ("<font color=mauve>a</font>", None),
    ],
)
def test_tags_become_webvtt_markup(text: str, markup: str | None) -> None:
    assert read_cue(text).markup == markup


def test_a_caption_at_the_top_stays_there() -> None:
    cue = read_cue(r"{\an8}a")
    assert (cue.text, cue.settings) == ("a", VttSettings(line=0))
    assert srt.read(srt.write(Captions([cue])).data).cues == (cue,)


def test_names_of_those_who_speak_are_written_and_that_is_said() -> None:
    written = srt.write(Captions([Cue(0, 1000, "Hi", speaker="Ana")]))
    assert written.data == b"1\n00:00:00,000 --> 00:00:01,000\nAna: Hi\n"
    assert written.dropped == (
        "SubRip has no place for speakers: their names stand before the text.",
    )


def test_text_that_looks_like_a_tag_stays_text() -> None:
    cue = Cue(0, 1, r"<b> is {\bold} --> b")
    back = srt.read(srt.write(Captions([cue])).data).cues[0]
    assert back.text.replace("\u200b", "") == cue.text


@pytest.mark.parametrize("text", ["5", "2\n3", "a\n\nb", "[door slams]"])
def test_text_with_numbers_and_blank_lines_comes_back(text: str) -> None:
    captions = Captions([Cue(0, 1, text), Cue(1, 2, "end")])
    back = srt.read(srt.write(captions).data)
    assert [cue.text for cue in back.cues] == [text.replace("\n\n", "\n"), "end"]


def test_captions_that_people_wrote_come_back_as_they_were(shared: Path) -> None:
    for path in sorted((shared / "media/captions/formats").glob("*.srt")):
        captions = srt.read(path.read_bytes())
        assert srt.read(srt.write(captions).data) == captions


@given(any_captions().filter(lambda captions: captions.cues))
@settings(max_examples=60)
def test_no_word_is_lost_whatever_the_captions_are(captions: Captions) -> None:
    back = srt.read(srt.write(captions).data)
    for cue, other in zip(captions.cues, back.cues, strict=True):
        words = cue.text.replace("\0", "\ufffd").split()
        assert "".join(words) in "".join(other.text.replace("\u200b", "").split())
