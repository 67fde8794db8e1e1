"""Advanced SubStation Alpha and SubStation Alpha into captions, by pysubs2.

Source: the format's de-facto definition, https://aegisub.org/docs/latest/ass_tags/. pysubs2 finds
sections and fields; tags are read here, as its own reader takes quadratic time for many of them.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import pysubs2

from webapp.captions.document import Align, CaptionError, Captions, Cue, Note, VttSettings
from webapp.captions.formats.base import check_count, decode, lines_of, quoted
from webapp.captions.formats.limits import MAX_TIME_MS
from webapp.captions.formats.styled import PLAIN, Run, Style, colour_name, markup, plain_text, tidy

_FIELDS: Final = (
    "layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"
)  # fmt: skip
_OTHER_NAMES: Final = {"marked": "layer", "actor": "name"}
_USUAL: Final = {"layer": "0", "style": "Default", "name": "", "effect": "", "text": ""}
_TIME = re.compile(r"[0-9]{1,4}:[0-5]?[0-9]:[0-5]?[0-9](?:[.:][0-9]{1,3})?")
_OLD_STYLES = re.compile(r"\[v4 styles\]", re.IGNORECASE)
_TAG = re.compile(r"(i|u|b|p|an?)(-?[0-9]{0,6})|(1?c)(&H[0-9A-Fa-f]{1,8}&?)?|(r)(.*)")
_MOST_STYLES = 2_000
_OLD_PLACES = {1: 1, 2: 2, 3: 3, 5: 7, 6: 8, 7: 9, 9: 4, 10: 5, 11: 6}
_SIDES: Final[dict[int, Align]] = {1: "left", 2: "center", 0: "right"}
_BOTTOM = 2
_BOLD_WEIGHT = 600


def read(data: bytes) -> Captions:
    r"""Read an ASS or SSA file; comments become notes, drawings are left out.

    Italics, bold, underline and colour stay, and the place by ``\an``; other effects do not.
    Raises CaptionError, with the line where there is one, for a file that cannot be read whole.
    """
    text = decode(data)
    lines = _checked(lines_of(text.replace("\0", "\ufffd")))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            kind = "ssa" if _OLD_STYLES.search(text) else "ass"
            file = pysubs2.SSAFile.from_string("\n".join(lines), format_=kind)
        sheets = {name: _Sheet.of(each) for name, each in file.styles.items()}
    except Exception as error:
        raise CaptionError(
            "The styles of this SubStation file are damaged. Export it again from its editor."
        ) from error
    cues: list[Cue] = []
    notes: list[Note] = []
    for event in sorted(file.events, key=lambda each: each.start):
        cue = _cue(event, sheets)
        if event.is_comment and cue:
            notes.append(Note(cue.text, before=len(cues)))
        elif cue and cue.end_ms > cue.start_ms:
            cues.append(cue)
    return Captions(cues=cues, notes=notes)


def _checked(lines: list[str]) -> list[str]:
    """The lines of styles and events, the latter in the usual order of fields.

    pysubs2 reads no other order and fills up what is missing with defaults; and its search for
    headings takes quadratic time on hostile lines, so it gets no others.
    """
    out: list[str] = []
    events = styles = 0
    order: tuple[str, ...] = _FIELDS
    section = ""
    headed = False
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if line[:1] == "[":
            section = line[:20].lower()
            headed = headed or section.startswith(("[script info", "[events", "[v4"))
        elif line.startswith("Format:") and section.startswith("[events"):
            order = _order(line, number)
        elif line.startswith("Style:"):
            styles += 1
            out.append(line)
        elif line.startswith(("Dialogue:", "Comment:")):
            events += 1
            out.append(_usual_order(line, order, number))
    check_count(events)
    if styles > _MOST_STYLES:
        raise CaptionError(f"The file has more than {_MOST_STYLES:,} styles. Take unused ones out.")
    if not headed:
        raise CaptionError(
            "This is no SubStation file: it has none of the sections [Script Info], [V4+ Styles] "
            "and [Events]."
        )
    return out


def _order(line: str, number: int) -> tuple[str, ...]:
    names = [name.strip().lower() for name in line.partition(":")[2].split(",")]
    order = tuple(_OTHER_NAMES.get(name, name) for name in names)
    if order[-1] != "text" or "start" not in order or "end" not in order:
        raise CaptionError("The events' format needs Start and End, and Text as its last.", number)
    return order


def _usual_order(line: str, order: tuple[str, ...], number: int) -> str:
    kind, _, rest = line.partition(":")
    values = rest.split(",", len(order) - 1)
    if len(values) < len(order):
        raise CaptionError(
            f"This line has {len(values)} of the {len(order)} fields of a caption. The file may be "
            "cut off; export it again.",
            number,
        )
    fields = dict(zip(order, values, strict=True))
    for name in ("start", "end"):
        if not _TIME.fullmatch(fields[name].strip()):
            wrong = quoted(fields[name])
            raise CaptionError(f"{wrong} is no time. Write it as 0:00:01.50.", number)
    return f"{kind}: " + ",".join(fields.get(name, _USUAL.get(name, "0")) for name in _FIELDS)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is used of one of the file's styles."""

    style: Style = PLAIN
    place: int = _BOTTOM

    @classmethod
    def of(cls, sheet: pysubs2.SSAStyle) -> _Sheet:
        return cls(_style_of(sheet), int(sheet.alignment))


