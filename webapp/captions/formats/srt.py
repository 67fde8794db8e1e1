"""SubRip files (.srt): numbered captions with times, and the tags that players understand.

There is no standard; what is read is what VLC, mpv and ffmpeg read. The parser is our own because
a person needs the line on which a file is wrong, which the ``srt`` package does not tell.
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter

from webapp.captions.document import Captions, Cue, VttSettings
from webapp.captions.formats.base import (
    Problem,
    Written,
    check_tags,
    decode,
    encode,
    lines_of,
    quoted,
    sound_label,
    whole,
)
from webapp.captions.formats.cue_text import (
    EndTag,
    StartTag,
    Text,
    Timestamp,
    balanced,
    cue_text_of,
    without_blank_lines,
)
from webapp.captions.formats.styled import (
    COLOURS,
    PLAIN,
    Run,
    Style,
    colour_name,
    markup,
    plain_text,
    tidy,
)
from webapp.captions.formats.timed_blocks import Block, Grammar, milliseconds, read_blocks
from webapp.captions.formats.webvtt_settings import time_text

_TIME = r"\s*(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})(?:[,.:]([0-9]{1,3}))?"
_TIMING = re.compile(rf"{_TIME}\s*-->{_TIME}((?:\s.*)?)")
_TAG = re.compile(
    r"<(/?)(i|b|u|italic|bold|underline|font)(\s[^<>]*)?>|\{(\\[^{}]*)\}", re.IGNORECASE
)
_COLOUR = re.compile(r"""color\s*=\s*["']?\s*#?([0-9a-z]+)""", re.IGNORECASE)
_PLACE = re.compile(r"\\an([1-9])")
_BOTTOM_CENTRE = 2
_ZERO_WIDTH_SPACE = "\u200b"
_TOP_LINES = 5
"""A line number under this is the upper third of the usual fifteen."""


def read(data: bytes) -> Captions:
    """Read a SubRip file whole. Raises CaptionError with the line of what cannot be read."""
    return whole(*parse(decode(data)))


def parse(text: str) -> tuple[Captions, list[Problem]]:
    """Read what can be read, and say what was left out. Raises CaptionError for no caption."""
    check_tags(text)
    grammar = Grammar(_timing, lambda line: "-->" in line, True, "'00:00:01,000 --> 00:00:04,000'")
    blocks, problems = read_blocks(lines_of(text.replace("\0", "\ufffd")), grammar)
    for block in blocks:
        if block.rest.strip():
            problems.append(Problem(block.line, "What follows the times was left out."))
    return Captions(tuple(_cue(block, problems) for block in blocks)), problems


def _timing(line: str) -> tuple[int, int, str] | None:
    found = _TIMING.fullmatch(line)
    if not found:
        return None
    start, end = milliseconds(*found.group(1, 2, 3, 4)), milliseconds(*found.group(5, 6, 7, 8))
    return None if start is None or end is None else (start, end, found[9])


def _cue(block: Block, problems: list[Problem]) -> Cue:
    source = "\n".join(block.text)
    runs, place, unknown = _runs(source)
    if unknown:
        problems.append(Problem(block.line, f"This caption's {quoted(unknown)} was left out."))
    text = plain_text(runs)
    return Cue(
        block.start_ms,
        block.end_ms,
        text,
        label=sound_label(text),
        markup=markup(runs, None),
        settings=_settings_of(place),
    )


def _runs(source: str) -> tuple[list[Run], int, str]:
    """The text in runs of one style, its place (1 to 9 as on a keypad), what was not understood."""
    pieces: list[tuple[Style, str]] = []
    opened: list[tuple[str, Style]] = []
    style, place, unknown, position = PLAIN, _BOTTOM_CENTRE, "", 0
    for found in _TAG.finditer(source):
        pieces.append((style, source[position : found.start()]))
        position = found.end()
        if found[4]:
            placed = _PLACE.fullmatch(found[4])
            place = int(placed[1]) if placed else place
            unknown = unknown if placed else found[0]
            continue
        name = found[2].lower() if found[2].lower() == "font" else found[2][0].lower()
        if found[1]:
            if opened and opened[-1][0] == name:
                style = opened.pop()[1]
            continue
        opened.append((name, style))
        colour = _colour(found[3] or "") if name == "font" else style.colour
        if colour is None:
            unknown, colour = found[0], style.colour
        style = Style(
            italic=style.italic or name == "i",
            bold=style.bold or name == "b",
            underline=style.underline or name == "u",
            colour=colour,
        )
    pieces.append((style, source[position:]))
    by_style = groupby(pieces, key=itemgetter(0))
    runs = [Run("".join(text for _, text in group), style) for style, group in by_style]
    return tidy(runs), place, unknown


