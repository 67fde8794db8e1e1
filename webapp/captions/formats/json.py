"""Captions as JSON: the one format that holds all that is known. docs/formats.md describes it."""

from __future__ import annotations

import json
import math
import sys
from typing import Any, Literal, cast, get_args

from webapp.captions.document import (
    Align,
    CaptionError,
    Captions,
    Cue,
    LineAlign,
    Note,
    PositionAlign,
    Region,
    Vertical,
    VttSettings,
    Word,
)
from webapp.captions.formats.base import (
    Problem,
    Written,
    check_count,
    decode,
    encode,
    quoted,
    whole,
)
from webapp.captions.formats.cue_text import render
from webapp.captions.formats.json_fields import Fields, refuse_duplicates

_MOST_CONTAINERS = 1_500_000
"""Objects and lists: more than 50,000 captions of ten words have, few enough to stay small."""
_LARGEST = sys.float_info.max


def read(data: bytes) -> Captions:
    """Read captions from JSON. Raises CaptionError naming the field that is wrong."""
    return whole(*parse(decode(data)))


def parse(text: str) -> tuple[Captions, list[Problem]]:
    """Read captions from JSON, and name the fields that are not known and were left out."""
    problems: list[Problem] = []
    document = Fields(_load(text), "", problems)
    cues = document.children("cues", required=True)
    check_count(len(cues))
    captions = Captions(
        cues=tuple(_cue(each) for each in cues),
        language=document.text("language"),
        regions=tuple(_region(each) for each in document.children("regions")),
        notes=tuple(_note(each, len(cues)) for each in document.children("notes")),
        styles=tuple(document.texts("styles")),
        header=document.text("header"),
    )
    document.done()
    return captions, problems


def _load(text: str) -> object:
    if not text.strip():
        raise CaptionError("This file is empty. A JSON file of captions begins with '{'.")
    if text.count("{") + text.count("[") > _MOST_CONTAINERS:
        raise CaptionError("This file has more objects than any real captions. Divide it.")
    try:
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=refuse_duplicates)
    except json.JSONDecodeError as error:
        raise CaptionError(f"This is not JSON: {error.msg}.", line=error.lineno) from None
    except RecursionError:
        raise CaptionError("This JSON is nested too deeply to be captions.") from None
    except CaptionError:
        raise
    except ValueError:  # Python's own limit on the digits of a whole number
        raise CaptionError("This JSON has a number with thousands of digits.") from None


def _no_constant(name: str) -> object:
    raise CaptionError(f"{quoted(name)} is no number in JSON. Write null where nothing is known.")


def _cue(fields: Fields) -> Cue:
    text, speaker = fields.text("text", required=True), fields.text_or_none("speaker")
    start_ms, end_ms = fields.milliseconds("start_ms"), fields.milliseconds("end_ms")
    vtt = fields.child("vtt")
    markup = vtt.text_or_none("text") if vtt else None
    cue = Cue(
        start_ms,
        end_ms,
        text,
        id=fields.text("id"),
        speaker=speaker,
        label=fields.text_or_none("label"),
        words=tuple(_word(each) for each in fields.children("words")),
        markup=None if markup == render(text, speaker) else markup,
        settings=_settings(vtt) if vtt else VttSettings(),
    )
    fields.done()
    return cue


def _word(fields: Fields) -> Word:
    word = Word(
        fields.text("text", required=True),
        fields.milliseconds("start_ms"),
        fields.milliseconds("end_ms"),
        fields.number_or_none("probability", 0, 1),
    )
    if word.end_ms < word.start_ms:
        raise CaptionError(
            f"{fields.where}: end_ms is before start_ms. A word ends after it began."
        )
    fields.done()
    return word


