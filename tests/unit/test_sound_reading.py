"""What a deaf viewer reads of the sound, beside its captions."""

from __future__ import annotations

import re

import pytest

from webapp.captions.document import Cue, Stretch
from webapp.media.lufs import level
from webapp.sound_drawing import CELLS, draw, initials
from webapp.sound_reading import Reading, read

LOUD, MIDDLE, QUIET = level(-18), level(-28), level(-40)
KINDS = [("speech", 0, 10_000), ("music", 10_000, 16_000), ("silence", 16_000, 20_000)]


def reading_of(*cues: Cue, kinds: list = KINDS, missing_ms: int | None = 2000) -> Reading:
    loudness = bytes([LOUD] * 100 + [QUIET] * 60 + [0] * 40)
    return read(kinds, loudness, 100, cues, missing_ms)


def test_how_long_what_is_heard_and_where_it_is_loudest() -> None:
    loudness = bytes([MIDDLE] * 60 + [LOUD] * 20 + [MIDDLE] * 120)
    found = read(KINDS, loudness, 100, [], 2000)
    assert found.spent_ms == {"speech": 10_000, "music": 6000, "silence": 4000}
    assert found.loudest_ms == 6000


def test_nothing_is_loudest_where_nothing_is_heard() -> None:
    assert read([("silence", 0, 1000)], bytes(10), 100, [], 2000).loudest_ms is None


def test_loudness_in_words_is_that_within_the_media() -> None:
    assert [row.loud for row in reading_of().rows] == ["loud", "quiet", ""]


def test_a_long_gap_in_the_captions_is_missing_and_a_short_one_is_not() -> None:
    cues = [Cue(0, 3000, "Good morning."), Cue(4500, 6000, "Sit down.")]
    found = reading_of(*cues)
    assert found.missing == [Stretch(6000, 10_000)]
    assert found.rows[0].missing == (Stretch(6000, 10_000),)


def test_nothing_is_missing_while_captions_are_still_written() -> None:
    assert reading_of(missing_ms=None).missing == []


def test_a_label_of_a_sound_is_no_caption_of_speech_but_is_named() -> None:
    found = reading_of(
        Cue(0, 10_000, "[door slams]"), Cue(11_000, 12_000, "[organ]", label="organ")
    )
    assert found.missing == [Stretch(0, 10_000)]
    assert found.rows[1].labels == ("organ",)


def test_who_speaks_in_a_stretch_each_once() -> None:
    cues = [
        Cue(0, 2000, "Hello.", speaker="Ana"),
        Cue(2000, 4000, "Hello.", speaker="Ben"),
        Cue(4000, 11_000, "Sit down.", speaker="Ana"),
    ]
    found = reading_of(*cues)
    assert found.rows[0].speakers == ("Ana", "Ben")
    assert found.rows[1].speakers == ()


def test_the_strip_shows_each_kind_where_it_is() -> None:
    drawing = draw(reading_of(Cue(0, 10_000, "Hello.")), bytes(200))
    assert drawing.shapes["speech"] == "M0 0h500v1h-500z"
    assert drawing.shapes["music"] == "M500 0h300v1h-300z"
    assert drawing.shapes["covered"] == "M0 0h499v1h-499z"
    assert "missing" not in drawing.shapes


def test_missing_captions_are_seen_however_long_the_media_is() -> None:
    hours = 10 * 3_600_000
    cues = [Cue(0, hours // 2, "Word."), Cue(hours // 2 + 3000, hours, "Word.")]
    found = read([("speech", 0, hours)], bytes([LOUD]) * (hours // 100), 100, cues, 2000)
    assert draw(found, b"\x99" * 1000).shapes["missing"] == "M500 0h4v1h-4z"


def test_speakers_keep_their_colour_and_show_their_initials() -> None:
    cues = [
        Cue(0, 4000, "Hello.", speaker="Ana Lee"),
        Cue(4000, 8000, "Hello.", speaker="Ben"),
        Cue(8000, 10_000, "Bye.", speaker="Ana Lee"),
    ]
    drawing = draw(reading_of(*cues), bytes(200))
    assert [(each.initials, each.colour, each.at) for each in drawing.names] == [
        ("AL", 0, 10), ("B", 1, 30), ("AL", 0, 45),
    ]  # fmt: skip
    assert drawing.shapes["voice-0"] == "M0 0h199v1h-199zM400 0h99v1h-99z"


@pytest.mark.parametrize(
    ("name", "others", "short"),
    [("Ana", ["Ana", "Ben"], "A"), ("Ana", ["Ana", "Aki"], "An"), ("Mr. Tom Lee", [], "MTL")],
)
def test_initials_tell_people_apart(name: str, others: list[str], short: str) -> None:
    assert initials(name, others) == short


def test_the_strip_stays_small_however_much_happens() -> None:
    kinds = ["speech", "music", "sound", "silence"]
    hours = 10 * 3_600_000
    busy = [(kinds[n % 4], at, at + 1000) for n, at in enumerate(range(0, hours, 1000))]
    names = ["Ana", "Ben", "Cem", "Dan", "Eve"]
    cues = [
        Cue(at, at + 900, "Word.", speaker=names[n % 5])
        for n, at in enumerate(range(0, hours, 7000))
    ]
    loudness = bytes((n * 37) % 256 for n in range(hours // 100))
    drawing = draw(read(busy, loudness, 100, cues, 2000), loudness)
    paths = drawing.outline + "".join(drawing.shapes.values())
    assert len(paths) < 6500
    assert len(drawing.names) <= 20


def test_the_outline_is_a_closed_area_of_the_loudness() -> None:
    outline = draw(reading_of(), bytes([LOUD] * 100 + [QUIET] * 60 + [0] * 40)).outline
    step = r"(l5[ -]\d+|h5v-?\d+)"
    assert re.fullmatch(rf"M0 100V\d+{step}+h5V100z", outline)
    assert len(re.findall(step, outline)) == CELLS - 1
    assert outline.count("h5v") == 1  # where silence begins, it falls at once
