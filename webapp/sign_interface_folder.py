"""Clips of the interface as a folder or a ZIP: ``places.csv`` and the videos that it names.

The table is the list of texts that whoever films them got, with the columns for clips filled in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext as _

from webapp import names
from webapp.models import SignClip, User
from webapp.models.glossary import GlossaryRefused
from webapp.models.sign_clip import NOTES_CHARACTERS, REGION_CHARACTERS, SIGNER_CHARACTERS
from webapp.sign_glossary_folder import Folder, check_clip, rows_of
from webapp.sign_glossary_import import clips_in_storage

TABLE = "places.csv"
COLUMNS = ("place", "title", "text", "sign_language", "clip", "signer", "region", "notes")


class Row(NamedTuple):
    """A clip of a text."""

    place: str
    sign_language: str
    clip: str
    """The path of its video in the folder; empty: nobody has filmed it yet."""
    signer: str
    region: str
    notes: str


def table_of(texts: Iterable[tuple[str, str, str]]) -> bytes:
    """Return the table to be filled in, as CSV in UTF-8.

    ``texts``: name, title and text of each place.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([*each, *[""] * (len(COLUMNS) - 3)] for each in texts)
    return file.getvalue().encode("utf-8-sig")


def take_in(folder: Folder, sources: Mapping[str, str], person: User | None) -> int:
    """Keep the clips of a folder, and return how many; the caller commits.

    A clip takes the place of the one that there is in the same sign language. ``sources``: what
    each place says, in English. GlossaryRefused: nothing is kept.
    """
    lines = rows_of(folder, TABLE, "place", partial(_row, folder=folder, places=sources))
    rows = [row for row in lines if row.clip]
    if not rows:
        raise GlossaryRefused(_("There is no clip in it. Name one video in a line."))
    with clips_in_storage(folder, [row.clip for row in rows]) as stored:
        there = SignClip.of_places()
        for number, row in enumerate(rows):
            before = [c for c in there.get(row.place, ()) if c.language == row.sign_language]
            _keep(row, stored[number], sources[row.place], before[0] if before else None, person)
    return len(rows)


def _row(values: dict[str, str], folder: Folder, places: Mapping[str, str]) -> Row:
    place, path = values["place"].strip(), values.get("clip", "").strip()
    code = values.get("sign_language", "").strip().lower()
    if place not in places:
        raise GlossaryRefused(_("“%(name)s” is no text that can be signed.", name=place[:60]))
    if path:
        check_clip(path, code, folder)
    return Row(
        place,
        code,
        path,
        names.clean(values.get("signer", ""), SIGNER_CHARACTERS),
        names.clean(values.get("region", ""), REGION_CHARACTERS),
        names.clean(values.get("notes", ""), NOTES_CHARACTERS),
    )


def _keep(row: Row, file: str, text: str, before: SignClip | None, person: User | None) -> None:
    sent = {
        "source": file,
        "original_name": names.file_name(PurePosixPath(row.clip).name),
        "bytes": current_app.extensions["storage"].size(file),
        "text": text,
    }
    if before is None:
        before = SignClip.receive(row.place, language=row.sign_language, person=person, **sent)
    else:
        before.replace(**sent)
    before.signer, before.region, before.notes = row.signer, row.region, row.notes
