"""Words as search compares them: what is looked for, what is found, and where it stands in a text.

Pure: neither Flask nor the database. Texts and queries are cut and folded by the same rule, so what
the index finds and what a page marks are the same words. Folding follows the Unicode Standard,
3.13 (caseless matching); marks that only help to pronounce are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

MAX_TERMS = 12
"""More words than these narrow a search no further; the rest of a pasted page is left out."""
MAX_QUERY = 200
"""Characters of a query that are read."""
SHORTEST_PREFIX = 2
"""A single letter and ``*`` would be most of all words."""

# Scripts that put no space between words: each character is a word, a word is a phrase of them.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"  # Japanese, Chinese
    "\U00020000-\U000323af"
)
# Marks above and below Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic, tatweel.
_UNHEARD = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_ALIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_PLAIN = re.compile("[a-z0-9]+")
_QUOTES = '"“”„«»'
_TYPED = re.compile(
    rf"(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]?|(?P<word>[^\s{_QUOTES}*]+))(?P<star>\*?)"
)


class Token(NamedTuple):
    """A word of a text: where it stands, and how it is compared."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must follow each other; the last may be only the beginning of one."""

    words: tuple[str, ...]
    prefix: bool = False


def comparable(text: str) -> str:
    """Return the words of a text, folded, with a space between: what the index holds."""
    return " ".join(token.word for token in _tokens(text))


def terms(query: str) -> list[Term]:
    """Read what a person typed: words, ``"a phrase"``, ``begin*``. Nothing in it is an error."""
    found = []
    for match in _TYPED.finditer(query[:MAX_QUERY]):
        words = tuple(token.word for token in _tokens(match["phrase"] or match["word"] or ""))
        if words:
            found.append(Term(words, bool(match["star"]) and len(words[-1]) >= SHORTEST_PREFIX))
    return list(dict.fromkeys(found))[:MAX_TERMS]


def marked(text: str, wanted: Sequence[Term]) -> list[tuple[str, bool]]:
    """Cut a text into pieces, each with whether it was looked for."""
    tokens = list(_tokens(text))
    pieces, at = [], 0
    for start, end in _united(span for term in wanted for span in _spans(tokens, term)):
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]


def _tokens(text: str) -> Iterator[Token]:
    plain = text.isascii()
    for match in _PLAIN.finditer(text.lower()) if plain else _words().finditer(text):
        if word := match[0] if plain else _folded(match[0]):
            yield Token(match.start(), match.end(), word)


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold()).casefold()
    together = unicodedata.normalize("NFC", _UNHEARD.sub("", apart).translate(_ALIKE))
    return "".join(each for each in together if unicodedata.category(each)[0] in "LNM")


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    """Match one word of any script. Python has no class for marks, so they are listed."""
    marks = "".join(chr(n) for n in range(0x300, 0x20000) if unicodedata.category(chr(n))[0] == "M")
    letter = rf"(?![{_UNSPACED}])[^\W_]"
    alone = rf"(?=[^\W_])[{_UNSPACED}][{marks}]*"
    return re.compile(f"{alone}|{letter}(?:{letter}|[{marks}])*")


def _spans(tokens: Sequence[Token], term: Term) -> Iterator[tuple[int, int]]:
    *whole, last = term.words
    for first in range(len(tokens) - len(whole)):
        *begin, end = tokens[first : first + len(term.words)]
        fits = end.word.startswith(last) if term.prefix else end.word == last
        if fits and [token.word for token in begin] == whole:
            yield tokens[first].start, end.end


def _united(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put spans in order, and make one of those that overlap."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = apart[-1][0], max(apart[-1][1], end)
        else:
            apart.append((start, end))
    return apart
