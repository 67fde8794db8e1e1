"""Finding words in a text as people mean them: without regard to case, accents and line breaks."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

Span = tuple[int, int]
"""Where something begins and ends in a text, in characters, half-open."""


def spans_of(query: str, text: str) -> list[Span]:
    """Return every place of ``query`` in ``text``, in order and without overlap.

    Spaces stand for any white space. A query without a single letter, figure or sign is nowhere.
    """
    wanted = folded(" ".join(query.split()))[0]
    if not wanted:
        return []
    found, begins = folded(text)
    begins = [*begins, len(text)]
    spans = []
    at = found.find(wanted)
    while at >= 0:
        after = at + len(wanted)
        # A character that was found in part, such as the first half of an 'ß', counts as whole.
        spans.append((begins[at], max(begins[after], begins[after - 1] + 1)))
        at = found.find(wanted, after)
    return spans


def folded(text: str) -> tuple[str, range | list[int]]:
    """Return ``text`` as it is compared, and which character of it each character comes from."""
    if text.isascii():
        return text.lower().translate(_SPACES), range(len(text))
    parts = [_folded_character(character) for character in text]
    begins = [number for number, part in enumerate(parts) for _ in part]
    return "".join(parts), begins


_SPACES = {ord(space): " " for space in "\t\n\v\f\r"}


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    if character.isspace():
        return " "
    apart = unicodedata.normalize("NFKD", character).casefold()
    return "".join(each for each in apart if not unicodedata.combining(each))
