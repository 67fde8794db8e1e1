"""ASS and SSA: what a fan or an editor wrote is read with its speakers, styles and places."""

from __future__ import annotations

import pytest

from webapp.captions.document import CaptionError, Cue, Note, VttSettings
from webapp.captions.formats.ass import read

STYLES = (
    "[V4+ Styles]\n"
    "Style: Default,Arial,20,&H00FFFFFF,&H0,&H0,&H0,0,0,0,0,100,100,0,0,1,2,2,2,10,10,10,1\n"
    "Style: Thought,Arial,20,&H0000FFFF,&H0,&H0,&H0,0,-1,0,0,100,100,0,0,1,2,2,8,10,10,10,1\n"
)
EVENTS = (
    "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)


def file(*events: str, styles: str = STYLES) -> bytes:
    return ("[Script Info]\nScriptType: v4.00+\n\n" + styles + EVENTS + "\n".join(events)).encode()


def line(text: str, *, style: str = "Default", name: str = "") -> str:
    return f"Dialogue: 0,0:00:01.50,0:00:03.00,{style},{name},0,0,0,,{text}"


def read_one(text: str, **parts: str) -> Cue:
    (cue,) = read(file(line(text, **parts))).cues
    return cue


def test_text_times_and_speaker_are_read() -> None:
    cue = read_one("Hello, you\\Nthere", name="Ada")
    assert (cue.start_ms, cue.end_ms, cue.text) == (1500, 3000, "Hello, you\nthere")
    assert (cue.speaker, cue.markup, cue.settings) == ("Ada", None, VttSettings())


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("a {\\i1}b{\\i0} c", "a <i>b</i> c"),
        ("{\\b700}b{\\b0} c", "<b>b</b> c"),
        ("{\\u1\\i1}b{\\r} c", "<i><u>b</u></i> c"),
        ("{\\c&H0000FF&}red{\\c} c", "<c.red>red</c> c"),
        ("{\\rThought}x{\\r} y", "<c.yellow><i>x</i></c> y"),
        ("{\\fs30\\pos(1,2)\\bord2\\clip(1,2,3,4)\\t(\\i1)}x & y", None),
    ],
)
def test_tags_become_markup_and_other_effects_go(text: str, markup: str | None) -> None:
    assert read_one(text).markup == markup


def test_a_style_gives_look_and_place() -> None:
    cue = read_one("Hm", style="Thought")
    assert cue.markup == "<c.yellow><i>Hm</i></c>"
    assert cue.settings == VttSettings(line=0)


@pytest.mark.parametrize(
    ("tag", "settings"),
    [
        ("\\an1", VttSettings(align="left")),
        ("\\an9", VttSettings(line=0, align="right")),
        ("\\an5", VttSettings(snap_to_lines=False, line=50, line_align="center")),
        ("\\a6", VttSettings(line=0)),
    ],
)
def test_the_place_is_read_from_its_tag(tag: str, settings: VttSettings) -> None:
    assert read_one(f"{{{tag}}}x").settings == settings


def test_drawings_are_left_out_and_comments_become_notes() -> None:
    comment = line("check this").replace("Dialogue", "Comment")
    captions = read(file(line("{\\p1}m 0 0 l 9 9{\\p0}"), comment, line("x")))
    assert [cue.text for cue in captions.cues] == ["x"]
    assert captions.notes == [Note("check this")]


def test_an_unusual_order_of_fields_is_read() -> None:
    data = b"[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,a, b\n"
    assert read(data).cues[0].text == "a, b"


def test_old_ssa_files_are_read() -> None:
    styles = "[V4 Styles]\nStyle: Default,Arial,20,65535,0,0,0,0,0,1,2,2,6,10,10,10,0,0\n"
    event = "Dialogue: Marked=0,0:00:01.00,0:00:02.00,*Default,Ada,0000,0000,0000,,Hi"
    (cue,) = read(file(event, styles=styles)).cues
    assert cue == Cue(
        1000, 2000, "Hi", speaker="Ada", markup="<v Ada><c.yellow>Hi</c>",
        settings=VttSettings(line=0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "number", "words"),
    [
        (file("Dialogue: 0,0:00:01.00,0:00:0"), 9, "3 of the 10 fields"),
        (file(line("x").replace("0:00:01.50", "soon")), 9, "'soon' is no time"),
        (file("Format: Text, Start, End"), 9, "Text as its last"),
        (b"Hello\n", None, "no SubStation file"),
        (file(line("x"), styles="[V4+ Styles]\nStyle: a,b,c\n"), None, "styles"),
    ],
)
def test_a_wrong_file_is_refused(data: bytes, number: int | None, words: str) -> None:
    with pytest.raises(CaptionError, match=words) as caught:
        read(data)
    assert caught.value.line == number
