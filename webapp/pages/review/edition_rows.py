"""One caption beside its edition in plain language, and how easily that is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from webapp.captions.measure import count_words, reading_columns
from webapp.captions.readability import Readability, key_of, measure, terms_in
from webapp.models import GlossaryTerm, Transcript
from webapp.models.edition import Pair


class Row(NamedTuple):
    """One caption word for word, what the edition says then, and what is known of that."""

    pair: Pair
    text: str
    """As it is typed."""
    reading: Readability
    speed: float | None
    """Characters a second while it is shown."""
    rate: int | None
    """Words a minute."""
    terms: Sequence[GlossaryTerm]
    """Terms of the glossary that are said."""
    error: str = ""


def rows_of(verbatim: Transcript, pairs: Iterable[Pair], instead: Row | None) -> list[Row]:
    """Return a row for each pair; ``instead`` is shown as it is, in its place."""
    terms = _terms(verbatim)
    return [
        instead
        if instead is not None and instead.pair.verbatim.id == pair.verbatim.id
        else row_of(verbatim, pair, terms=terms)
        for pair in pairs
    ]


def row_of(
    verbatim: Transcript,
    pair: Pair,
    *,
    text: str | None = None,
    error: str = "",
    terms: dict[str, GlossaryTerm] | None = None,
) -> Row:
    """Return what is known of a caption and its edition; ``text``: as it is typed."""
    known = _terms(verbatim) if terms is None else terms
    if text is None:
        text = pair.plain.text if pair.plain else ""
    shown = pair.plain or pair.verbatim
    ms = shown.end_ms - shown.start_ms
    words = count_words(text)
    return Row(
        pair,
        text,
        measure(text, verbatim.language),
        reading_columns(text) * 1000 / ms if text and ms > 0 else None,
        round(words * 60_000 / ms) if words and ms > 0 else None,
        terms_in(pair.verbatim.text, known),
        error,
    )


def _terms(verbatim: Transcript) -> dict[str, GlossaryTerm]:
    terms = GlossaryTerm.about(verbatim.media, verbatim.language)
    return {key_of(each.term): each for each in reversed(terms)}
