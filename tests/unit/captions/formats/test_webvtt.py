"""A person's WebVTT file is read as her browser reads it, and nothing is lost on the way out."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tests.unit.captions.formats.caption_strategies import any_captions, webvtt_captions
from webapp.captions.document import CaptionError, Captions, Cue, Note, Region, VttSettings
from webapp.captions.formats import webvtt
from webapp.captions.formats import write as write_captions

CUE = "00:00:00.000 --> 00:00:01.000"

RUN_ASSERTS = """
const files = JSON.parse(require('fs').readFileSync(0));
const fail = (got, want, why) => {
  throw new Error(`${JSON.stringify(got)}, not ${JSON.stringify(want)}: ${why}`);
};
const check = {
  assert_equals: (got, want, why) => { if (got !== want) fail(got, want, why); },
  assert_not_equals: (got, want, why) => { if (got === want) fail(got, want, why); },
  assert_true: (got, why) => { if (got !== true) fail(got, true, why); },
  assert_false: (got, why) => { if (got !== false) fail(got, false, why); },
};
const results = {};
for (const [name, {document, source}] of Object.entries(files)) {
  const cues = document.cues.map((cue) => ({
    ...cue.vtt, id: cue.id, startTime: cue.start_ms / 1000, endTime: cue.end_ms / 1000,
    region: document.regions.findLast((region) => region.id === cue.vtt.region) ?? null,
  }));
  try {
    new Function('cues', ...Object.keys(check), source)(cues, ...Object.values(check));
    results[name] = 'as expected';
  } catch (error) { results[name] = String(error); }
}
console.log(JSON.stringify(results));
"""


def parse(*blocks: str) -> Captions:
    return webvtt.parse("\n\n".join(["WEBVTT", *blocks]))[0]


def settings_of(text: str, *regions: str) -> VttSettings:
    blocks = [f"REGION\nid:{name}" for name in regions]
    return parse(*blocks, f"{CUE} {text}\nx").cues[0].settings


def problems_of(*blocks: str) -> list[str]:
    return [str(each) for each in webvtt.parse("\n\n".join(["WEBVTT", *blocks]))[1]]


def run_asserts(files: dict[str, dict[str, Any]]) -> dict[str, str]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node, which runs the W3C's assertions, is not on this machine")
    done = subprocess.run(
        [node, "-e", RUN_ASSERTS], input=json.dumps(files).encode(), capture_output=True, check=True
    )
    return json.loads(done.stdout)


def test_every_file_of_the_w3c_gives_the_cues_that_browsers_show(shared: Path) -> None:
    files = {}
    for path in sorted((shared / "media/captions/webvtt-conformance").glob("*.vtt")):
        captions, _ = webvtt.parse(path.read_bytes().decode("utf-8-sig"))
        document = json.loads(write_captions(captions, "json").data)
        files[path.stem] = {"document": document, "source": path.with_suffix(".js").read_text()}
    assert len(files) > 15
    assert run_asserts(files) == dict.fromkeys(files, "as expected")


def test_a_wrong_expectation_is_noticed() -> None:
    document = {"cues": [], "regions": []}
    results = run_asserts({"x": {"document": document, "source": "assert_equals(cues.length, 1)"}})
    assert "0, not 1" in results["x"]


@pytest.mark.parametrize("text", ["WEBVTT", "WEBVTT\n", "WEBVTT a\n", "WEBVTT\ta", "WEBVTT\r\n"])
def test_a_file_with_the_signature_is_webvtt(text: str) -> None:
    assert webvtt.parse(text)[0].cues == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("WEBVTTX\n\n", "space"),
        ("WEBVTT:", "space"),
        ("webvtt\n", "must begin"),
        (" WEBVTT\n", "must begin"),
        ("\nWEBVTT\n", "must begin"),
        ("WEBVT", "must begin"),
    ],
)
def test_a_file_without_the_signature_is_refused(text: str, reason: str) -> None:
    with pytest.raises(CaptionError, match=f"^Line 1: .*{reason}"):
        webvtt.parse(text)


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfWEBVTT\n\n" + CUE.encode() + b"\nJos\xc3\xa9"])
def test_a_byte_order_mark_is_no_part_of_the_signature(data: bytes) -> None:
    assert webvtt.read(data).cues[0].text == "José"


def test_a_file_from_notepad_in_utf_16_is_read() -> None:
    assert webvtt.read(f"WEBVTT\r\n\r\n{CUE}\r\nÄ".encode("utf-16")).cues[0].text == "Ä"


def test_another_encoding_is_named_with_the_line() -> None:
    with pytest.raises(CaptionError, match=r"^Line 4: .*Save the file as UTF-8"):
        webvtt.read(f"WEBVTT\n\n{CUE}\nJosé".encode("latin-1"))


def test_nulls_become_replacement_characters() -> None:
    cue = parse(f"\0 id\n{CUE} align:end\0\n\0text").cues[0]
    assert (cue.id, cue.text, cue.settings.align) == ("\ufffd id", "\ufffdtext", "center")


@pytest.mark.parametrize("id_", [" leading space", "trailing space ", "-- >", "->", " ", "NOTE x"])
def test_a_cue_keeps_its_name(id_: str) -> None:
    assert parse(f"{id_}\n{CUE}\ntext").cues[0].id == id_


@pytest.mark.parametrize(
    ("time", "milliseconds"),
    [
        ("00:00.000", 0),
        ("00:59.999", 59_999),
        ("59:59.999", 3_599_999),
        ("00:00:00.500", 500),
        ("1:00:00.000", 3_600_000),
        ("123:00:00.001", 442_800_001),
    ],
)
def test_times_with_and_without_hours(time: str, milliseconds: int) -> None:
    assert parse(f"{time} --> 200:00:00.000\nx").cues[0].start_ms == milliseconds


@pytest.mark.parametrize(
    "time",
    [
        "00:60.000", "60:00.000", "00:60:00.000", "00:00:60.000", "0:00.000", "000:00.000",
        "00:00", "00:00:00", "00:00.00", "00:00.0000", "00:00,000", "00.000", "-00:00.000",
        "+00:00.000", "00:0a.000", "٠٠:٠٠.000", "9999999999:00:00.000",
    ],
)  # fmt: skip
def test_what_is_no_time_makes_no_cue(time: str) -> None:
    assert parse(f"{time} --> 00:10.000\nx").cues == ()
    assert parse(f"00:00.000 --> {time}\nx").cues == ()


@pytest.mark.parametrize("arrow", ["-->", " -->", "--> ", "\t-->\t", "\f-->\f"])
def test_white_space_around_the_arrow_is_free(arrow: str) -> None:
    assert len(parse(f"00:00.000{arrow}00:01.000\nx").cues) == 1


@pytest.mark.parametrize("arrow", ["->", "-- >", "--", "——>", "\v-->", "--->"])
def test_other_arrows_make_no_cue(arrow: str) -> None:
    assert parse(f"00:00.000{arrow}00:01.000\nx").cues == ()


@pytest.mark.parametrize(
    ("setting", "line", "snaps"),
    [
        ("line:-1", -1, True), ("line:-0", 0, True), ("line:1.5", 1.5, True),
        ("line:4294967296", 4294967296, True), ("line:0%", 0, False), ("line:100%", 100, False),
        ("line:1e3", "auto", True), ("line:101%", "auto", True), ("line:-1%", "auto", True),
        ("line:.5", "auto", True), ("line:5.", "auto", True), ("line:1..5", "auto", True),
        ("line:1-", "auto", True), ("line:%", "auto", True), ("line:-", "auto", True),
        ("line: 0%", "auto", True), ("line:1%,middle", "auto", True), ("line:1,", "auto", True),
        ("line:" + "9" * 400, "auto", True), ("line:7 line:x", 7, True), ("line:١", "auto", True),
    ],
)  # fmt: skip
def test_line(setting: str, line: float | str, snaps: bool) -> None:
    got = settings_of(setting)
    assert (got.line, got.snap_to_lines, got.line_align) == (line, snaps, "start")


@pytest.mark.parametrize("align", ["start", "center", "end"])
def test_line_alignment(align: str) -> None:
    assert settings_of(f"line:5,{align}").line_align == align


@pytest.mark.parametrize(
    ("setting", "position", "align"),
    [
        ("position:1%", 1, "auto"), ("position:1.5%", 1.5, "auto"),
        ("position:1%,line-left", 1, "line-left"), ("position:1%,center", 1, "center"),
        ("position:1%,line-right", 1, "line-right"), ("position:1%,middle", "auto", "auto"),
        ("position:1", "auto", "auto"), ("position:101%", "auto", "auto"),
        ("position:-1%", "auto", "auto"), ("position:1%x", "auto", "auto"),
        ("position:101%,center", "auto", "auto"), ("position:1% position:x", 1, "auto"),
    ],
)  # fmt: skip
def test_position(setting: str, position: float | str, align: str) -> None:
    got = settings_of(setting)
    assert (got.position, got.position_align) == (position, align)


@pytest.mark.parametrize(
    ("setting", "size"),
    [
        ("size:0%", 0), ("size:50.5%", 50.5), ("size:100%", 100), ("size:101%", 100),
        ("size:5", 100), ("size:%", 100), ("size:5%%", 100), ("size:5% size:x", 5),
        ("Size:5%", 100), ("size:.5%", 100), ("size:1e1%", 100),
    ],
)  # fmt: skip
def test_size(setting: str, size: float) -> None:
    assert settings_of(setting).size == size


@pytest.mark.parametrize("taken_out", ["vertical:rl", "line:1", "size:50%"])
def test_a_cue_placed_by_itself_leaves_its_region(taken_out: str) -> None:
    assert settings_of(f"region:a {taken_out}", "a").region is None
    assert settings_of(f"{taken_out} region:a", "a").region == "a"


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("width:40%", "width", 40), ("width:101%", "width", 100), ("width:40", "width", 100),
        ("lines:0", "lines", 0), ("lines:4294967296", "lines", 4294967296),
        ("lines:-1", "lines", 3), ("lines:1.5", "lines", 3), ("lines:1 lines:x", "lines", 1),
        ("regionanchor:1%,2%", "region_anchor_x", 1), ("regionanchor:1%,2%", "region_anchor_y", 2),
        ("regionanchor:1%", "region_anchor_y", 100), ("regionanchor:1%,101%", "region_anchor_x", 0),
        ("viewportanchor:1%,2%", "viewport_anchor_y", 2),
        ("viewportanchor:100%, 100%", "viewport_anchor_x", 0), ("scroll:up", "scroll", "up"),
        ("scroll:down", "scroll", ""), ("Scroll:up", "scroll", ""), ("id:b", "id", "b"),
        ("id :b", "id", "a"), ("id:b:c", "id", "b:c"),
    ],
)  # fmt: skip
def test_region(line: str, field: str, value: object) -> None:
    assert getattr(parse(f"REGION\nid:a\n{line}").regions[0], field) == value


def test_notes_styles_and_header_are_kept_with_their_places() -> None:
    captions = webvtt.parse(
        "WEBVTT - Film\nKind: captions\nLanguage: pt-BR\n\nSTYLE\n::cue { color: red }\n\n"
        f"NOTE\ntwo\nlines\n\n{CUE}\na\n\nNOTE one\n\n{CUE}\nb\n\nNOTE"
    )[0]
    assert captions.header == "- Film\nKind: captions"
    assert captions.language == "pt-BR"
    assert captions.styles == ("::cue { color: red }",)
    assert captions.notes == (Note("two\nlines", 0), Note("one", 1), Note("", 2))


def test_styles_and_regions_after_a_cue_are_named_and_left_out() -> None:
    problems = problems_of(f"{CUE}\na", "STYLE\nx", "REGION\nid:a")
    assert problems == [
        "Line 6: This STYLE block must come before the first caption, so it was left out.",
        "Line 9: This REGION block must come before the first caption, so it was left out.",
    ]


def test_settings_that_mean_nothing_are_named() -> None:
    assert problems_of(f"{CUE} colour:red align:end\na") == [
        "Line 3: The setting 'colour:red' means nothing in WebVTT."
    ]


@pytest.mark.parametrize(
    ("blocks", "line", "reason"),
    [
        (["00:00:07.000 --> 00:00:1d.890\nlost"], 3, "00:00:1d.890"),
        (["id\n0 --> 1\nlost"], 4, "0 --> 1"),
        ([f"{CUE}\nkept", "lost"], 6, "No times stand over this text: 'lost'"),
        (["2000:00:00.000 --> 2000:00:01.000\nfar"], 3, "thousand hours"),
    ],
)
def test_a_file_that_would_lose_text_is_not_taken_as_whole(
    blocks: list[str], line: int, reason: str
) -> None:
    with pytest.raises(CaptionError, match=f"^Line {line}: .*{re.escape(reason)}"):
        webvtt.read("\n\n".join(["WEBVTT", *blocks]).encode())


def test_how_many_places_are_wrong_is_said() -> None:
    with pytest.raises(CaptionError, match=r"2 more places like this follow\.$"):
        webvtt.read(b"WEBVTT\n\na\n\nb\n\nc")


def test_an_arrow_with_no_text_under_it_loses_nothing() -> None:
    assert len(webvtt.read(f"WEBVTT\n\n-->\n{CUE}\na".encode()).cues) == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("empty", "Line 1: This file is empty"),
        ("invalid", "Line 1: This is not WebVTT"),
        ("invalid_timeframe", "Line 6: These times cannot be read: '00:00:07.000 --> 00:00:1d"),
    ],
)
def test_a_malformed_file_gets_a_sentence(shared: Path, name: str, sentence: str) -> None:
    data = (shared / f"media/captions/malformed/{name}.vtt").read_bytes()
    with pytest.raises(CaptionError, match=f"^{re.escape(sentence)}"):
        webvtt.read(data)


@pytest.mark.parametrize(
    ("name", "cues"),
    [
        ("captions_with_bom", 4),
        ("comments", 3),
        ("cue_tags", 3),
        ("metadata_headers", 2),
        ("missing_caption_text", 5),
        ("no_captions", 0),
        ("styles", 1),
    ],
)
def test_an_odd_but_sound_file_is_read_whole(shared: Path, name: str, cues: int) -> None:
    data = (shared / f"media/captions/malformed/{name}.vtt").read_bytes()
    assert len(webvtt.read(data).cues) == cues


def test_captions_that_people_wrote_come_back_as_they_were(shared: Path) -> None:
    for path in sorted((shared / "media/captions/human").glob("*.vtt")):
        captions = webvtt.read(path.read_bytes())
        assert captions.cues
        assert webvtt.read(webvtt.write(captions).data) == captions


def test_a_speaker_is_written_once_and_signs_are_escaped() -> None:
    cue = Cue(0, 1000, "1 < 2 & 3 --> 4", speaker="R&D")
    written = webvtt.write(Captions([cue])).data.decode()
    assert written == f"WEBVTT\n\n{CUE}\n<v R&amp;D>1 &lt; 2 &amp; 3 --&gt; 4\n"
    assert webvtt.read(written.encode()).cues == (cue,)


def test_corrected_words_win_over_old_markup() -> None:
    cue = Cue(0, 1000, "their", markup="<i>there</i>")
    assert b"<i>" not in webvtt.write(Captions([cue])).data


def test_markup_that_says_the_same_words_is_kept() -> None:
    cue = Cue(0, 1000, "there", speaker="Ana", markup="<v Ana><i>there</i>")
    assert webvtt.read(webvtt.write(Captions([cue])).data).cues == (cue,)


def test_what_webvtt_cannot_hold_is_named() -> None:
    captions = Captions(
        [Cue(0, 1, "x", id="a --> b", settings=VttSettings(position_align="center"))],
        language="the English one",
        regions=[Region(id="two words")],
        notes=[Note("a --> b")],
    )
    dropped = " ".join(webvtt.write(captions).dropped)
    for thing in ("the English one", "two words", "comment", "names were changed", "exact place"):
        assert thing in dropped


@given(webvtt_captions())
@settings(max_examples=60)
def test_what_webvtt_can_hold_comes_back_whole(captions: Captions) -> None:
    written = webvtt.write(captions)
    assert written.dropped == ()
    assert webvtt.parse(written.data.decode()) == (captions, [])


@given(any_captions())
@settings(max_examples=60)
def test_no_word_is_lost_whatever_the_captions_are(captions: Captions) -> None:
    written = webvtt.write(captions)
    back = webvtt.read(written.data)
    assert [cue.text.replace("\0", "\ufffd").split() for cue in captions.cues] == [
        cue.text.split() for cue in back.cues
    ]
    assert webvtt.write(back).data == written.data
