"""YouTube's SBV files, and the SubViewer 2 files (.sub, ``[br]`` between lines) that look alike."""

from __future__ import annotations

import re

from webapp.captions.document import Captions, Cue, VttSettings
from webapp.captions.formats.base import (
    Problem,
    Written,
    decode,
    encode,
    lines_of,
    quoted,
    sound_label,
    whole,
)
from webapp.captions.formats.cue_text import text_with_names, without_blank_lines
from webapp.captions.formats.timed_blocks import Block, Grammar, milliseconds, read_blocks
from webapp.captions.formats.webvtt_settings import time_text

_TIME = r"([0-9]{1,4}):([0-9]{1,2}):([0-9]{1,2})(?:\.([0-9]{1,3}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*,\s*{_TIME}\s*")
_LIKE_TIMING = re.compile(r"\s*[0-9]+:[0-9]+[^,\s]*\s*,\s*[0-9]+:[0-9]+\S*\s*")
_HEADER = re.compile(r"\[[^\[\]]*\].*")
_SECTION_MARKS = ("[SUBTITLE]", "[END INFORMATION]", "[END SUBTITLE]")
_ZERO_WIDTH_SPACE = "\u200b"


def read(data: bytes) -> Captions:
    """Read an SBV file whole. Raises CaptionError with the line of what cannot be read."""
    return whole(*parse(decode(data)))


def parse(text: str) -> tuple[Captions, list[Problem]]:
    """Read what can be read, and say what was left out. Raises CaptionError for no caption."""
    lines = lines_of(text.replace("\0", "\ufffd"))
    problems = _take_out_sections(lines)
    grammar = Grammar(
        _timing,
        lambda line: bool(_LIKE_TIMING.fullmatch(line)),
        False,
        "'0:00:01.000,0:00:04.000'",
    )
    blocks, others = read_blocks(lines, grammar)
    return Captions(tuple(map(_cue, blocks))), problems + others


def _take_out_sections(lines: list[str]) -> list[Problem]:
    """Empty SubViewer's section marks, and its header lines before the first times."""
    problems = []
    in_header = True
    for index, line in enumerate(lines):
        in_header = in_header and not _timing(line)
        if line.strip() in _SECTION_MARKS:
            lines[index] = ""
        elif in_header and _HEADER.fullmatch(line):
            lines[index] = ""
            problems.append(Problem(index + 1, f"The header {quoted(line)} was left out."))
    return problems


def _timing(line: str) -> tuple[int, int, str] | None:
    found = _TIMING.fullmatch(line)
    if not found:
        return None
    start, end = milliseconds(*found.group(1, 2, 3, 4)), milliseconds(*found.group(5, 6, 7, 8))
    return None if start is None or end is None else (start, end, "")


def _cue(block: Block) -> Cue:
    text = without_blank_lines("\n".join(block.text).replace("[br]", "\n"))
    return Cue(block.start_ms, block.end_ms, text, label=sound_label(text))


def write(captions: Captions) -> Written:
    """An SBV file in UTF-8. Speakers' names stand before their text."""
    blocks = []
    for cue in captions.cues:
        lines = without_blank_lines(text_with_names(cue)).split("\n")
        text = "\n".join(map(_guarded, lines)).replace("[br]", f"[{_ZERO_WIDTH_SPACE}br]")
        blocks.append(f"{_time(cue.start_ms)},{_time(cue.end_ms)}\n{text}\n")
    return Written(encode("\n".join(blocks)), tuple(_dropped(captions)))


def _time(milliseconds: int) -> str:
    """A time as YouTube writes it: hours of one digit."""
    return time_text(milliseconds).removeprefix("0")


def _guarded(line: str) -> str:
    """A line that is not taken for times."""
    return _ZERO_WIDTH_SPACE + line if _LIKE_TIMING.fullmatch(line) else line


def _dropped(captions: Captions) -> list[str]:
    cues = captions.cues
    checks = (
        (
            "has no place for speakers: their names stand before the text.",
            any(cue.speaker or text_with_names(cue) != cue.text for cue in cues if cue.markup)
            or any(cue.speaker for cue in cues),
        ),
        ("cannot hold the times and probabilities of words.", any(cue.words for cue in cues)),
        ("cannot hold captions' names.", any(cue.id for cue in cues)),
        ("cannot hold places on the screen.", any(cue.settings != VttSettings() for cue in cues)),
        ("cannot hold italics, colours, ruby and the like.", any(cue.markup for cue in cues)),
        ("cannot hold regions.", bool(captions.regions)),
        ("cannot hold comments.", bool(captions.notes)),
        ("cannot hold style sheets.", bool(captions.styles)),
        ("cannot hold the language.", bool(captions.language)),
        ("cannot hold the header's text.", bool(captions.header)),
    )
    return [f"SBV {sentence}" for sentence, lost in checks if lost]
