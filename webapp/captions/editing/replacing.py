"""Find words in captions, and put others in their place.

Unlike the search of viewers (``webapp.captions.finding``), accents count here: who replaces "schon"
does not mean "schön".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from webapp.captions.finding import Span
from webapp.captions.measure import in_spaceless_script

_APOSTROPHES = "'’"
_SPACES = {ord(space): " " for space in "\t\n\v\f\r"}


@dataclass(frozen=True)
class Search:
    """What somebody looks for."""

    text: str
    """Spaces stand for any white space, so also for the end of a line."""
    match_case: bool = False
    whole_words: bool = False

    def spans(self, text: str) -> list[Span]:
        """Return every place in ``text``, in order and without overlap."""
        wanted = _comparable(self.text.strip(), match_case=self.match_case).text
        if not wanted:
            return []
        within = _comparable(text, match_case=self.match_case)
        found: list[Span] = []
        at = within.text.find(wanted)
        while at >= 0:
            start, end = within.begins[at], within.begins[at + len(wanted)]
            if start is None or end is None:  # it begins or ends inside of a character
                at = within.text.find(wanted, at + 1)
                continue
            if not self.whole_words or _is_apart(text, start, end):
                found.append((start, end))
            at = within.text.find(wanted, at + len(wanted))
        return found

    def replaced(self, text: str, by: str) -> str:
        """Return ``text`` with ``by`` in every place; line breaks inside a place stay.

        Unless case counts, what begins with a capital letter is replaced by what does, and
        capitals by capitals; but a replacement that has capitals itself is taken as it is.
        """
        parts, done = [], 0
        for start, end in self.spans(text):
            found = text[start:end]
            written = by if self.match_case else _in_case_of(found, by)
            parts += [text[done:start], _with_breaks_of(found, written)]
            done = end
        if not parts:
            return text
        whole = "".join([*parts, text[done:]])
        return whole if by.strip() else _closed_up(whole)


class _Comparable(NamedTuple):
    """A text as it is compared."""

    text: str
    begins: Sequence[int | None]
    """Where each of its characters begins in the text that it comes from, and where that ends;
    None inside what was one character there, such as the second half of an 'ß'."""


def _comparable(text: str, *, match_case: bool) -> _Comparable:
    """Return ``text`` with a space for white space, and a character for a letter with accents."""
    plain = text.translate(_SPACES)
    if text.isascii() and "  " not in plain:
        return _Comparable(plain if match_case else plain.lower(), range(len(text) + 1))
    parts: list[str] = []
    begins: list[int | None] = []
    for start, written in _characters(text):
        compared = written if match_case else written.casefold()
        parts.append(compared)
        begins += [start, *[None] * (len(compared) - 1)]
    return _Comparable("".join(parts), [*begins, len(text)])


def _characters(text: str) -> Iterator[tuple[int, str]]:
    """Return where each letter with its accents begins; white space is one space."""
    start = 0
    while start < len(text):
        end = start + 1
        if text[start].isspace():
            while end < len(text) and text[end].isspace():
                end += 1
            yield start, " "
        else:
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            yield start, unicodedata.normalize("NFC", text[start:end])
        start = end


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether a place begins and ends where words do."""
    return not _joins(text, start) and not _joins(text, end)


def _joins(text: str, at: int) -> bool:
    """Whether a word goes on across an offset. Without spaces, each character is a word."""
    before, after = text[at - 1 : at] if at else "", text[at : at + 1]
    if before in _APOSTROPHES and at > 1:
        before = text[at - 2]
    if after in _APOSTROPHES:
        after = text[at + 1 : at + 2]
    both = before + after
    return (
        len(both) == 2
        and all(_is_of_word(each) for each in both)
        and not any(in_spaceless_script(each) for each in both)
    )


def _is_of_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _in_case_of(found: str, by: str) -> str:
    if by != by.lower():
        return by
    letters = [each for each in found if each.isalpha()]
    if len(letters) > 1 and found == found.upper() != found.lower():
        return by.upper()
    return by[:1].upper() + by[1:] if letters and letters[0].isupper() else by


def _with_breaks_of(found: str, by: str) -> str:
    """Put the line breaks of what was found between the words that come for it."""
    gaps = re.findall(r"\s+", found)
    words = by.split()
    if not any("\n" in gap for gap in gaps) or len(words) < 2:
        return by
    between = [*gaps, *[" "] * len(words)]
    return "".join(gap + word for gap, word in zip(["", *between], words, strict=False))


def _closed_up(text: str) -> str:
    """Close the gaps that words have left which are gone."""
    lines = (re.sub(r" +([,.;:!?…]|$)", r"\1", re.sub(r" {2,}", " ", x)) for x in text.split("\n"))
    return "\n".join(line for line in map(str.strip, lines) if line)
