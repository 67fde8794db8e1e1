"""Names that files and people bring."""

from __future__ import annotations

import pytest

from webapp import names


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\me\\holiday.mov", "holiday.mov"),
        ("/home/me/holiday.mov", "holiday.mov"),
        ("a\x00b\r\n.mp4", "ab .mp4"),
        ("invoice\u202egpj.mp4", "invoicegpj.mp4"),
    ],
)
def test_a_file_name_is_its_last_part_and_shows_what_it_is(sent: str, kept: str) -> None:
    assert names.file_name(sent) == kept


def test_a_long_title_is_cut_between_whole_characters() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    cut = names.clean("a" * 8 + family, 10)
    assert cut == "a" * 8
    assert names.clean("a" * 9 + "e\u0301", 10) == "a" * 9 + "\u00e9"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("2024_team-meeting.mp4", "2024 team meeting"),
        ("My.talk.v2.mov", "My talk v2"),
        (".mp4", "mp4"),
        ("\u202e", "Untitled"),
    ],
)
def test_a_title_is_made_of_a_file_name(name: str, title: str) -> None:
    assert names.title_from_file_name(name) == title


def test_a_saved_file_has_a_name_that_every_system_takes() -> None:
    assert names.download_name('a: "b" / c?', "en", "", "vtt") == "a b c.en.vtt"
    assert names.download_name("...", "srt") == "video.srt"
