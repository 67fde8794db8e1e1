"""Cues into screens that a CEA-608 decoder can show: one at a time, 4 rows of 32 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from webapp.captions.document import Captions, Cue, VttSettings
from webapp.captions.formats.scc.codes import COLUMNS, ROWS, transcribed
from webapp.captions.formats.styled import PLAIN, Parsed, Run, Style

MOST_ROWS: Final = 4
_MOST_TOGETHER = 8
"""Of captions that overlap, how many go on being shown when others come; a bound for time."""
_TOP_THIRD = 100 / 3
_LOWEST_TOP_LINE = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A row's words, each in one style; a space, or a code in its place, stands between them."""

    words: tuple[tuple[str, Style], ...]

    @property
    def width(self) -> int:
        """Columns, with the one that a style code at the row's start takes."""
        letters = sum(len(word) for word, _style in self.words)
        return letters + len(self.words) - 1 + (self.words[0][1] != PLAIN)


@dataclass(frozen=True, slots=True)
class Screen:
    """Rows that are shown together in ``[start_ms, end_ms)``."""

    start_ms: int
    end_ms: int
    rows: tuple[Row, ...]
    align: str = "center"
    top: bool = False

    def columns(self) -> list[tuple[int, int, Row]]:
        """Each row with its row number (1 to 15) and first column (0 to 31)."""
        first = 1 if self.top else ROWS - len(self.rows) + 1
        share = {"start": 0.0, "left": 0.0, "right": 1.0, "end": 1.0}.get(self.align, 0.5)
        return [
            (number, int((COLUMNS - row.width) * share), row)
            for number, row in enumerate(self.rows, first)
        ]


@dataclass(slots=True)
class Losses:
    """What changed on the way to the screens, for the sentences to a person."""

    missing: dict[str, None]
    wrapped: int = 0
    divided: int = 0
    cut: int = 0
    merged: int = 0
    placed: bool = False
    styled: bool = False


def screens_of(captions: Captions, parsed: Sequence[Parsed]) -> tuple[list[Screen], Losses]:
    """The screens in order of time, none overlapping another, and what changed."""
    losses = Losses({})
    whole = [_screen(cue, each, losses) for cue, each in zip(captions.cues, parsed, strict=True)]
    whole = [screen for screen in whole if screen.rows and screen.end_ms > screen.start_ms]
    out: list[Screen] = []
    for screen in _apart(sorted(whole, key=lambda each: each.start_ms), losses):
        out += _divided(screen, losses)
    return out, losses


def _screen(cue: Cue, parsed: Parsed, losses: Losses) -> Screen:
    settings = cue.settings
    top = settings.line != "auto" and (
        0 <= settings.line <= _LOWEST_TOP_LINE
        if settings.snap_to_lines
        else settings.line < _TOP_THIRD
    )
    plain = VttSettings(align=settings.align, line=settings.line)
    losses.placed = losses.placed or plain != settings or (settings.line != "auto" and not top)
    rows = _rows(parsed.runs, losses)
    return Screen(cue.start_ms, cue.end_ms, tuple(rows), settings.align, top)


def _rows(runs: Sequence[Run], losses: Losses) -> list[Row]:
    lines = _lines(runs, losses)
    if all(Row(tuple(line)).width <= COLUMNS for line in lines):
        return [Row(tuple(line)) for line in lines]
    losses.wrapped += 1
    return _wrapped([word for line in lines for word in line])


def _lines(runs: Sequence[Run], losses: Losses) -> list[list[tuple[str, Style]]]:
    """The words of each line. A word that begins in one style is in that style to its end."""
    lines: list[list[tuple[str, Style]]] = [[]]
    joined = False
    for run in runs:
        style = run.style
        if style.bold or (style.italic and style.colour) or style.colour == "black":
            losses.styled = True
            colour = "" if style.italic or style.colour == "black" else style.colour
            style = replace(style, bold=False, colour=colour)
        text, missing = transcribed(run.text)
        losses.missing.update(dict.fromkeys(missing))
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            words = [piece for word in part.split() for piece in _short(word, losses)]
            if words and joined and not number and not part[0].isspace() and lines[-1]:
                first, first_style = lines[-1].pop()
                losses.styled = losses.styled or first_style != style
                words = [*_short(first + words[0], losses), *words[1:]]
                lines[-1].append((words.pop(0), first_style))
            lines[-1] += [(word, style) for word in words]
            joined = bool(part) and not part[-1].isspace()
    return [line for line in lines if line]


def _short(word: str, losses: Losses) -> list[str]:
    """A word in pieces that fit a row with a style code before them."""
    if len(word) < COLUMNS:
        return [word]
    losses.cut += 1
    step = COLUMNS - 1
    return [word[start : start + step] for start in range(0, len(word), step)]


def _wrapped(words: Sequence[tuple[str, Style]]) -> list[Row]:
    """As few rows as the words need, of lengths as equal as they can be."""
    fewest = len(_filled(words, COLUMNS))
    longest = max(len(word) for word, _style in words) + 1
    width = next(
        width
        for width in range(min(longest, COLUMNS), COLUMNS + 1)
        if len(_filled(words, width)) == fewest
    )
    return _filled(words, width)


def _filled(words: Sequence[tuple[str, Style]], width: int) -> list[Row]:
    rows: list[Row] = []
    for word in words:
        longer = Row((*rows[-1].words, word)) if rows else None
        if longer is not None and longer.width <= width:
            rows[-1] = longer
        else:
            rows.append(Row((word,)))
    return rows


def _apart(screens: Sequence[Screen], losses: Losses) -> Iterator[Screen]:
    """Screens of which no two are on together: those that overlap are shown as one."""
    edges = sorted({edge for each in screens for edge in (each.start_ms, each.end_ms)})
    waiting = list(reversed(screens))
    active: list[Screen] = []
    for start, end in pairwise(edges):
        active = [each for each in active if each.end_ms > start][-_MOST_TOGETHER:]
        while waiting and waiting[-1].start_ms <= start:
            active.append(waiting.pop())
        if not active:
            continue
        rows = tuple(row for each in active for row in each.rows)
        losses.merged += len(active) > 1
        yield Screen(start, end, rows, active[0].align, active[0].top)


def _divided(screen: Screen, losses: Losses) -> Iterator[Screen]:
    """A screen of too many rows as several, each for its share of the letters."""
    if len(screen.rows) <= MOST_ROWS:
        yield screen
        return
    losses.divided += 1
    widths = [row.width for row in screen.rows]
    whole, span = sum(widths), screen.end_ms - screen.start_ms
    for first in range(0, len(widths), MOST_ROWS):
        upto = first + MOST_ROWS
        yield replace(
            screen,
            start_ms=screen.start_ms + span * sum(widths[:first]) // whole,
            end_ms=screen.start_ms + span * sum(widths[:upto]) // whole,
            rows=screen.rows[first:upto],
        )
