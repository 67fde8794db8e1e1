"""What differs between two texts, or between two that come from a third, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from webapp.captions.editing.tokens import Token, put_together, text_of, tokens

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that both texts have, that only the older one has, or only the newer one."""

    kind: Kind
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts in order; what is gone stands before what came for it."""
    before, after = tokens(old), tokens(new)
    pieces = []
    for kind, first, last, begin, end in _opcodes(before, after):
        if kind == "equal":
            pieces.append(Piece("same", text_of(after[begin:end])))
            continue
        if last > first:
            pieces.append(Piece("gone", text_of(before[first:last])))
        if end > begin:
            pieces.append(Piece("new", text_of(after[begin:end])))
    return pieces


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a joined text, with the white space before it.

    Where ``theirs`` is set, two people wrote differently there.
    """

    mine: str
    theirs: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """Two texts that come from one, as one text."""

    parts: tuple[Part, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nobody has to choose: no words were changed by both, and differently."""
        return all(part.theirs is None for part in self.parts)

    @property
    def text(self) -> str:
        """The whole text; where both changed the same words, mine stand before theirs."""
        return put_together(
            text for part in self.parts for text in (part.mine, part.theirs) if text
        )


def join(base: str, mine: str, theirs: str) -> Joined:
    """Join what two people made of ``base``, by words (three-way merge, as diff3 does it).

    Source: Khanna, Kunal, Pierce, "A Formal Investigation of Diff3", 2007.
    """
    origin, ours, others = tokens(base), tokens(mine), tokens(theirs)
    parts: list[Part] = []
    for b, m, t in _chunks(origin, ours, others):
        was, my, their = _raw(origin[b]), _raw(ours[m]), _raw(others[t])
        if my == their or their == was:
            parts.append(Part(my))
        elif my == was or my.split() == was.split() == their.split():
            parts.append(Part(their))
        else:
            parts.append(Part(my, their))
    return Joined(tuple(part for part in parts if part.mine or part.theirs))


def _raw(parts: Sequence[Token]) -> str:
    return "".join(part.before + part.text for part in parts)


def _chunks(
    origin: Sequence[Token], ours: Sequence[Token], others: Sequence[Token]
) -> Iterator[tuple[slice, slice, slice]]:
    """Part three texts into stretches: single words that all have, and what stands between."""
    in_ours, in_others = _same(origin, ours), _same(origin, others)
    at = (0, 0, 0)
    for index in (*range(len(origin)), None):
        if index is None:
            here = (len(origin), len(ours), len(others))
        elif index in in_ours and index in in_others:
            here = (index, in_ours[index], in_others[index])
        else:
            continue
        if here != at:
            yield _slices(at, here)
        at = (here[0] + 1, here[1] + 1, here[2] + 1)
        if index is not None:
            yield _slices(here, at)


def _slices(start: tuple[int, int, int], end: tuple[int, int, int]) -> tuple[slice, slice, slice]:
    return slice(start[0], end[0]), slice(start[1], end[1]), slice(start[2], end[2])


def _same(origin: Sequence[Token], other: Sequence[Token]) -> dict[int, int]:
    """Return where each word of ``origin`` that ``other`` still has stands there."""
    return {
        first + n: begin + n
        for kind, first, last, begin, _ in _opcodes(origin, other)
        if kind == "equal"
        for n in range(last - first)
    }


def _opcodes(
    before: Sequence[Token], after: Sequence[Token]
) -> list[tuple[str, int, int, int, int]]:
    old, new = [token.text for token in before], [token.text for token in after]
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
