"""Breaks a cue's words into lines: balanced, and where grammar allows it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import inf

from webapp.captions.measure import (
    columns,
    ends_clause,
    ends_sentence,
    in_spaceless_script,
    is_spaceless,
)
from webapp.captions.parting import begins_part, finishes_sentence, grammar_of, parting

# What a line break costs, in points: a difference of 20 columns between two lines costs 4.
_SQUARE = 50.0
_EXTRA_LINE = 4.0
_OVER_WANTED = 4.0  # a column
_AFTER_SENTENCE, _AFTER_CLAUSE, _BEFORE_CONJUNCTION, _ANYWHERE = 0.0, 1.0, 2.0, 4.0
_PARTED, _PARTED_MAYBE = 25.0, 10.0

_REMEMBERED = 4096

Lines = tuple[float, tuple[int, ...]]
"""What lines cost, and the tokens that begin each but the first."""

_NOT_FIRST = (
    "、。，．・：；！？!?,.:;…‥）」』】〕》〉)]}”’ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々"
)
_NOT_LAST = "（「『【〔《〈([{“‘"


@dataclass(frozen=True, slots=True)
class Text:
    """Tokens in a row, with what stands between them and what a line break there costs.

    ``starts`` and ``ends`` are columns in the text written on one endless line.
    """

    tokens: Sequence[str]
    glue: Sequence[str]
    """What joins each token to the one before it: a space, or nothing."""
    starts: Sequence[int]
    ends: Sequence[int]
    break_costs: Sequence[float]

    def columns(self, first: int, after: int) -> int:
        """Return the columns of the tokens ``first`` to ``after`` (exclusive) on one line."""
        return self.ends[after - 1] - self.starts[first]

    def line(self, first: int, after: int) -> str:
        """Return those tokens as one line."""
        rest = (self.glue[at] + self.tokens[at] for at in range(first + 1, after))
        return self.tokens[first] + "".join(rest)


def prepare(tokens: Sequence[str], language: str) -> Text:
    """Measure tokens, none of them empty, for breaking into lines."""
    spaceless = is_spaceless(language)
    glue: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for index, token in enumerate(tokens):
        joint = "" if index == 0 else _joint(tokens[index - 1], token, spaceless)
        at += len(joint)
        glue.append(joint)
        starts.append(at)
        at += columns(token)
        ends.append(at)
    return Text(tokens, glue, starts, ends, _break_costs(tokens, glue, language))


def pieces(word: str, language: str, limit: int) -> list[str]:
    """Return what a line break may fall between inside one word's text.

    Runs of white space, and in a language without spaces every character of a text that is too
    long for a line.
    """
    found = word.split()
    if not is_spaceless(language):
        return found
    return [
        piece for part in found for piece in (_clusters(part) if columns(part) > limit else (part,))
    ]


class LineBreaker:
    """Finds the best lines for any part of a text, at most ``most`` lines of ``limit`` columns."""

    def __init__(self, text: Text, *, limit: int, wanted: int, most: int) -> None:
        self.text, self._limit, self._wanted, self._most = text, limit, wanted, most
        # Cues that begin differently share how their ends are best split.
        self._halved = lru_cache(_REMEMBERED)(self._split_in_two)
        self._parts = lru_cache(_REMEMBERED)(self._split_in_parts)

    def cost(self, first: int, after: int) -> float:
        """Return what the best lines cost in points, ``inf`` where the text does not fit."""
        if self.text.ends[after - 1] - self.text.starts[first] <= self._wanted:
            return 0.0
        return self._best(first, after)[0]

    def layout(self, first: int, after: int) -> str:
        """Return the text of the tokens with line breaks; what cannot fit is filled evenly."""
        cost, breaks = self._best(first, after)
        if cost == inf:
            breaks = self._filled(first, after)
        edges = [first, *breaks, after]
        return "\n".join(self.text.line(start, end) for start, end in pairwise(edges))

    def _best(self, first: int, after: int) -> Lines:
        total = self.text.columns(first, after)
        if total <= self._wanted or after - first == 1:
            return 0.0, ()
        best: Lines = (inf, ())
        for lines in range(1, min(self._most, after - first) + 1):
            squares, breaks = self._split(first, after, lines)
            # The squares of the widths less those of even lines: how unbalanced the lines are.
            cost = squares - total * total / lines / _SQUARE + _EXTRA_LINE * (lines - 1)
            best = min(best, (cost, breaks))
        return best

    def _split(self, first: int, after: int, lines: int) -> Lines:
        """Return the cheapest way to fill exactly ``lines`` lines."""
        if lines == 1:
            width = self.text.ends[after - 1] - self.text.starts[first]
            return self._line_cost(width, after - first), ()
        return self._halved(first, after) if lines == 2 else self._parts(first, after, lines)

    def _split_in_parts(self, first: int, after: int, lines: int) -> Lines:
        best: Lines = (inf, ())
        for at in range(first + 1, after - lines + 2):
            head = self._line_cost(self.text.columns(first, at), at - first)
            if head >= best[0]:  # the head only grows from here
                break
            head += self.text.break_costs[at]
            rest = max(self.text.columns(at, after) - lines, 0)
            if head + rest * rest / (lines - 1) / _SQUARE >= best[0]:
                continue
            tail, breaks = self._split(at, after, lines - 1)
            cost = head + tail
            if cost < best[0]:
                best = cost, (at, *breaks)
        return best

    def _split_in_two(self, first: int, after: int) -> Lines:
        """Try the breaks from the middle outwards, until balance alone costs more than the best."""
        starts, ends, break_costs = self.text.starts, self.text.ends, self.text.break_costs
        left, right = starts[first], ends[after - 1]
        middle = bisect_left(ends, (left + right) // 2, first, after - 1)
        middle = min(max(middle, first + 1), after - 1)
        best, best_at = inf, 0
        for breaks in (range(middle, first, -1), range(middle + 1, after)):
            for at in breaks:
                upper, lower = ends[at - 1] - left, right - starts[at]
                if (upper * upper + lower * lower) / _SQUARE >= best:
                    break
                cost = (
                    self._line_cost(upper, at - first)
                    + break_costs[at]
                    + self._line_cost(lower, after - at)
                )
                if cost < best:
                    best, best_at = cost, at
        return (best, (best_at,)) if best < inf else (inf, ())

    def _line_cost(self, width: int, tokens: int) -> float:
        if width > self._limit:
            return inf if tokens > 1 else width * width / _SQUARE
        cost = width * width / _SQUARE
        return cost + _OVER_WANTED * (width - self._wanted) if width > self._wanted else cost

    def _filled(self, first: int, after: int) -> tuple[int, ...]:
        total = self.text.columns(first, after)
        breaks: list[int] = []
        start = first
        for at in range(first + 1, after):
            enough = self.text.columns(start, at + 1) > total / self._most
            if enough and len(breaks) < self._most - 1:
                breaks.append(at)
                start = at
        return tuple(breaks)


def _joint(left: str, right: str, spaceless: bool) -> str:
    if not spaceless:
        return " "
    latin = left[-1].isalnum() and right[0].isalnum()
    foreign = not (in_spaceless_script(left[-1]) or in_spaceless_script(right[0]))
    return " " if latin and foreign else ""


def _clusters(part: str) -> list[str]:
    """Return the characters of a text, combining marks with what they stand on."""
    clusters: list[str] = []
    for character in part:
        if clusters and (columns(character) == 0 or character == "\u0e33"):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _break_costs(tokens: Sequence[str], glue: Sequence[str], language: str) -> list[float]:
    grammar = grammar_of(language)
    costs = [0.0]
    first = True
    for index, (left, right) in enumerate(pairwise(tokens), start=1):
        parted = parting(left, right, grammar, first=first)
        first = finishes_sentence(left, grammar)
        if glue[index] == "" and (right[0] in _NOT_FIRST or left[-1] in _NOT_LAST):
            costs.append(_PARTED)
        elif parted is not None:
            costs.append(_PARTED if parted.sure else _PARTED_MAYBE)
        elif ends_sentence(left):
            costs.append(_AFTER_SENTENCE)
        elif ends_clause(left):
            costs.append(_AFTER_CLAUSE)
        elif begins_part(right, grammar):
            costs.append(_BEFORE_CONJUNCTION)
        else:
            costs.append(_ANYWHERE)
    return costs
