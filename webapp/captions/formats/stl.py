"""EBU STL subtitles into captions, by ttconv.

Source: EBU Tech 3264-E, https://tech.ebu.ch/docs/tech/tech3264.pdf
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from ttconv.stl import reader as ttconv_stl
from ttconv.style_properties import StyleProperties

from webapp.captions.document import CaptionError, Captions, Cue, VttSettings
from webapp.captions.formats.base import check_count, check_size
from webapp.captions.formats.placing import Box, settings_of
from webapp.captions.formats.styled import markup, plain_text
from webapp.captions.formats.timed import milliseconds, shown
from webapp.captions.formats.ttconv_model import errors_told, paragraphs, pieces_of

_HEAD_BYTES: Final = 1024
_BLOCK_BYTES: Final = 128
_FRAME_RATES: Final = {
    b"STL23.01": Fraction(24_000, 1001),
    b"STL24.01": Fraction(24),
    b"STL25.01": Fraction(25),
    b"STL30.01": Fraction(30_000, 1001),
    b"STL50.01": Fraction(50),
}
_COMMENT_AT = 15
_UNKNOWN_LETTER = "\ufffd"


@dataclass(frozen=True, slots=True)
class _Head:
    """What is needed of the General Subtitle Information block."""

    rate: Fraction
    blocks: int
    programme_start: Fraction


def read(data: bytes) -> Captions:
    """Read an EBU STL file; times count from its programme start, where no subtitle lies before.

    Raises CaptionError for a file that is cut off or damaged, and for one that is no EBU STL.
    """
    check_size(data)
    head = _head(data)
    with errors_told("EBU STL"):
        document = ttconv_stl.to_model(io.BytesIO(_without_comments(data)))
        cues = [cue for paragraph in paragraphs(document) for cue in _cues(paragraph)]
        language = document.get_lang() or ""
    check_count(len(cues))
    cues.sort(key=lambda cue: cue.start_ms)
    offset = milliseconds(head.programme_start)
    if cues and cues[0].start_ms >= offset:
        cues = [_earlier(cue, offset) for cue in cues]
    return Captions(cues=cues, language=language)


def _head(data: bytes) -> _Head:
    if len(data) < _HEAD_BYTES or data[3:6] != b"STL":
        raise CaptionError(
            "This is no EBU STL file. If it is a text file with the ending .stl, save it in "
            "another format, such as SubRip."
        )
    rate = _FRAME_RATES.get(data[3:11])
    if rate is None:
        name = data[3:11].decode("latin-1")
        raise CaptionError(f"The frame rate '{name}' of this EBU STL file is not known here.")
    rest = len(data) - _HEAD_BYTES
    count = data[238:243]
    if not re.fullmatch(rb" *[0-9]+ *", count):
        raise CaptionError("The EBU STL file does not say how many text blocks it has; damaged?")
    blocks = int(count)
    if rest % _BLOCK_BYTES or rest // _BLOCK_BYTES < blocks:
        raise CaptionError(
            f"The EBU STL file is cut off: it should have {blocks} text blocks and has "
            f"{rest // _BLOCK_BYTES}. Copy or export it again."
        )
    return _Head(rate, blocks, _programme_start(data[256:264], rate))


def _programme_start(digits: bytes, rate: Fraction) -> Fraction:
    if not re.fullmatch(rb"[0-9]{8}", digits):
        return Fraction(0)
    hours, minutes, seconds, frames = (int(digits[at : at + 2]) for at in (0, 2, 4, 6))
    whole = (hours * 60 + minutes) * 60 + seconds
    return (whole * round(rate) + frames) / rate


def _without_comments(data: bytes) -> bytes:
    """The file without the blocks that are a translator's comments, which nobody is shown."""
    blocks = [data[at : at + _BLOCK_BYTES] for at in range(_HEAD_BYTES, len(data), _BLOCK_BYTES)]
    return data[:_HEAD_BYTES] + b"".join(each for each in blocks if each[_COMMENT_AT] != 1)


def _cues(paragraph: Any) -> list[Cue]:
    pieces = list(pieces_of(paragraph, paragraph.get_begin() or Fraction(0), paragraph.get_end()))
    settings = _settings(paragraph)
    cues = []
    for each in shown(pieces):
        text = plain_text(each.runs)
        if _UNKNOWN_LETTER in text:
            raise CaptionError(
                f"The EBU STL file has letters outside its own character table, near "
                f"'{text[:40]}'. Export it again."
            )
        if each.end is None:
            raise CaptionError("A subtitle of the EBU STL file has no end. Export it again.")
        start_ms, end_ms = milliseconds(each.begin), milliseconds(each.end)
        cues.append(Cue(start_ms, end_ms, text, markup=markup(each.runs, None), settings=settings))
    return cues


def _settings(paragraph: Any) -> VttSettings:
    region = paragraph.get_region()
    align = paragraph.get_style(StyleProperties.TextAlign)
    if region is None:
        return VttSettings()
    origin = region.get_style(StyleProperties.Origin)
    extent = region.get_style(StyleProperties.Extent)
    stands_low = region.get_style(StyleProperties.DisplayAlign).name == "after"
    box = Box(
        float(origin.x.value),
        float(origin.y.value),
        float(extent.width.value),
        float(extent.height.value),
        "end" if stands_low else "start",
    )
    return settings_of(box, align.name if align is not None else "")


def _earlier(cue: Cue, offset_ms: int) -> Cue:
    return Cue(
        cue.start_ms - offset_ms,
        cue.end_ms - offset_ms,
        cue.text,
        markup=cue.markup,
        settings=cue.settings,
    )