def _colour(attributes: str) -> str | None:
    """The WebVTT class of a font tag's colour, "" for white; None where there is no class."""
    found = _COLOUR.search(attributes)
    value = found[1].lower() if found else ""
    if len(value) == 6 and value not in COLOURS:
        try:
            number = int(value, 16)
        except ValueError:
            return None
        rgb = (number >> 16, number >> 8 & 255, number & 255)
        return colour_name(*rgb) if rgb in COLOURS.values() else None
    if value not in COLOURS:
        return None
    return "" if value == "white" else value


def _settings_of(place: int) -> VttSettings:
    row, column = divmod(place - 1, 3)
    align = VttSettings(align=("left", "center", "right")[column])
    if row == 0:
        return align
    if row == 1:
        return VttSettings(align=align.align, line=50, snap_to_lines=False, line_align="center")
    return VttSettings(align=align.align, line=0)


def _place_of(settings: VttSettings) -> int:
    """The nearest of the nine places, as on a keypad."""
    column = {"start": 0, "left": 0, "center": 1, "right": 2, "end": 2}[settings.align]
    if settings.line == "auto":
        row = 0
    elif settings.snap_to_lines:
        row = 2 if 0 <= settings.line < _TOP_LINES else 0
    else:
        row = 2 if settings.line < 34 else 1 if settings.line < 67 else 0
    return row * 3 + column + 1


def write(captions: Captions) -> Written:
    """A SubRip file in UTF-8, captions numbered from 1. Speakers' names stand before their text."""
    blocks: list[str] = []
    for number, cue in enumerate(captions.cues, 1):
        times = f"{time_text(cue.start_ms)} --> {time_text(cue.end_ms)}".replace(".", ",")
        place = _place_of(cue.settings)
        text = without_blank_lines(_tagged(cue))
        if place != _BOTTOM_CENTRE and text:
            text = f"{{\\an{place}}}{text}"
        blocks.append(f"{number}\n{times}\n{text}\n")
    return Written(encode("\n".join(blocks)), tuple(_dropped(captions)))


def _tagged(cue: Cue) -> str:
    """The cue's text with SubRip's tags, and with the names of those who speak."""
    parts: list[str] = []
    closing: list[str] = []
    for token in balanced(cue_text_of(cue)):
        if isinstance(token, Text):
            parts.append(_guarded(token.value))
        elif isinstance(token, StartTag):
            opening, close = _tags_for(token)
            parts.append(opening)
            closing.append(close)
        elif isinstance(token, EndTag):
            parts.append(closing.pop())
    return "".join(parts)


def _tags_for(token: StartTag) -> tuple[str, str]:
    if token.name in ("i", "b", "u"):
        return f"<{token.name}>", f"</{token.name}>"
    if token.name == "v" and token.annotation:
        return f"{_guarded(token.annotation)}: ", ""
    if token.name == "rt":
        return "(", ")"
    colour = next((name for name in token.classes if name in COLOURS and name != "white"), None)
    return (f'<font color="{colour}">', "</font>") if colour else ("", "")


def _guarded(text: str) -> str:
    """Text that a player takes for no tag and no times: SubRip has no other way to escape them."""
    text = _TAG.sub(lambda tag: tag[0][0] + _ZERO_WIDTH_SPACE + tag[0][1:], text)
    return text.replace("-->", "--" + _ZERO_WIDTH_SPACE + ">")


def _dropped(captions: Captions) -> list[str]:
    cues = captions.cues
    tokens = [token for cue in cues if cue.markup for token in balanced(cue.markup)]
    starts = [token for token in tokens if isinstance(token, StartTag)]
    classes = {name for token in starts for name in token.classes} - set(COLOURS)
    guarded = any(_TAG.search(cue.text) or "-->" in cue.text for cue in cues)
    checks = (
        (
            "has no place for speakers: their names stand before the text.",
            any(cue.speaker for cue in cues) or any(token.name == "v" for token in starts),
        ),
        ("cannot hold the times and probabilities of words.", any(cue.words for cue in cues)),
        (
            "cannot hold captions' names.",
            any(cue.id not in ("", str(n)) for n, cue in enumerate(cues, 1)),
        ),
        (
            "knows only nine places on the screen: some captions stand at the nearest.",
            any(cue.settings != _settings_of(_place_of(cue.settings)) for cue in cues),
        ),
        ("cannot hold style classes.", bool(classes)),
        ("cannot hold languages inside a caption.", any(t.name == "lang" for t in starts)),
        ("cannot hold times inside the text.", any(isinstance(t, Timestamp) for t in tokens)),
        ("cannot hold ruby: it stands in brackets.", any(t.name == "ruby" for t in starts)),
        ("cannot hold regions.", bool(captions.regions)),
        ("cannot hold comments.", bool(captions.notes)),
        ("cannot hold style sheets.", bool(captions.styles)),
        ("cannot hold the language.", bool(captions.language)),
        ("cannot hold the header's text.", bool(captions.header)),
        ("cannot escape its signs: a zero-width space was put into some.", guarded),
    )
    return [f"SubRip {sentence}" for sentence, lost in checks if lost]
