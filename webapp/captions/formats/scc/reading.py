"""Scenarist SCC into captions, by ttconv: pop-on, paint-on and roll-up of the first channel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest
from typing import Any, Final

from ttconv.scc import reader as ttconv_scc
from ttconv.style_properties import StyleProperties

from webapp.captions.document import CaptionError, Captions, Cue, Region, VttSettings
from webapp.captions.formats.base import check_count, decode, lines_of, quoted
from webapp.captions.formats.styled import Run, markup, plain_text, single_spaced, tidy
from webapp.captions.formats.timed import end_of_open, milliseconds
from webapp.captions.formats.ttconv_model import errors_told, paragraphs, runs_of

_SIGNATURE: Final = "Scenarist_SCC V1.0"
_LINE = re.compile(r"([0-9]{2}:[0-5][0-9]:[0-5][0-9][:;.,][0-2][0-9])[ \t]+(.*)")
_WORD = re.compile(r"[0-9a-fA-F]{4}")
_MOST_WORDS = 300_000
"""Nearly three hours of a channel that never pauses; ttconv reads them in ten seconds."""
_LETTERS = str.maketrans({"\u2501": "\u2014", "\u028c": "^"})
"""ttconv has CEA-608's em dash as a box line, and its caret as a turned v."""
_COLUMNS, _ROWS = 32, 15
_MARGIN_COLUMNS, _MARGIN_ROWS, _ALL_COLUMNS, _ALL_ROWS = 4, 2, 40, 19
_LOWER_HALF_FROM = 8
_SCROLLING = "roll-up"


@dataclass(frozen=True, slots=True)
class _Screen:
    """What one of ttconv's paragraphs shows."""

    begin: Fraction
    end: Fraction
    runs: tuple[Run, ...]
    rolls: bool
    settings: VttSettings


def read(data: bytes) -> Captions:
    """Read an SCC file. Raises CaptionError, with the line where there is one, for anything else.

    Roll-up captions become one cue a row, in a WebVTT region that scrolls. A caption that nothing
    ends stays 10 seconds. Times are the file's own: many begin at 01:00:00:00.
    """
    with errors_told("SCC"):
        document = ttconv_scc.to_model(_checked(decode(data)))
        screens = list(_screens(document))
    cues: list[Cue] = []
    depth = 0
    rolling: list[_Screen] = []
    for screen in screens:
        if screen.rolls:
            rolling.append(screen)
            depth = max(depth, plain_text(screen.runs).count("\n") + 1)
        else:
            cues.append(_cue(screen.runs, screen.begin, screen.end, screen.settings))
    cues += _rolled(rolling)
    check_count(len(cues))
    cues = [cue for cue in cues if cue.end_ms > cue.start_ms]
    cues.sort(key=lambda cue: cue.start_ms)
    regions = [Region(_SCROLLING, 80, depth, 0, 100, 10, 90, "up")] if rolling else []
    return Captions(cues=cues, regions=regions)


def _checked(text: str) -> str:
    """The file as ttconv takes it. ttconv passes over what it does not know; this refuses it."""
    lines = lines_of(text)
    if lines[0].strip() != _SIGNATURE:
        raise CaptionError(f"An SCC file begins with '{_SIGNATURE}'; this one does not.", 1)
    out = []
    words_so_far = 0
    latest = ""
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None:
            raise CaptionError(
                "A line of SCC is a time code, a tab and words of four hexadecimal digits; this "
                "one is not. Correct it or export the file again.",
                number,
            )
        time_code, words = found[1], found[2].split()
        if wrong := next((word for word in words if not _WORD.fullmatch(word)), None):
            raise CaptionError(
                f"{quoted(wrong)} is not four hexadecimal digits. Correct it.", number
            )
        if time_code[:8] + time_code[9:] < latest:
            raise CaptionError("The time code lies before the line above. Sort the lines.", number)
        latest = time_code[:8] + time_code[9:]
        words_so_far += len(words)
        if words_so_far > _MOST_WORDS:
            raise CaptionError(f"The file has more than {_MOST_WORDS:,} words. Divide it.", number)
        out.append(f"{time_code}\t{' '.join(map(_without_stray_bytes, words))}")
    return "\n".join(out)


def _without_stray_bytes(word: str) -> str:
    """A word that does not make ttconv leave the channel: no lone second byte, no field-2 data."""
    first, second = int(word[:2], 16) & 0x7F, int(word[2:], 16) & 0x7F
    if first == 0 and second >= 0x20:
        return f"{second:02x}00"
    return "0000" if first < 0x10 else word


def _screens(document: Any) -> Iterator[_Screen]:
    found = [each for each in paragraphs(document) if each.get_begin() is not None]
    for paragraph, following in zip_longest(found, found[1:]):
        begin, end = paragraph.get_begin(), paragraph.get_end()
        if end is None:
            end = end_of_open(begin, [following.get_begin()] if following is not None else [])
        # Paint-on shows letter after letter; a reader gets the whole caption from its start.
        runs = tuple(
            single_spaced(
                replace(run, text=run.text.translate(_LETTERS)) for run in runs_of(paragraph)
            )
        )
        if runs:
            rolls = paragraph.get_region().get_id().startswith("rollup")
            yield _Screen(begin, end, runs, rolls, _placement(paragraph, plain_text(runs)))


def _placement(paragraph: Any, text: str) -> VttSettings:
    """Where the text stands: WebVTT's ordinary place, unless it is high up or at a side."""
    origin = paragraph.get_region().get_style(StyleProperties.Origin)
    row = round(origin.y.value * _ALL_ROWS / 100) - _MARGIN_ROWS
    column = round(origin.x.value * _ALL_COLUMNS / 100) - _MARGIN_COLUMNS
    width = max(map(len, text.split("\n")))
    settings = VttSettings()
    if row + text.count("\n") + 1 <= _LOWER_HALF_FROM:
        settings = replace(settings, line=max(row, 0))
    middle = column + width / 2
    if abs(middle - _COLUMNS / 2) <= 3 or column < 0:
        return settings
    return replace(settings, align="left" if middle < _COLUMNS / 2 else "right")


def _rolled(screens: list[_Screen]) -> Iterator[Cue]:
    """One cue for each row of roll-up captions, for as long as it is on the screen."""
    visible: list[tuple[tuple[Run, ...], Fraction]] = []
    settings = VttSettings(region=_SCROLLING)
    end = Fraction(-1)
    for screen in screens:
        rows = _rows(screen.runs)
        kept = 0
        if screen.begin == end:
            old = [row for row, _begin in visible]
            possible = range(min(len(old), len(rows)), 0, -1)
            kept = next((n for n in possible if old[-n:] == rows[:n]), 0)
        gone = visible[: len(visible) - kept]
        yield from (_cue(row, begin, end, settings) for row, begin in gone)
        visible = visible[len(visible) - kept :]
        visible += [(row, screen.begin) for row in rows[kept:]]
        end = screen.end
    yield from (_cue(row, begin, end, settings) for row, begin in visible)


def _rows(runs: Iterable[Run]) -> list[tuple[Run, ...]]:
    rows: list[list[Run]] = [[]]
    for run in runs:
        first, *more = run.text.split("\n")
        rows[-1].append(replace(run, text=first))
        rows += [[replace(run, text=each)] for each in more]
    return [tuple(tidy(row)) for row in rows]


def _cue(runs: tuple[Run, ...], begin: Fraction, end: Fraction, settings: VttSettings) -> Cue:
    return Cue(
        start_ms=milliseconds(begin),
        end_ms=milliseconds(end),
        text=plain_text(runs),
        markup=markup(runs, None),
        settings=settings,
    )
