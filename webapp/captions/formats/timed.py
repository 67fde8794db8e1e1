"""Timed pieces of text (TTML spans, STL's cumulative lines) into what is shown at each moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from webapp.captions.document import CaptionError
from webapp.captions.formats.limits import MAX_TIME_MS
from webapp.captions.formats.styled import Run, tidy

_MOST_MOMENTS = 2_000
_OPEN_END = Fraction(10)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run that is shown in ``[begin, end)`` seconds; ``end`` is None where nothing ends it."""

    run: Run
    begin: Fraction
    end: Fraction | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on the screen together for ``[begin, end)`` seconds."""

    runs: tuple[Run, ...]
    begin: Fraction
    end: Fraction | None


def shown(pieces: Sequence[Piece], line: int | None = None) -> list[Shown]:
    """One Shown for each stretch in which the visible text stays the same, in order of time.

    Raises CaptionError where one paragraph changes more often than any real one does.
    """
    moments: set[Fraction] = {piece.begin for piece in pieces}
    moments |= {piece.end for piece in pieces if piece.end is not None}
    if len(moments) > _MOST_MOMENTS or len(moments) * len(pieces) > 1_000 * _MOST_MOMENTS:
        raise CaptionError(
            "One caption changes thousands of times. Check that it is a real caption file.", line
        )
    edges: list[Fraction] = sorted(moments)
    out: list[Shown] = []
    for begin, end in zip_longest(edges, edges[1:]):
        runs = tuple(
            tidy(
                piece.run
                for piece in pieces
                if piece.begin <= begin and (piece.end is None or begin < piece.end)
            )
        )
        if not runs:
            continue
        if out and out[-1].runs == runs and out[-1].end == begin:
            out[-1] = Shown(runs, out[-1].begin, end)
        else:
            out.append(Shown(runs, begin, end))
    return out


def milliseconds(seconds: Fraction) -> int:
    """Seconds to whole milliseconds, half up. Raises CaptionError beyond a thousand hours."""
    value = int(seconds * 1000 + Fraction(1, 2))
    if not 0 <= value <= MAX_TIME_MS:
        raise CaptionError("A time lies beyond a thousand hours. Correct the file's times.")
    return value


def end_of_open(begin: Fraction, later_begins: Iterable[Fraction]) -> Fraction:
    """When a caption that nothing ends leaves the screen: at the next one, or after 10 seconds."""
    return min((each for each in later_begins if each > begin), default=begin + _OPEN_END)
