"""EBU STL: broadcasters' subtitles are read whole or refused."""

from __future__ import annotations

import pytest

from tests.unit.captions.formats.ebu import block, file
from webapp.captions.document import CaptionError
from webapp.captions.formats.stl import read


def test_text_times_and_language_are_read() -> None:
    captions = read(file(block(0, (0, 0, 1, 0), (0, 0, 2, 12), b"Hello\x8athere")))
    (cue,) = captions.cues
    assert (cue.start_ms, cue.end_ms, cue.text) == (1000, 2480, "Hello\nthere")
    assert captions.language == "en"


def test_accents_and_italics_are_read() -> None:
    (cue,) = read(file(block(0, (0, 0, 1, 0), (0, 0, 2, 0), b"caf\xc2e \x80tr\xc1es\x81 bon"))).cues
    assert cue.text == "café très bon"
    assert cue.markup == "café <i>très</i> bon"


def test_times_count_from_the_start_of_the_programme() -> None:
    blocks = block(0, (10, 0, 1, 0), (10, 0, 2, 0), b"x")
    assert read(file(blocks, start=b"10000000")).cues[0].start_ms == 1000
    assert read(file(blocks, start=b"11000000")).cues[0].start_ms == 36_001_000


def test_a_text_in_several_blocks_is_one_subtitle() -> None:
    times = (0, 0, 1, 0), (0, 0, 2, 0)
    first = block(0, *times, b"a" * 112, extension=0)
    (cue,) = read(file(first + block(0, *times, b"b" * 8))).cues
    assert cue.text == "a" * 112 + "b" * 8


def test_a_translators_comment_is_not_shown() -> None:
    comment = block(0, (0, 0, 1, 0), (0, 0, 2, 0), b"check", comment=1)
    captions = read(file(comment + block(1, (0, 0, 3, 0), (0, 0, 4, 0), b"shown")))
    assert [cue.text for cue in captions.cues] == ["shown"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"1\n00:00:01,000 --> 00:00:02,000\nHi\n", "no EBU STL"),
        (file(block(0, (0, 0, 1, 0), (0, 0, 2, 0), b"x"))[:-1], "cut off"),
        (file(b"", count=2), "cut off"),
        (file(block(0, (0, 0, 2, 0), (0, 0, 1, 0), b"x")), "damaged"),
        (file(block(0, (0, 0, 99, 0), (0, 0, 1, 0), b"x")), "damaged"),
        (file(b"", rate=b"STL99.01"), "frame rate"),
        (file(b"", count=None), "how many"),
    ],
)
def test_a_wrong_file_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(CaptionError, match=words):
        read(data)
