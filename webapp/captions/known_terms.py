"""Where a text has a term of a glossary, as it is spelt there: for those who read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from webapp.captions.editing.tokens import Token, tokens

_APOSTROPHES = "'’"


class Place(NamedTuple):
    """A term in a text."""

    start: int
    end: int
    term: int
    """What the term is known by."""


class _Known(NamedTuple):
    keys: tuple[str, ...]
    text: str
    term: int

    @property
    def is_short_form(self) -> bool:
        """Whether it has capitals only: 'IT' is not 'it'."""
        return self.text.isupper()


class Finder:
    """Terms, prepared so that what finding costs does not grow with their number."""

    def __init__(self, terms: Iterable[tuple[int, str]]) -> None:
        """``terms``: what each is known by, and how it is written; the first of two wins."""
        self._by_first: dict[str, list[_Known]] = {}
        for term, text in terms:
            keys = tuple(token.key for token in tokens(text))
            if keys:
                self._by_first.setdefault(keys[0], []).append(_Known(keys, text, term))
        for known in self._by_first.values():
            known.sort(key=lambda each: -len(each.keys))

    def places(self, text: str) -> list[Place]:
        """Return where terms are, in order, each term once: a line is read, not looked up."""
        words = tokens(text) if self._by_first else []
        found: dict[int, Place] = {}
        at = 0
        while at < len(words):
            place, count = self._at(text, words, at)
            if place:
                found.setdefault(place.term, place)
            at += count
        return sorted(found.values())

    def _at(self, text: str, words: Sequence[Token], at: int) -> tuple[Place | None, int]:
        for first in _forms(words[at]):
            for known in self._by_first.get(first, ()):
                count = len(known.keys)
                run = words[at : at + count]
                if count > 1 and not _runs(run, known.keys):
                    continue
                start, end = _edges(run, known.keys[-1])
                if not known.is_short_form or text[start:end] == known.text:
                    return Place(start, end, known.term), count
        return None, 1


def _runs(run: Sequence[Token], keys: tuple[str, ...]) -> bool:
    inner = [token.key for token in run[:-1]]
    return len(run) == len(keys) and inner == [*keys[:-1]] and keys[-1] in _forms(run[-1])


def _forms(token: Token) -> list[str]:
    """A word, and what it is without what an apostrophe adds: 'Ana’s' is 'Ana'."""
    stem = _stem(token.text)
    return [token.key] if stem == token.text else [token.key, Token(stem, "", 0).key]


def _stem(text: str) -> str:
    return min((text.split(mark)[0] for mark in _APOSTROPHES), key=len) or text


def _edges(run: Sequence[Token], last_key: str) -> tuple[int, int]:
    """Where words begin and end, without the punctuation around them."""
    first, last = run[0], run[-1]
    ending = last.text if last.key == last_key else _stem(last.text)
    begin = next((n for n, letter in enumerate(first.text) if letter.isalnum()), 0)
    letters = [n for n, letter in enumerate(ending) if letter.isalnum()]
    return first.start + begin, last.start + (letters[-1] + 1 if letters else len(ending))
