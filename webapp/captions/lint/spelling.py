"""Terms of a glossary that are misspelt in captions: known mistakes, and what is one letter off.

Conservative: a word is only doubted where it is long, begins as the term does and is not simply
another form of it, so that plurals and cases pass.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from webapp.captions.editing.tokens import Token, tokens
from webapp.captions.lint.finding import N_, Finding, Subject

LETTERS_LEAST = 6
"""Shorter words are often other words with one letter changed."""


@dataclass(frozen=True, slots=True)
class Term:
    """How something is spelt, and how it is often misspelt."""

    text: str
    mistakes: tuple[str, ...] = ()


class Slip(NamedTuple):
    """A place in a text where a term is probably meant."""

    start: int
    end: int
    found: str
    term: str


class Spelling:
    """Terms, prepared so that looking for slips costs nothing that grows with their number."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self.key = f"{zlib.crc32(repr(self.terms).encode()):08x}" if self.terms else ""
        """Names the terms."""
        self._right = {key for term in self.terms for key in _keys(term.text)}
        self._mistakes = {
            " ".join(_keys(mistake)): term.text
            for term in self.terms
            for mistake in term.mistakes
            if _keys(mistake)
        }
        self._longest = max((len(each.split()) for each in self._mistakes), default=0)
        self._near: dict[str, str] = {}
        for term in self.terms:
            keys = _keys(term.text)
            if len(keys) == 1 and len(keys[0]) >= LETTERS_LEAST:
                for variant in _variants(keys[0]):
                    self._near.setdefault(variant, term.text)
        self._cased = {
            keys[0]: term.text
            for term in self.terms
            if len(keys := _keys(term.text)) == 1 and not term.text[1:].islower()
        }

    def slips(self, text: str) -> Iterator[Slip]:
        """Yield where terms are misspelt, in order."""
        words = tokens(text) if self.terms else []
        at = 0
        while at < len(words):
            found = self._known(words, at) or self._near_miss(words[at])
            if found is None:
                at += 1
                continue
            count, term = found
            start, end = _edges(words[at], words[at + count - 1])
            yield Slip(start, end, text[start:end], term)
            at += count

    def _known(self, words: Sequence[Token], at: int) -> tuple[int, str] | None:
        for count in range(min(self._longest, len(words) - at), 0, -1):
            term = self._mistakes.get(" ".join(word.key for word in words[at : at + count]))
            if term is not None:
                return count, term
        return None

    def _near_miss(self, word: Token) -> tuple[int, str] | None:
        key = word.key
        if key in self._right:
            term = self._cased.get(key)
            bare = word.text[slice(*_bare(word.text))]
            return (1, term) if term and bare not in (term, term.upper()) else None
        if len(key) < LETTERS_LEAST:
            return None
        for variant in _variants(key):
            term = self._near.get(variant)
            if term and _is_slip(key, _keys(term)[0]):
                return 1, term
        return None


@lru_cache(maxsize=32)
def spelling_of(terms: tuple[Term, ...]) -> Spelling:
    """Return terms prepared; they stay so, since each change of a caption looks for them."""
    return Spelling(terms)


def spelling_findings(subject: Subject) -> Iterator[Finding]:
    """Check the words of every cue against the glossary."""
    if subject.spelling is None:
        return
    for index, cue in enumerate(subject.cues):
        for slip in subject.spelling.slips(cue.text):
            yield subject.finding(
                "term-spelling",
                "warning",
                index,
                measured=1,
                limit=0,
                unit="words",
                sentence=N_("“%(found)s” is probably “%(term)s”, as the glossary has it."),
                found=" ".join(slip.found.split()),
                term=slip.term,
            )


def corrected(text: str, spelling: Spelling) -> str:
    """Return a text with the terms as the glossary has them."""
    for slip in reversed(list(spelling.slips(text))):
        text = text[: slip.start] + slip.term + text[slip.end :]
    return text


def _keys(text: str) -> list[str]:
    return [token.key for token in tokens(text)]


def _variants(key: str) -> set[str]:
    """The word itself, and without any one of its letters."""
    return {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}


def _is_slip(word: str, term: str) -> bool:
    """Whether a word is a term with one letter wrong, missing, too many, or two exchanged."""
    if word[0] != term[0] or word.startswith(term) or term.startswith(word):
        return False
    if abs(len(word) - len(term)) == 1:
        long, short = sorted((word, term), key=len, reverse=True)
        inner = range(len(long) - 2)  # at the end it may be a plural or a case
        return any(long[:at] + long[at + 1 :] == short for at in inner)
    if len(word) != len(term):
        return False
    other = [at for at, pair in enumerate(zip(word, term, strict=True)) if pair[0] != pair[1]]
    if len(other) == 1:
        return other[0] < len(word) - 2
    first, *rest = other
    exchanged = word[first : first + 2] == term[first : first + 2][::-1]
    return rest == [first + 1] and exchanged


def _bare(text: str) -> tuple[int, int]:
    letters = [at for at, character in enumerate(text) if character.isalnum()]
    return (letters[0], letters[-1] + 1) if letters else (0, len(text))


def _edges(first: Token, last: Token) -> tuple[int, int]:
    """Where words begin and end, without the punctuation around them."""
    return first.start + _bare(first.text)[0], last.start + _bare(last.text)[1]
