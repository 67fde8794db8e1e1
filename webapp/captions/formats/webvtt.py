"""WebVTT files, read by the parser algorithm of the standard and written to be read by it.

Source: https://www.w3.org/TR/webvtt1/#file-parsing
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from webapp.captions.document import CaptionError, Captions, Cue, Note, Region
from webapp.captions.formats.base import (
    Problem,
    check_count,
    check_tags,
    decode,
    lines_of,
    quoted,
    sound_label,
    whole,
)
from webapp.captions.formats.cue_text import read_cue_text, render
from webapp.captions.formats.limits import MAX_TIME_MS
from webapp.captions.formats.webvtt_settings import (
    Timings,
    read_region,
    read_settings,
    read_timings,
)
from webapp.captions.formats.webvtt_writing import write

__all__ = ["parse", "read", "write"]

_SIGNATURE = re.compile(r"WEBVTT(?:[ \t\n]|\Z)")
_STYLE = re.compile(r"STYLE[\t\f\r ]*")
_REGION = re.compile(r"REGION[\t\f\r ]*")
_NOTE = re.compile(r"NOTE(?:[ \t]|\Z)")
_LANGUAGE = re.compile(r"Language:\s*([A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*")


def read(data: bytes) -> Captions:
    """Read a WebVTT file whole.

    Raises CaptionError where it is none, or where the standard's parser would leave out text.
    """
    return whole(*parse(decode(data)))


def parse(text: str) -> tuple[Captions, list[Problem]]:
    """Read a WebVTT file as a browser does, and say what was left out.

    Raises CaptionError for a text that is not WebVTT at all.
    """
    check_tags(text)
    parser = _Parser(text)
    return parser.captions(), parser.problems


@dataclass(slots=True)
class _Block:
    """What one block has gathered. ``lines`` is the standard's buffer."""

    first: int
    lines: list[str] = field(default_factory=list)
    kind: str = ""
    id: str = ""
    timings: Timings | None = None
    arrow_at: int | None = None
    """The line with the arrow; where ``timings`` is None, it could not be understood."""


