"""TTML and IMSC: what somebody reads stays what the file says, there and back."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import ElementTree, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ttconv.imsc import reader as ttconv_imsc
from ttconv.isd import ISD
from ttconv.model import Br, Text

from webapp.captions.document import (
    CaptionError,
    Captions,
    Cue,
    Note,
    Region,
    VttSettings,
    Word,
)
from webapp.captions.formats.ttml import read, write

HEAD = (
    '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" '
    'xmlns:ttm="http://www.w3.org/ns/ttml#metadata" '
    'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xml:lang="en-GB" {}>{}<body>{}</body></tt>'
)


def document(body: str, *, root: str = "", head: str = "") -> bytes:
    return HEAD.format(root, f"<head>{head}</head>", body).encode()


def read_one(paragraph: str, **parts: str) -> Cue:
    (cue,) = read(document(f"<div>{paragraph}</div>", **parts)).cues
    return cue


@pytest.mark.parametrize(
    ("time", "root", "expected_ms"),
    [
        ("1.5s", "", 1500),
        ("1500ms", "", 1500),
        ("2m", "", 120_000),
        ("0.5h", "", 1_800_000),
        ("00:00:01.500", "", 1500),
        ("01:02:03", "", 3_723_000),
        ("00:00:01:12", 'ttp:frameRate="24"', 1500),
        ("36f", 'ttp:frameRate="24"', 1500),
        ("30f", 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"', 1001),
        ("15000000t", 'ttp:tickRate="10000000"', 1500),
        ("00:00:01:12.1", 'ttp:frameRate="24" ttp:subFrameRate="2"', 1521),
        (
            "01:00:00:00",
            'ttp:timeBase="smpte" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" '
            'ttp:dropMode="dropNTSC"',
            3_599_996,
        ),
    ],
)
def test_every_way_to_write_a_time_is_understood(time: str, root: str, expected_ms: int) -> None:
    assert read_one(f'<p begin="{time}" dur="1s">x</p>', root=root).start_ms == expected_ms


def test_times_inside_times_count_from_the_outer_ones() -> None:
    cue = read_one('</div><div begin="10s" end="14s"><p begin="1s" end="90s">x</p>')
    assert (cue.start_ms, cue.end_ms) == (11_000, 14_000)


def test_paragraphs_in_sequence_follow_each_other() -> None:
    body = '<div timeContainer="seq"><p dur="1s">a</p><p begin="1s" dur="2s">b</p></div>'
    times = [(cue.start_ms, cue.end_ms) for cue in read(document(body)).cues]
    assert times == [(0, 1000), (2000, 4000)]


def test_lines_that_appear_later_are_shown_later() -> None:
    body = '<p begin="0s" end="4s"><span end="4s">A</span><br begin="2s"/>'
    captions = read(document(f'<div>{body}<span begin="2s">B</span></p></div>'))
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in captions.cues] == [
        (0, 2000, "A"),
        (2000, 4000, "A\nB"),
    ]


def test_a_paragraph_without_end_stays_until_the_next_one() -> None:
    captions = read(document('<div><p begin="1s">a</p><p begin="3s">b</p></div>'))
    assert [(cue.start_ms, cue.end_ms) for cue in captions.cues] == [(1000, 3000), (3000, 13_000)]


def test_italics_colours_and_lines_become_markup() -> None:
    cue = read_one(
        '<p begin="0s" end="1s"> She said <span tts:fontStyle="italic">no</span>,<br/>\n'
        '  <span style="y">1 &lt; 2</span> </p>',
        head='<styling><style xml:id="x" tts:fontWeight="bold"/>'
        '<style xml:id="y" style="x" tts:color="#FFFF00"/></styling>',
    )
    assert cue.text == "She said no,\n1 < 2"
    assert cue.markup == "She said <i>no</i>,\n<c.yellow><b>1 &lt; 2</b></c>"


def test_styles_in_a_circle_are_read_once() -> None:
    styles = '<style xml:id="a" style="b" tts:fontStyle="italic"/><style xml:id="b" style="a"/>'
    cue = read_one('<p begin="0s" end="1s" style="a">x</p>', head=f"<styling>{styles}</styling>")
    assert cue.markup == "<i>x</i>"


def test_kept_white_space_stays_and_other_is_run_together() -> None:
    cue = read_one('<p begin="0s" end="1s">  a \n  <span xml:space="preserve">b  c</span></p>')
    assert cue.text == "a b  c"


def test_text_that_is_hidden_is_not_read() -> None:
    body = (
        '<div><p begin="0s" end="1s" tts:display="none">a</p>'
        '<p begin="0s" end="1s">b<span tts:visibility="hidden">c</span></p></div>'
    )
    assert [cue.text for cue in read(document(body)).cues] == ["b"]


def test_a_speaker_is_known_by_the_agents_name() -> None:
    cue = read_one(
        '<p begin="0s" end="1s" ttm:agent="s1">Hello</p>',
        head='<metadata><ttm:agent xml:id="s1" type="person"><ttm:name type="full">Ada '
        "Lovelace</ttm:name></ttm:agent></metadata>",
    )
    assert cue.speaker == "Ada Lovelace"


def test_a_region_at_the_top_puts_the_cue_there() -> None:
    cue = read_one(
        '<p begin="0s" end="1s" region="r">x</p>',
        head='<layout><region xml:id="r" tts:origin="20% 10%" tts:extent="40% 20%" '
        'tts:textAlign="center" tts:displayAlign="before"/></layout>',
    )
    assert cue.settings == VttSettings(
        snap_to_lines=False,
        line=10,
        line_align="start",
        position=40,
        position_align="center",
        size=40,
    )


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ('<div>\n<p begin="soon" end="1s">x</p></div>', 2, "'soon' is no time"),
        ('<div><p begin="00:00:01:30" end="2s">x</p></div>', 1, "more frames than the 30"),
        ("<div>\n<p>x</div>", 2, "mismatched tag"),
    ],
)
def test_a_wrong_file_is_refused_with_the_line(body: str, line: int, words: str) -> None:
    with pytest.raises(CaptionError, match=words) as caught:
        read(document(body))
    assert caught.value.line == line


def test_times_of_day_are_refused() -> None:
    with pytest.raises(CaptionError, match="time base 'clock'"):
        read(document("", root='ttp:timeBase="clock"'))


def test_other_xml_is_not_taken_for_captions() -> None:
    with pytest.raises(CaptionError, match="no TTML"):
        read(b"<html><body><p>x</p></body></html>")


def test_utf_16_files_are_read() -> None:
    text = (
        '<?xml version="1.0" encoding="UTF-16"?>'
        + document('<div><p begin="0s" end="1s">漢字</p></div>').decode()
    )
    assert read(text.encode("utf-16")).cues[0].text == "漢字"


@pytest.mark.parametrize(
    "name", ["sonnet001.ttml", "ttml_example.ttml", "body_only.ttml", "lwsp_preserve.ttml"]
)
def test_a_real_file_is_the_same_after_writing_and_reading(shared: Path, name: str) -> None:
    captions = read((shared / "media/captions/formats" / name).read_bytes())
    assert read(write(captions).data) == captions


def texts_by_ttconv(data: bytes) -> list[str]:
    """What ttconv, as another reader, shows one after another."""
    model = ttconv_imsc.to_model(ElementTree(fromstring(data)))  # noqa: S314 - made here
    shown = []
    for _time, isd in ISD.generate_isd_sequence(model):
        parts: list[str] = []
        for region in isd.iter_regions():
            for element in region.dfs_iterator():
                if isinstance(element, Text):
                    parts.append(element.get_text())
                elif isinstance(element, Br):
                    parts.append("\n")
        if parts:
            shown.append("".join(parts))
    return shown


def test_another_reader_sees_the_same_words(shared: Path) -> None:
    captions = read((shared / "media/captions/formats/sonnet001.ttml").read_bytes())
    assert texts_by_ttconv(write(captions).data) == [cue.text for cue in captions.cues]


def test_what_is_written_keeps_all_that_ttml_holds() -> None:
    captions = Captions(
        cues=[
            Cue(0, 1500, "Hello & <you>", id="one", speaker='Zoë "Z" O\'Neil'),
            Cue(
                1500,
                2500,
                "no\nway",
                id="two",
                markup="<i>no</i>\n<c.cyan><u>way</u></c>",
                settings=VttSettings(snap_to_lines=False, line=20, align="left"),
            ),
            Cue(3000, 4000, "[door slams]", label="door slams"),
        ],
        language="en",
    )
    written = write(captions)
    assert written.dropped == ()
    again = read(written.data)
    assert again == read(write(again).data)
    assert [replace_place(cue) for cue in again.cues] == [
        replace_place(cue) for cue in captions.cues
    ]
    assert again.cues[1].settings.line == 20
    assert again.cues[1].settings.align == "left"


def replace_place(cue: Cue) -> tuple[object, ...]:
    return cue.start_ms, cue.end_ms, cue.text, cue.id, cue.speaker, cue.label, cue.markup


def test_what_ttml_cannot_hold_is_named() -> None:
    captions = Captions(
        cues=[
            Cue(0, 1, "a\x01", id="1", words=(Word("a", 0, 1),)),
            Cue(1, 2, "b", settings=VttSettings(vertical="rl", line=3)),
            Cue(2, 3, "c(d)", markup="<ruby>c<rt>d</rt></ruby>"),
            Cue(3, 4, "e f", markup="<c.loud>e</c> <00:00:00.003>f"),
        ],
        regions=[Region("r", scroll="up")],
        notes=[Note("n")],
        styles=["::cue {}"],
    )
    sentences = " ".join(write(captions).dropped)
    for what in (
        "words", "ruby", "inside the text", "classes", "vertical", "scrolling", "notes",
        "style sheets", "control characters", "identifiers", "line numbers",
    ):  # fmt: skip
        assert what in sentences
    assert read(write(captions).data).cues[2].text == "c(d)"


SETTINGS = st.builds(
    VttSettings,
    snap_to_lines=st.booleans(),
    line=st.just("auto") | st.integers(-20, 100) | st.floats(0, 100),
    line_align=st.sampled_from(["start", "center", "end"]),
    position=st.just("auto") | st.floats(0, 100),
    position_align=st.sampled_from(["auto", "line-left", "center", "line-right"]),
    size=st.floats(0, 100),
    align=st.sampled_from(["start", "center", "end", "left", "right"]),
)
LINES = st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=3).map("\n".join)
CUES = st.builds(
    lambda start, length, text, name, speaker, place: Cue(
        start, start + length, text, id=name, speaker=speaker, settings=place
    ),
    st.integers(0, 10**8),
    st.integers(1, 10**5),
    LINES,
    st.text(max_size=5),
    st.none() | st.text(min_size=1, max_size=8),
    SETTINGS,
)


@settings(max_examples=60)
@given(st.lists(CUES, max_size=6))
def test_any_captions_are_written_as_a_file_that_reads_back_the_same(cues: list[Cue]) -> None:
    written = write(Captions(cues=cues, language="de"))
    ElementTree(file=io.BytesIO(written.data))
    again = read(written.data)
    in_time = sorted(cues, key=lambda cue: cue.start_ms)
    assert letters(cue.text for cue in again.cues) == letters(cue.text for cue in in_time)
    assert rounded(read(write(again).data)) == rounded(again)


def letters(texts: Iterable[str]) -> str:
    """The characters that XML can hold, without white space and what stands for U+0000."""
    words = "".join("".join(texts).replace("\ufffd", "").split())
    return "".join(each for each in words if unicodedata.category(each) not in ("Cc", "Cs", "Cn"))


def rounded(captions: Captions) -> list[tuple[object, ...]]:
    """All of the cues, their places to a tenth of a percent: less than a pixel's row or column."""
    return [
        (
            *replace_place(cue),
            cue.settings.align,
            cue.settings.position_align,
            cue.settings.line_align,
            *(
                value if isinstance(value, str) else pytest.approx(value, abs=0.1)
                for value in (cue.settings.line, cue.settings.position, cue.settings.size)
            ),
        )
        for cue in captions.cues
    ]
