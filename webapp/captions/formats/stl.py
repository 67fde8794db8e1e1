"""EBU STL subtitles into captions. Source: EBU Tech 3264-E.

The head and the letters are ttconv's work; the text blocks are read here, as ttconv runs words
together at codes for italics, and passes over blocks that it cannot read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from ttconv.stl import iso6937
from ttconv.stl.datafile import DataFile

from webapp.captions.document import Align, CaptionError, Captions, Cue, VttSettings
from webapp.captions.formats.base import check_count, check_size, quoted
from webapp.captions.formats.styled import PLAIN, Run, markup, plain_text, single_spaced
from webapp.captions.formats.timed import Piece, milliseconds, shown
from webapp.captions.formats.ttconv_model import errors_told

_HEAD_BYTES: Final = 1024
_BLOCK_BYTES: Final = 128
_TEXT_AT: Final = 16
_FRAME_RATES: Final = {
    b"STL23.01": Fraction(24_000, 1001),
    b"STL24.01": Fraction(24),
    b"STL25.01": Fraction(25),
    b"STL30.01": Fraction(30),
    b"STL50.01": Fraction(50),
}
_LATIN, _CYRILLIC, _ARABIC, _GREEK, _HEBREW = b"00", b"01", b"02", b"03", b"04"
_ALPHABETS: Final[dict[bytes, Callable[..., tuple[str, int]]]] = {
    _LATIN: iso6937.decode,
    _CYRILLIC: codecs.getdecoder("iso8859_5"),
    _ARABIC: codecs.getdecoder("iso8859_6"),
    _GREEK: codecs.getdecoder("iso8859_7"),
    _HEBREW: codecs.getdecoder("iso8859_8"),
}
_COLOURS = ("black", "red", "lime", "yellow", "blue", "magenta", "cyan", "")
_ITALIC_ON, _ITALIC_OFF, _UNDERLINE_ON, _UNDERLINE_OFF = 0x80, 0x81, 0x82, 0x83
_NEW_LINE, _UNUSED = 0x8A, 0x8F
_LAST_BLOCK, _FIRST_RESERVED_BLOCK = 0xFF, 0xF0
_ALONE, _FIRST_OF_SEVERAL = 0, 1
_SIDES: Final[dict[int, Align]] = {1: "left", 2: "center", 3: "right"}
_ROWS = 23


@dataclass(frozen=True, slots=True)
class _Head:
    """What is needed of the General Subtitle Information block."""

    rate: Fraction
    decode: Callable[..., tuple[str, int]]
    language: str
    programme_start: Fraction

    def seconds(self, hours: int, minutes: int, seconds: int, frames: int) -> Fraction | None:
        """A time code in seconds; None where it is none."""
        if hours > 23 or minutes > 59 or seconds > 59 or frames >= self.rate:
            return None
        count = ((hours * 60 + minutes) * 60 + seconds) * round(self.rate) + frames
        return count / self.rate


@dataclass(frozen=True, slots=True)
class _Subtitle:
    """A text and timing block, with the blocks that carry on its text."""

    number: int
    cumulative: int
    begin: Fraction
    end: Fraction
    row: int
    justification: int
    text: bytes


def read(data: bytes) -> Captions:
    """Read an EBU STL file; times count from its programme start, where no subtitle lies before.

    Raises CaptionError for a file that is cut off or damaged, and for one that is no EBU STL.
    """
    check_size(data)
    head = _head(data)
    cues: list[Cue] = []
    group: list[_Subtitle] = []
    for subtitle in _subtitles(data, head):
        if subtitle.cumulative in (_ALONE, _FIRST_OF_SEVERAL):
            cues += _cues(group, head)
            group = []
        group.append(subtitle)
    cues += _cues(group, head)
    check_count(len(cues))
    cues.sort(key=lambda cue: cue.start_ms)
    start_ms = milliseconds(head.programme_start)
    if cues and cues[0].start_ms >= start_ms:
        cues = [
            replace(cue, start_ms=cue.start_ms - start_ms, end_ms=cue.end_ms - start_ms)
            for cue in cues
        ]
    return Captions(cues=cues, language=head.language)


def _head(data: bytes) -> _Head:
    if len(data) < _HEAD_BYTES or data[3:6] != b"STL":
        raise CaptionError(
            "This is no EBU STL file. If it is a text file with the ending .stl, save it in "
            "another format, such as SubRip."
        )
    rate = _FRAME_RATES.get(data[3:11])
    if rate is None:
        name = quoted(data[3:11].decode("latin-1"))
        raise CaptionError(f"The frame rate {name} of this EBU STL file is not known here.")
    count = data[238:243]
    if not re.fullmatch(rb" *[0-9]+ *", count):
        raise CaptionError(
            "The EBU STL file is damaged: it does not say how many text blocks it has. "
            "Copy or export it again."
        )
    blocks, rest = divmod(len(data) - _HEAD_BYTES, _BLOCK_BYTES)
    if rest:
        raise CaptionError(
            "The EBU STL file is cut off inside a text block. Copy or export it again."
        )
    if blocks < int(count):
        raise CaptionError(
            f"The EBU STL file is cut off: it should have {int(count)} text blocks and has "
            f"{blocks}. Copy or export it again."
        )
    with errors_told("EBU STL"):
        head = DataFile(data[:_HEAD_BYTES])
    decode = _ALPHABETS.get(head.get_cct())
    if decode is None:
        raise CaptionError("The EBU STL file names an alphabet that is not known here.")
    known = _Head(rate, decode, head.get_language(), Fraction(0))
    start = data[256:264]
    if not re.fullmatch(rb"[0-9]{8}", start):
        return known
    parts = (int(start[at : at + 2]) for at in (0, 2, 4, 6))
    return replace(known, programme_start=known.seconds(*parts) or Fraction(0))


def _subtitles(data: bytes, head: _Head) -> Iterator[_Subtitle]:
    text = b""
    for at in range(_HEAD_BYTES, len(data), _BLOCK_BYTES):
        block = data[at : at + _BLOCK_BYTES]
        extension, is_comment = block[3], block[15] == 1
        if is_comment or _FIRST_RESERVED_BLOCK <= extension < _LAST_BLOCK:
            continue
        text += block[_TEXT_AT:].partition(bytes([_UNUSED]))[0]
        if extension != _LAST_BLOCK:
            continue
        number = int.from_bytes(block[1:3], "little")
        begin, end = head.seconds(*block[5:9]), head.seconds(*block[9:13])
        if begin is None or end is None or end <= begin:
            raise CaptionError(
                f"Subtitle {number} of the EBU STL file is damaged: its times are impossible. "
                "Export the file again."
            )
        yield _Subtitle(number, block[4], begin, end, block[13], block[14], text)
        text = b""
    if text:
        raise CaptionError("The last subtitle of the EBU STL file is cut off. Export it again.")


def _cues(group: list[_Subtitle], head: _Head) -> list[Cue]:
    """The cues of one subtitle, or of several that add line to line."""
    pieces: list[Piece] = []
    lines = 0
    for subtitle in group:
        runs = single_spaced(_runs(subtitle, head))
        lines += plain_text(runs).count("\n") + 1
        pieces += [Piece(run, subtitle.begin, subtitle.end) for run in runs]
        pieces.append(Piece(Run("\n"), subtitle.begin, subtitle.end))
    cues = []
    for each in shown(pieces):
        start_ms, end_ms = milliseconds(each.begin), milliseconds(each.end or each.begin)
        text, settings = plain_text(each.runs), _settings(group[0], lines)
        cues.append(Cue(start_ms, end_ms, text, markup=markup(each.runs, None), settings=settings))
    return cues


def _runs(subtitle: _Subtitle, head: _Head) -> Iterator[Run]:
    """The text field's letters, and its control codes as styles; teletext's take a space each."""
    style = PLAIN
    letters = bytearray()

    def so_far() -> Run:
        try:
            run = Run(head.decode(bytes(letters), "strict")[0], style)
        except (ValueError, IndexError, KeyError):
            raise CaptionError(
                f"Subtitle {subtitle.number} of the EBU STL file has letters that are not in its "
                "alphabet. Export the file again."
            ) from None
        letters.clear()
        return run

    for code in subtitle.text:
        if 0x20 <= code <= 0x7F or code >= 0xA0:
            letters.append(code)
            continue
        yield so_far()
        if code == _NEW_LINE:
            yield Run("\n", style)
        elif code < 0x20:
            yield Run(" ", style)
            if code < len(_COLOURS):
                style = replace(style, colour=_COLOURS[code])
        elif code in (_ITALIC_ON, _ITALIC_OFF):
            style = replace(style, italic=code == _ITALIC_ON)
        elif code in (_UNDERLINE_ON, _UNDERLINE_OFF):
            style = replace(style, underline=code == _UNDERLINE_ON)
    yield so_far()


def _settings(subtitle: _Subtitle, lines: int) -> VttSettings:
    """The ordinary place, or a line near the top for text that ends in the upper half."""
    align = _SIDES.get(subtitle.justification, "center")
    if subtitle.row > 0 and subtitle.row + lines <= _ROWS // 2:
        return VttSettings(line=subtitle.row - 1, align=align)
    return VttSettings(align=align)