def _settings(fields: Fields) -> VttSettings:
    settings = VttSettings(
        vertical=cast(Vertical, fields.choice("vertical", get_args(Vertical), "")),
        snap_to_lines=fields.truth("snapToLines", default=True),
        line=fields.number_or_auto("line", -_LARGEST, _LARGEST),
        line_align=cast(LineAlign, fields.choice("lineAlign", get_args(LineAlign), "start")),
        position=fields.number_or_auto("position", 0, 100),
        position_align=cast(
            PositionAlign, fields.choice("positionAlign", get_args(PositionAlign), "auto")
        ),
        size=fields.number("size", 100, 0, 100),
        align=cast(Align, fields.choice("align", get_args(Align), "center")),
        region=fields.text_or_none("region"),
    )
    fields.done()
    return settings


def _region(fields: Fields) -> Region:
    region = Region(
        id=fields.text("id"),
        width=fields.number("width", 100, 0, 100),
        lines=fields.whole_number("lines", 3),
        region_anchor_x=fields.number("regionAnchorX", 0, 0, 100),
        region_anchor_y=fields.number("regionAnchorY", 100, 0, 100),
        viewport_anchor_x=fields.number("viewportAnchorX", 0, 0, 100),
        viewport_anchor_y=fields.number("viewportAnchorY", 100, 0, 100),
        scroll=cast(Literal["", "up"], fields.choice("scroll", ("", "up"), "")),
    )
    fields.done()
    return region


def _note(fields: Fields, cues: int) -> Note:
    note = Note(fields.text("text", required=True), fields.whole_number("before", 0))
    if note.before > cues:
        raise CaptionError(
            f"{fields.where}.before: {note.before} is more than the number of captions, {cues}."
        )
    fields.done()
    return note


def write(captions: Captions) -> Written:
    """Captions as JSON in UTF-8, one caption a line, so that a change shows as one line."""
    parts = {
        "language": _dumped(captions.language),
        "cues": _listed([_cue_object(cue) for cue in captions.cues]),
        "regions": _listed([_region_object(region) for region in captions.regions]),
        "notes": _listed([{"text": n.text, "before": n.before} for n in captions.notes]),
        "styles": _listed(list(captions.styles)),
        "header": _dumped(captions.header),
    }
    body = ",\n".join(f'"{name}": {value}' for name, value in parts.items())
    return Written(encode(f"{{\n{body}\n}}\n"))


def _listed(values: list[Any]) -> str:
    return "[\n" + ",\n".join(map(_dumped, values)) + "\n]" if values else "[]"


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _cue_object(cue: Cue) -> dict[str, object]:
    return {
        "id": cue.id,
        "start_ms": cue.start_ms,
        "end_ms": cue.end_ms,
        "text": cue.text,
        "speaker": cue.speaker,
        "label": cue.label,
        "words": [_word_object(word) for word in cue.words],
        "vtt": {
            "text": render(cue.text, cue.speaker) if cue.markup is None else cue.markup,
            "vertical": cue.settings.vertical,
            "snapToLines": cue.settings.snap_to_lines,
            "line": cue.settings.line,
            "lineAlign": cue.settings.line_align,
            "position": cue.settings.position,
            "positionAlign": cue.settings.position_align,
            "size": cue.settings.size,
            "align": cue.settings.align,
            "region": cue.settings.region,
        },
    }


def _word_object(word: Word) -> dict[str, object]:
    probability = word.probability
    if probability is not None and not math.isfinite(probability):
        probability = None  # whisper.cpp gives NaN where it was not asked
    return {
        "text": word.text,
        "start_ms": word.start_ms,
        "end_ms": word.end_ms,
        "probability": probability,
    }


def _region_object(region: Region) -> dict[str, object]:
    return {
        "id": region.id,
        "width": region.width,
        "lines": region.lines,
        "regionAnchorX": region.region_anchor_x,
        "regionAnchorY": region.region_anchor_y,
        "viewportAnchorX": region.viewport_anchor_x,
        "viewportAnchorY": region.viewport_anchor_y,
        "scroll": region.scroll,
    }
