"""The format of a file is found by its name, or else by what is in it."""

from __future__ import annotations

import pytest

from webapp.captions.document import CaptionError, Captions, Cue
from webapp.captions.formats import (
    FORMATS,
    MEDIA_TYPES,
    READABLE,
    WRITABLE,
    format_of,
    read,
    read_partly,
    write,
)
from webapp.captions.formats.limits import MAX_BYTES, MAX_CUES, MAX_LINE_CHARACTERS, MAX_TAGS

HELLO = Captions([Cue(1000, 3000, "Hello there")])


def test_what_can_be_read_and_written() -> None:
    assert READABLE == ("vtt", "srt", "ttml", "scc", "sbv", "json", "ass", "stl")
    assert WRITABLE == ("vtt", "srt", "ttml", "scc", "sbv", "json", "txt")
    assert set(MEDIA_TYPES) == set(FORMATS)


@pytest.mark.parametrize("name", WRITABLE)
def test_every_format_writes_the_words(name: str) -> None:
    data = write(HELLO, name).data
    if name in READABLE:
        assert [cue.text for cue in read(data, f"a.{name.upper()}").cues] == ["Hello there"]
    else:
        assert b"Hello there" in data


@pytest.mark.parametrize("name", [name for name in WRITABLE if name in READABLE])
@pytest.mark.parametrize("given_name", ["captions", "captions.bin", "-"])
def test_a_file_with_no_telling_name_is_known_by_its_content(name: str, given_name: str) -> None:
    captions = read(write(HELLO, name).data, given_name)
    assert [cue.text for cue in captions.cues] == ["Hello there"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.VTT", "vtt"), ("a.b.dfxp", "ttml"), ("a.ssa", "ass"), ("vtt", None), ("a.mp4", None)],
)
def test_format_of_a_name(name: str, expected: str | None) -> None:
    assert format_of(name) == expected


def test_unknown_formats_are_refused() -> None:
    with pytest.raises(CaptionError, match="These can: vtt, srt"):
        read(b"\x00\x01\x02", "film.mp4")
    with pytest.raises(CaptionError, match="cannot be written as 'ass'"):
        write(HELLO, "ass")


def test_a_broken_file_can_be_read_in_part_and_the_rest_is_named() -> None:
    captions, problems = read_partly(b"WEBVTT\n\nlost\n\n00:01.000 --> 00:02.000\nkept", "a.vtt")
    assert [cue.text for cue in captions.cues] == ["kept"]
    assert [(problem.line, problem.loses_text) for problem in problems] == [(3, True)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"a" * (MAX_BYTES + 1), "at most 20 MiB"),
        (b"WEBVTT\n\n" + b"a" * (MAX_LINE_CHARACTERS + 1), "^Line 3: This line has 100,001"),
        (b"WEBVTT\n\n" + b"\n" * 600_000, "more than 500,000 lines"),
        (b"WEBVTT\n\n" + b"<b>" * (MAX_TAGS + 1), "more than 250,000 tags"),
        (b"WEBVTT\n\n" + b"00:00.000 --> 00:01.000\n\n" * (MAX_CUES + 1), "50,000 captions"),
        ("WEBVTT\n".encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (b"WEBVTT\n\nJos\xe9", "^Line 3: The text is not UTF-8"),
    ],
)
def test_a_hostile_file_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(CaptionError, match=sentence):
        read(data, "a.vtt")
