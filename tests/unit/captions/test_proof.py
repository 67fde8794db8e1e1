"""Whoever publishes captions knows that nothing was lost on the way into a file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from tests.unit.captions.formats.caption_strategies import webvtt_captions
from webapp.captions import formats
from webapp.captions.document import Captions, Cue, VttSettings
from webapp.captions.formats.base import Written
from webapp.captions.proof import HOLDS, Fault, prove

TALK = Captions(
    [
        Cue(0, 2000, "Good morning,\nBen.", speaker="Ana", settings=VttSettings(line=10)),
        Cue(2500, 4000, "[door slams]", label="door slams"),
        Cue(4200, 6000, "What was that?", speaker="Ben", markup="<v Ben>What was <i>that?</i>"),
    ],
    language="en",
)


@pytest.mark.parametrize("format", formats.WRITABLE)
def test_a_good_export_is_proved_in_every_format(format: str) -> None:
    assert prove(TALK, format).faults == ()


@pytest.mark.parametrize("format", formats.WRITABLE)
def test_a_sound_that_was_only_typed_in_brackets_is_the_same_sound(format: str) -> None:
    assert prove(Captions([Cue(0, 2000, "[applause]")]), format).is_good


def test_every_format_says_what_it_holds() -> None:
    assert set(HOLDS) == set(formats.WRITABLE)
    assert all("words" in held for held in HOLDS.values())


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("words", {"text": "Good morning,"}),
        ("times", {"end_ms": 1990}),
        ("speaker", {"speaker": "Ben"}),
        ("place", {"settings": VttSettings()}),
    ],
)
def test_what_is_not_in_the_file_as_it_should_be_is_found(
    monkeypatch: pytest.MonkeyPatch, kind: str, change: dict[str, object]
) -> None:
    worse = replace(TALK, cues=[replace(TALK.cues[0], **change), *TALK.cues[1:]])
    written = formats.write(worse, "vtt")
    monkeypatch.setattr(formats, "write", lambda *_: written)
    faults = prove(TALK, "vtt").faults
    assert {fault.cue for fault in faults} == {0}
    assert kind in {fault.kind for fault in faults}


@pytest.mark.parametrize("format", ["srt", "txt", "scc"])
def test_a_caption_that_is_missing_is_found(monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    written = formats.write(replace(TALK, cues=TALK.cues[:2]), format)
    monkeypatch.setattr(formats, "write", lambda *_: written)
    assert not prove(TALK, format).is_good


def test_a_file_that_cannot_be_read_again_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "write", lambda *_: Written(b"WEBVTTX"))
    (fault,) = prove(TALK, "vtt").faults
    assert isinstance(fault, Fault)
    assert fault.expected == "3 captions"


def test_what_a_format_cannot_hold_is_named_and_no_fault() -> None:
    proof = prove(TALK, "scc")
    assert proof.is_good
    assert any("speakers' names" in sentence for sentence in proof.dropped)


@pytest.mark.parametrize("format", ["vtt", "json"])
@given(captions=webvtt_captions())
def test_whatever_the_captions_webvtt_and_json_hold_all_of_it(
    captions: Captions, format: str
) -> None:
    assert prove(captions, format).faults == ()