def _cue(event: pysubs2.SSAEvent, sheets: Mapping[str, _Sheet]) -> Cue | None:
    """The event as a cue; None where it shows no text."""
    sheet = sheets.get(event.style.lstrip("*")) or sheets.get("Default") or _Sheet()
    reader = _Reader(sheet, sheets)
    runs = tidy(reader.runs(event.text))
    start_ms, end_ms = int(event.start), int(event.end)
    if end_ms > MAX_TIME_MS:
        raise CaptionError("A time lies beyond a thousand hours. Correct the file's times.")
    if not runs:
        return None
    speaker = " ".join(event.name.split()) or None
    return Cue(
        start_ms=start_ms,
        end_ms=end_ms,
        text=plain_text(runs),
        speaker=speaker,
        markup=markup(runs, speaker),
        settings=_settings(reader.place),
    )


class _Reader:
    """Walks an event's text with the style that its tags have set so far."""

    def __init__(self, sheet: _Sheet, sheets: Mapping[str, _Sheet]) -> None:
        self.place = sheet.place
        self._base = self._style = sheet.style
        self._sheets = sheets
        self._drawing = False

    def runs(self, text: str) -> Iterator[Run]:
        """The text outside the braces, without drawings."""
        at = 0
        while (opening := text.find("{", at)) >= 0 and (closing := text.find("}", opening)) >= 0:
            yield from self._run(text[at:opening])
            for tag in text[opening + 1 : closing].split("\\")[1:]:
                self._apply(tag.strip())
            at = closing + 1
        yield from self._run(text[at:])

    def _run(self, text: str) -> Iterator[Run]:
        if text and not self._drawing:
            text = text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", "\u00a0")
            yield Run(text, self._style)

    def _apply(self, text: str) -> None:
        found = _TAG.fullmatch(text)
        if found is None:
            return
        switch, digits, _colour_tag, colour, reset, name = found.groups()
        value = int(digits) if digits and digits != "-" else 0
        if reset:
            sheet = self._sheets.get(name)
            self._style = sheet.style if sheet else self._base
        elif switch is None:
            self._style = replace(self._style, colour=_colour(colour, self._base.colour))
        elif switch == "i":
            self._style = replace(self._style, italic=value != 0)
        elif switch == "u":
            self._style = replace(self._style, underline=value != 0)
        elif switch == "b":
            self._style = replace(self._style, bold=value in (1, -1) or value >= _BOLD_WEIGHT)
        elif switch == "p":
            self._drawing = value > 0
        elif switch == "an" and 1 <= value <= 9:
            self.place = value
        elif switch == "a":
            self.place = _OLD_PLACES.get(value, self.place)


def _colour(value: str | None, usual: str) -> str:
    """A colour written as blue, green, red in hexadecimal; without one, the style's own."""
    if value is None:
        return usual
    number = int(value.strip("&H"), 16)
    return colour_name(number & 255, number >> 8 & 255, number >> 16 & 255)


def _style_of(sheet: pysubs2.SSAStyle) -> Style:
    colour = sheet.primarycolor
    return Style(
        italic=bool(sheet.italic),
        bold=bool(sheet.bold),
        underline=bool(sheet.underline),
        colour=colour_name(colour.r, colour.g, colour.b),
    )


def _settings(place: int) -> VttSettings:
    """The place by the digit's position on a number pad."""
    align = _SIDES[place % 3]
    if place >= 7:
        return VttSettings(line=0, align=align)
    if place >= 4:
        return VttSettings(snap_to_lines=False, line=50, line_align="center", align=align)
    return VttSettings(align=align)