class _Parser:
    """One run of the standard's algorithm. ``position`` is an index into ``lines``, not a text."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self.lines = lines_of(text)
        if "\0" in text:
            self._nulls()
        if not _SIGNATURE.match("\n".join(self.lines[:2])):
            raise CaptionError(_no_signature(text), line=1)
        self.position = 1
        self.seen_cue = False
        self.after_style = False
        self.cues: list[Cue] = []
        self.regions: list[Region] = []
        self.region_ids: set[str] = set()
        self.styles: list[str] = []
        self.notes: list[Note] = []

    def captions(self) -> Captions:
        header = [self.lines[0].removeprefix("WEBVTT").strip(" \t")]
        if self.position < len(self.lines) and self.lines[self.position]:
            header += self._collect_block(in_header=True).lines
        language = ""
        for index, line in enumerate(header):
            if index and (found := _LANGUAGE.fullmatch(line)):
                language = found[1]
                del header[index]
                break
        while self._skip_empty_lines():
            self._keep(self._collect_block(in_header=False))
        return Captions(
            cues=tuple(self.cues),
            language=language,
            regions=tuple(self.regions),
            notes=tuple(self.notes),
            styles=tuple(self.styles),
            header="\n".join(header),
        )

    def _skip_empty_lines(self) -> bool:
        """Go to the next line that is not empty; False where none is left."""
        while self.position < len(self.lines) and not self.lines[self.position]:
            self.position += 1
        return self.position < len(self.lines)

    def _collect_block(self, *, in_header: bool) -> _Block:
        """The standard's 'collect a WebVTT block'."""
        block = _Block(first=self.position)
        previous = self.position
        while self.position < len(self.lines):
            line = self.lines[self.position]
            self.position += 1
            count = self.position - block.first
            if "-->" in line:
                if in_header or count > 2 or (count == 2 and block.arrow_at is not None):
                    self.position = previous
                    break
                self._arrow_line(block, line)
            elif not line:
                break
            else:
                if count == 2 and not in_header and not self.seen_cue:
                    _name_kind(block)
                block.lines.append(line)
            previous = self.position
        return block

    def _arrow_line(self, block: _Block, line: str) -> None:
        block.arrow_at = self.position
        block.timings = read_timings(line)
        if block.timings:
            block.id = "\n".join(block.lines)
            block.lines = []
            self.seen_cue = True

    def _keep(self, block: _Block) -> None:
        """Put a block where it belongs, or say what was wrong with it."""
        number = block.first + 1
        was_after_style, self.after_style = self.after_style, block.kind == "style"
        if block.timings:
            self._keep_cue(block, block.timings)
        elif block.kind == "style":
            self.styles.append("\n".join(block.lines))
        elif block.kind == "region":
            region, ignored = read_region("\n".join(block.lines))
            self.regions.append(region)
            self.region_ids.add(region.id)
            self._ignored(ignored, number)
        elif block.arrow_at is not None:
            self._bad_arrow(block, block.arrow_at)
        elif _NOTE.match(block.lines[0]):
            text = "\n".join([block.lines[0][5:], *block.lines[1:]]).strip()
            self.notes.append(Note(text, before=len(self.cues)))
        elif _STYLE.fullmatch(block.lines[0]) or _REGION.fullmatch(block.lines[0]):
            kind = block.lines[0].split()[0]
            reason = "must come before the first caption" if self.seen_cue else "is empty"
            self._problem(number, f"This {kind} block {reason}, so it was left out.")
        elif was_after_style and not self.seen_cue:
            self.after_style = True
            self._problem(
                number, "An empty line ends a STYLE block, so what follows it was left out."
            )
        else:
            self._problem(
                number,
                f"No times stand over this text: {quoted(block.lines[0])}. Write a line such as "
                "'00:00:01.000 --> 00:00:04.000' over it.",
                loses_text=True,
            )

    def _keep_cue(self, block: _Block, timings: Timings) -> None:
        raw = "\n".join(block.lines)
        reading = read_cue_text(raw)
        number = block.arrow_at or block.first
        settings, ignored = read_settings(timings.rest, self.region_ids)
        self._ignored(ignored, number)
        if raw.rfind("<") > raw.rfind(">"):
            self._problem(
                number, "A '<' in this caption is not closed; a sign itself is written '&lt;'."
            )
        if max(timings.start_ms, timings.end_ms) > MAX_TIME_MS:
            self._problem(
                number, "This time lies beyond a thousand hours. Correct it.", loses_text=True
            )
        self.cues.append(
            Cue(
                timings.start_ms,
                timings.end_ms,
                reading.text,
                id=block.id,
                speaker=reading.speaker,
                label=sound_label(reading.text),
                markup=None if raw == render(reading.text, reading.speaker) else raw,
                settings=settings,
            )
        )
        check_count(len(self.cues))

    def _bad_arrow(self, block: _Block, number: int) -> None:
        line = self.lines[number - 1]
        if _NOTE.match(self.lines[block.first]):
            self._problem(number, "'-->' may not stand in a comment; the comment was left out.")
            return
        text_lines = len(block.lines) - (number - 1 - block.first)
        self._problem(
            number,
            f"These times cannot be read: {quoted(line)}. Write them as "
            "'00:00:01.000 --> 00:00:04.000'.",
            loses_text=text_lines > 0,
        )

    def _nulls(self) -> None:
        for index, line in enumerate(self.lines):
            if "\0" in line:
                self.lines[index] = line.replace("\0", "\ufffd")
                self._problem(index + 1, "A character U+0000 was replaced by U+FFFD.")

    def _ignored(self, settings: list[str], number: int) -> None:
        for setting in settings:
            self._problem(number, f"The setting {quoted(setting)} means nothing in WebVTT.")

    def _problem(self, number: int, sentence: str, *, loses_text: bool = False) -> None:
        self.problems.append(Problem(number, sentence, loses_text))


def _name_kind(block: _Block) -> None:
    """At a block's second line: does its first line open a style sheet or a region."""
    if not block.lines:
        return
    for kind, pattern in (("style", _STYLE), ("region", _REGION)):
        if pattern.fullmatch(block.lines[0]):
            block.kind = kind
            block.lines = []
            return


def _no_signature(text: str) -> str:
    if not text.strip():
        return "This file is empty. A WebVTT file begins with the line 'WEBVTT'."
    if text.startswith("WEBVTT"):
        return "After 'WEBVTT' there must be a space or the end of the line."
    return "This is not WebVTT: the first line must begin with 'WEBVTT'."
