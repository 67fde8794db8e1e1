"""A caption's text as the units that a reviewer changes: words, each with the space before it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from webapp.captions.measure import in_spaceless_script

_RUN = re.compile(r"(\s*)(\S+)")
_CLOSING = "、。，．！？）」』】〉》,.!?)]”’"
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it stands in a text. Where a script has no spaces, each character is one."""

    text: str
    before: str
    """The white space in front of it."""
    start: int
    """Where it begins in the text."""

    @property
    def key(self) -> str:
        """What makes it the same word: its letters, whatever their case and punctuation."""
        return _NO_LETTERS.sub("", self.text).casefold() or self.text


def tokens(text: str) -> list[Token]:
    """Return the words of ``text`` in order."""
    found = []
    for run in _RUN.finditer(text):
        at, before = run.start(2), run[1]
        for part in _parts(run[2]):
            found.append(Token(part, before, at))
            at, before = at + len(part), ""
    return found


def text_of(parts: Sequence[Token]) -> str:
    """Return the text that consists of ``parts``, without white space around it."""
    return "".join(part.before + part.text for part in parts).strip()


def put_together(texts: Iterable[str]) -> str:
    """Return texts as one, with a space where two words would become one."""
    whole = ""
    for text in texts:
        touch = whole[-1:].strip() and text[:1].strip()
        apart = _is_spaceless(whole) or in_spaceless_script(text[:1] or " ")
        whole += f" {text}" if touch and not apart else text
    return whole.strip()


def _parts(run: str) -> Iterator[str]:
    """Part what has no spaces between its words; punctuation stays with what it follows."""
    part = ""
    for character in run:
        if part and _begins_word(character, part):
            yield part
            part = ""
        part += character
    yield part


def _begins_word(character: str, part: str) -> bool:
    if unicodedata.category(character).startswith("M"):  # a mark belongs to its letter
        return False
    if in_spaceless_script(character):
        return any(each.isalnum() for each in part)
    return character.isalnum() and _is_spaceless(part)


def _is_spaceless(part: str) -> bool:
    """Tell whether a text ends in a script that puts no space after a word."""
    last = part.rstrip(_CLOSING)[-1:]
    return last != "" and in_spaceless_script(last)
