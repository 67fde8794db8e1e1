"""Captions to a WebVTT file that the standard's parser reads back as the same captions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from webapp.captions.document import Captions, Cue, Note, Region
from webapp.captions.formats.base import Written, encode, quoted, sound_label
from webapp.captions.formats.cue_text import cue_text_of, without_blank_lines
from webapp.captions.formats.webvtt_settings import (
    read_region,
    read_settings,
    region_text,
    settings_text,
    time_text,
)

_LANGUAGE_TAG = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_SPACES = re.compile(r"[\r\n]+")


def write(captions: Captions) -> Written:
    """A WebVTT file in UTF-8. Never fails: what WebVTT cannot hold is named in ``dropped``."""
    writer = _Writer(captions)
    text = "\n\n".join(writer.blocks()) + "\n"
    return Written(encode(text), tuple(dict.fromkeys(writer.dropped)))


class _Writer:
    def __init__(self, captions: Captions) -> None:
        self.captions = captions
        self.dropped: list[str] = []
        self.region_ids: set[str] = set()

    def blocks(self) -> Iterator[str]:
        """The file's blocks, which an empty line parts."""
        yield self._header()
        for style in self.captions.styles:
            if css := self._block_text(style, "style sheet"):
                yield f"STYLE\n{css}"
        yield from filter(None, map(self._region, self.captions.regions))
        notes: dict[int, list[Note]] = defaultdict(list)
        last = len(self.captions.cues)
        for note in self.captions.notes:
            notes[min(max(note.before, 0), last)].append(note)
        for index, cue in enumerate(self.captions.cues):
            yield from map(self._note, notes[index])
            yield self._cue(cue)
        yield from map(self._note, notes[last])
        self._name_what_is_left_out()

    def _header(self) -> str:
        first, *others = self.captions.header.replace("\r", "\n").split("\n")
        lines = [line for line in map(self._without_arrow, others) if line]
        language = self.captions.language
        if _LANGUAGE_TAG.fullmatch(language):
            lines.append(f"Language: {language}")
        elif language:
            self.dropped.append(f"{quoted(language)} is no language tag, so it was not written.")
        title = first.replace("\0", "\ufffd").strip(" \t")
        return "\n".join([f"WEBVTT {title}" if title else "WEBVTT", *lines])

    def _block_text(self, text: str, what: str) -> str:
        """A block's text with neither an empty line nor an arrow, which would end it."""
        kept = self._without_arrow(without_blank_lines(text).strip())
        if "-->" in text:
            self.dropped.append(f"'-->' cannot stand in a {what}: it was written '->'.")
        return kept

    def _without_arrow(self, line: str) -> str:
        while "-->" in line:
            line = line.replace("-->", "->")
        return line.replace("\0", "\ufffd")

    def _region(self, region: Region) -> str | None:
        text = region_text(region)
        if "-->" in text or "\0" in text or read_region(text.partition("\n")[2]) != (region, []):
            self.dropped.append(f"WebVTT cannot hold the region {quoted(region.id)}.")
            return None
        self.region_ids.add(region.id)
        return text

    def _note(self, note: Note) -> str:
        text = self._block_text(note.text, "comment")
        return f"NOTE\n{text}" if "\n" in text else f"NOTE {text}".rstrip()

    def _cue(self, cue: Cue) -> str:
        settings = settings_text(cue.settings, self.region_ids)
        held, _ = read_settings(settings, self.region_ids)
        if held != cue.settings:
            settings = settings_text(held, self.region_ids)
            self.dropped.append("WebVTT cannot hold the exact place of some captions.")
        times = f"{time_text(cue.start_ms)} --> {time_text(cue.end_ms)}"
        lines = [f"{times} {settings}" if settings else times, cue_text_of(cue)]
        if cue.id:
            written_id = self._without_arrow(_SPACES.sub(" ", cue.id))
            if written_id != cue.id:
                self.dropped.append("Some captions' names were changed: they had '-->' or lines.")
            lines.insert(0, written_id)
        return "\n".join(line for line in lines if line)

    def _name_what_is_left_out(self) -> None:
        cues = self.captions.cues
        if any(cue.words for cue in cues):
            self.dropped.append("WebVTT cannot hold the times and probabilities of single words.")
        if any(cue.label != sound_label(cue.text) for cue in cues):
            self.dropped.append("WebVTT shows a sound's name only as a text in brackets.")
