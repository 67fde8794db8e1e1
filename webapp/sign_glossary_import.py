"""Takes a glossary with clips in: all of its rows, or none."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext as _

from webapp import names
from webapp.extensions import db
from webapp.media.storage import FileTooLarge
from webapp.models import GlossaryTerm, Library, Media, SignClip, User
from webapp.models.glossary import Entry, GlossaryRefused
from webapp.models.sign_clip import MAX_BYTES
from webapp.sign_glossary_folder import Folder, Row, read


class Taken(NamedTuple):
    """What an import added or renewed."""

    terms: int
    clips: int


def take_in(owner: Library | Media, folder: Folder, person: User | None) -> Taken:
    """Keep the terms and clips of a folder; the caller commits.

    GlossaryRefused: nothing is kept.
    """
    rows = read(folder)
    with clips_in_storage(folder, [row.clip for row in rows]) as stored:
        return _keep(owner, rows, stored, person)


@contextmanager
def clips_in_storage(folder: Folder, paths: Sequence[str]) -> Iterator[dict[int, str]]:
    """Copy videos of a folder into quarantine; what is done with them may fail without a trace.

    Gives their names in storage by their numbers; an empty path stands for none. No transaction is
    open while files are copied. GlossaryRefused where one is damaged.
    """
    db.session.commit()
    storage = current_app.extensions["storage"]
    stored: dict[int, str] = {}
    try:
        for number, path in enumerate(paths):
            if path:
                with folder.open(path) as file:
                    suffix = PurePosixPath(path).suffix
                    stored[number] = storage.save(file, suffix, max_bytes=MAX_BYTES, unchecked=True)
        yield stored
    except (zipfile.BadZipFile, FileTooLarge, NotImplementedError) as error:
        _forget(stored)
        raise GlossaryRefused(_("A video in it is damaged. Pack the folder again.")) from error
    except BaseException:
        _forget(stored)
        raise


def _keep(
    owner: Library | Media, rows: Sequence[Row], stored: dict[int, str], person: User | None
) -> Taken:
    GlossaryTerm.put_all(owner, _merged(owner, rows))
    terms = {_key(each): each for each in GlossaryTerm.of(owner)}
    storage = current_app.extensions["storage"]
    for number, file in stored.items():
        row = rows[number]
        SignClip.receive(
            terms[_key(row.entry)],
            language=row.sign_language,
            source=file,
            original_name=names.file_name(row.clip),
            bytes=storage.size(file),
            signer=row.signer,
            region=row.region,
            notes=row.notes,
            person=person,
        )
    db.session.flush()
    return Taken(len({_key(row.entry) for row in rows}), len(stored))


def _merged(owner: Library | Media, rows: Sequence[Row]) -> list[Entry]:
    """One entry for each term: it may have a row for each clip, and what is empty says nothing."""
    known = {
        _key(each): Entry(
            each.term, each.explanation, each.plain, each.language, tuple(each.mistakes)
        )
        for each in GlossaryTerm.of(owner)
    }
    merged: dict[tuple[str, str], Entry] = {}
    for row in rows:
        key = _key(row.entry)
        before = merged.get(key) or known.get(key) or row.entry
        said = {name: value for name, value in row.entry._asdict().items() if value}
        merged[key] = before._replace(**said)
    return list(merged.values())


def _key(term: GlossaryTerm | Entry) -> tuple[str, str]:
    return term.term.lower(), term.language


def _forget(stored: dict[int, str]) -> None:
    db.session.rollback()
    for file in stored.values():
        current_app.extensions["storage"].delete(file)
