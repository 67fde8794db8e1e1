"""JSON holds all that is known of captions, and takes nothing that it cannot check."""

from __future__ import annotations

import json as standard_json
import math
import re

import pytest
from hypothesis import given, settings

from tests.unit.captions.formats.caption_strategies import any_captions
from webapp.captions.document import CaptionError, Captions, Cue, Word
from webapp.captions.formats import json, webvtt

CUE = {"start_ms": 0, "end_ms": 1000, "text": "a"}


def read(value: object) -> Captions:
    return json.read(standard_json.dumps(value).encode())


def as_tuples(captions: Captions) -> Captions:
    return Captions(
        tuple(captions.cues),
        captions.language,
        tuple(captions.regions),
        tuple(captions.notes),
        tuple(captions.styles),
        captions.header,
    )


@given(any_captions())
@settings(max_examples=60)
def test_all_that_is_known_comes_back(captions: Captions) -> None:
    written = json.write(captions)
    assert json.read(written.data) == as_tuples(captions)
    assert json.write(json.read(written.data)).data == written.data
    assert written.dropped == ()


def test_a_cue_has_the_names_and_defaults_of_the_dom() -> None:
    source = "WEBVTT\n\nREGION\nid:a\n\n00:00.000 --> 00:01.000 region:a line:5%\n<v Ana>x &amp; y"
    document = standard_json.loads(json.write(webvtt.read(source.encode())).data)
    assert document["cues"][0]["vtt"] == {
        "text": "<v Ana>x &amp; y", "vertical": "", "snapToLines": False, "line": 5,
        "lineAlign": "start", "position": "auto", "positionAlign": "auto", "size": 100,
        "align": "center", "region": None,
    }  # fmt: skip
    assert document["regions"] == [
        {
            "id": "a", "width": 100, "lines": 3, "regionAnchorX": 0, "regionAnchorY": 100,
            "viewportAnchorX": 0, "viewportAnchorY": 100, "scroll": "",
        }
    ]  # fmt: skip


def test_text_is_as_it_stands_in_the_file() -> None:
    source = b"WEBVTT\n\n00:00.000 --> 00:01.000\n a > b &lrm;</i>"
    cue = standard_json.loads(json.write(webvtt.read(source)).data)["cues"][0]
    assert cue["vtt"]["text"] == " a > b &lrm;</i>"


def test_the_least_that_a_person_may_write() -> None:
    assert read({"cues": [CUE]}).cues == (Cue(0, 1000, "a"),)


def test_an_unknown_probability_is_null() -> None:
    captions = Captions([Cue(0, 1, "a", words=(Word("a", 0, 1, math.nan),))])
    assert b'"probability": null' in json.write(captions).data


def test_fields_that_nobody_knows_are_named() -> None:
    _, problems = json.parse(standard_json.dumps({"cues": [CUE | {"colour": 1}], "x": 2}))
    assert [str(problem) for problem in problems] == [
        "cues[0].colour: no such field is known; it was left out.",
        "x: no such field is known; it was left out.",
    ]


@pytest.mark.parametrize(
    ("cue", "sentence"),
    [
        ({"start_ms": True}, "cues[0].start_ms: must be whole milliseconds"),
        ({"start_ms": 1.5}, "cues[0].start_ms: must be whole milliseconds"),
        ({"start_ms": -1}, "cues[0].start_ms: must be whole milliseconds"),
        ({"end_ms": 10**30}, "cues[0].end_ms: must be whole milliseconds"),
        ({"end_ms": "1"}, "cues[0].end_ms: must be whole milliseconds"),
        ({"text": None}, "cues[0].text: must be a text, not missing or null."),
        ({"text": ["a"]}, "cues[0].text: must be a text, not a list."),
        ({"text": "\ud800"}, "cues[0].text: half of a surrogate pair"),
        ({"speaker": 5}, "cues[0].speaker: must be a text, not 5."),
        ({"words": {}}, "cues[0].words: must be a list, not an object."),
        ({"words": [5]}, "cues[0].words[0]: must be an object, not 5."),
        ({"words": [CUE | {"probability": 2}]}, "cues[0].words[0].probability: must be a number"),
        ({"words": [CUE | {"end_ms": 0, "start_ms": 1}]}, "cues[0].words[0]: end_ms is before"),
        ({"vtt": {"align": "middle"}}, "cues[0].vtt.align: must be 'start' or 'center'"),
        ({"vtt": {"size": 101}}, "cues[0].vtt.size: must be a number from 0 to 100, not 101."),
        ({"vtt": {"line": "top"}}, "cues[0].vtt.line: must be a number, not 'top'."),
        ({"vtt": {"snapToLines": 1}}, "cues[0].vtt.snapToLines: must be true or false"),
        ({"vtt": []}, "cues[0].vtt: must be an object, not a list."),
    ],
)
def test_a_wrong_field_is_named(cue: dict[str, object], sentence: str) -> None:
    with pytest.raises(CaptionError, match=f"^{re.escape(sentence)}"):
        read({"cues": [CUE | cue]})


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("", "This file is empty"),
        ("[]", "The file: must be an object, not a list."),
        ("{}", "cues: must be a list, not missing or null."),
        ('{\n"cues": [,]}', "Line 2: This is not JSON"),
        ('{"cues": [NaN]}', "'NaN' is no number in JSON"),
        ('{"cues": [{"start_ms": Infinity}]}', "'Infinity' is no number"),
        ('{"cues": [], "cues": []}', "The field 'cues' stands twice"),
        ('{"cues": ' + "[" * 100_000 + "}", "This JSON is nested too deeply"),
        ('{"cues": ' + "1" * 5000 + "}", "This JSON has a number with thousands of digits"),
        ('{"cues": [], "regions": [{"width": 1e999}]}', "regions[0].width: must be a number"),
        ('{"cues": [], "notes": [{"text": "", "before": 1}]}', "notes[0].before: 1 is more"),
        ('{"cues": [], "styles": [5]}', "styles[0].text: must be a text, not 5."),
    ],
)
def test_a_file_that_is_no_captions_gets_a_sentence(source: str, sentence: str) -> None:
    with pytest.raises(CaptionError, match=f"^{re.escape(sentence)}"):
        json.read(source.encode())
