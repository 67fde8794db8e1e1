"""Glossaries as people have them: a list of words, or a table with what they mean (CSV)."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from flask_babel import gettext as _

from webapp.languages import KNOWN
from webapp.models.glossary import MOST_TERMS, Entry, GlossaryRefused

MAX_BYTES = 1_000_000
COLUMNS = ("term", "explanation", "plain", "language", "misspellings")
"""In this order; a first line that names them is left out."""
_DELIMITERS = "\t;,"


def read(content: bytes) -> list[Entry]:
    """Return the entries of a table or list. GlossaryRefused says in which line something is wrong.

    Columns are parted by tabs, semicolons or commas, whichever the first line has most of.
    """
    if len(content) > MAX_BYTES:
        raise GlossaryRefused(_("This file is too large. Send at most 1 MB."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GlossaryRefused(
            _("This is no text in UTF-8. Save it again as “CSV UTF-8”.")
        ) from error
    entries = list(_entries(text))
    if not entries:
        raise GlossaryRefused(_("There is no term in it. Write one term in a line."))
    if len(entries) > MOST_TERMS:
        raise GlossaryRefused(
            _(
                "These are %(count)s terms. Keep at most %(most)s.",
                count=len(entries),
                most=MOST_TERMS,
            )
        )
    return entries


def _entries(text: str) -> Iterator[Entry]:
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    is_table = delimiter in first
    rows = csv.reader(lines, delimiter=delimiter) if is_table else ([line] for line in lines)
    try:
        for number, row in enumerate(rows, start=1):
            if not any(cell.strip() for cell in row):
                continue
            if number == 1 and row[0].strip().casefold() == COLUMNS[0]:
                continue
            yield _entry(row, number)
    except csv.Error as error:
        raise GlossaryRefused(_("This is no table that can be read (CSV).")) from error


def _entry(row: list[str], number: int) -> Entry:
    term, explanation, plain, language, mistakes = (*row, *[""] * len(COLUMNS))[: len(COLUMNS)]
    language = language.strip().lower()
    try:
        return Entry.clean(
            term, explanation, plain, language if language in KNOWN else "", mistakes
        )
    except GlossaryRefused as refused:
        raise GlossaryRefused(
            _("Line %(number)s: %(sentence)s", number=number, sentence=str(refused))
        ) from refused
