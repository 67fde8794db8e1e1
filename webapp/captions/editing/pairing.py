"""Which captions of one text stand where captions of another do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.captions.document import Cue

SHARED = 0.3
"""The part of the shorter one's time by which two captions overlap that belong together."""
NEARLY_MS = 100
"""Times that differ by less are the same to somebody who watches."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Captions of the older text, by index, and those of the newer one in the same time.

    Either may be none: captions that only one of the texts has.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]


def pairs(old: Sequence[Cue], new: Sequence[Cue]) -> list[Pair]:
    """Put together what overlaps, both in order of time; every caption is in exactly one pair.

    Taking a pair whole neither loses nor doubles words, wherever the texts are cut.
    """
    found: list[tuple[list[int], list[int]]] = [([n], []) for n in range(len(old))]
    home = list(range(len(old)))
    alone: list[Pair] = []
    first = 0
    longest = max((cue.end_ms - cue.start_ms for cue in old), default=0)
    for number, cue in enumerate(new):
        while first < len(old) and old[first].start_ms + longest < cue.start_ms:
            first += 1
        touched = []
        for index in range(first, len(old)):
            if old[index].start_ms >= cue.end_ms:
                break
            if _belong_together(old[index], cue):
                touched.append(index)
        if not touched:
            alone.append(Pair((), (number,)))
            continue
        group = home[touched[0]]
        found[group][1].append(number)
        for index in touched[1:]:
            _move(home, found, home[index], group)
    together = [Pair(tuple(sorted(olds)), tuple(sorted(news))) for olds, news in found if olds]
    return sorted([*together, *alone], key=lambda pair: _start(pair, old, new))


def differs(old: Sequence[Cue], new: Sequence[Cue], *, in_place: bool) -> bool:
    """Whether captions say something else; ``in_place``: or stand elsewhere, or name others.

    White space does not count, nor, without ``in_place``, where the words are cut into captions.
    """
    if not in_place:
        return _words(old) != _words(new)
    return len(old) != len(new) or any(
        (was.speaker, was.label, _words([was])) != (now.speaker, now.label, _words([now]))
        or abs(was.start_ms - now.start_ms) > NEARLY_MS
        or abs(was.end_ms - now.end_ms) > NEARLY_MS
        or was.settings != now.settings
        for was, now in zip(old, new, strict=True)
    )


def _belong_together(one: Cue, other: Cue) -> bool:
    shared = min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms)
    shorter = min(one.end_ms - one.start_ms, other.end_ms - other.start_ms)
    return shared > 0 and shared >= SHARED * shorter


def _move(
    home: list[int], found: list[tuple[list[int], list[int]]], source: int, target: int
) -> None:
    """Put all of one group into another."""
    if source == target:
        return
    olds, news = found[source]
    found[target][0].extend(olds)
    found[target][1].extend(news)
    found[source] = ([], [])
    for index in olds:
        home[index] = target


def _words(cues: Sequence[Cue]) -> list[str]:
    """All words in order, however they are cut into captions."""
    return [word for cue in cues for word in cue.text.split()]


def _start(pair: Pair, old: Sequence[Cue], new: Sequence[Cue]) -> int:
    return old[pair.old[0]].start_ms if pair.old else new[pair.new[0]].start_ms
