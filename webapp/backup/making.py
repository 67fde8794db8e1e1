"""Making a backup while people work.

The database comes first, as it was at one moment, then the files that it names: storage never
changes a file under its name, so that one which was there then is the same now. Somebody may delete
a media in between. Then another moment is taken, for which nearly all is copied already, until
there is one all of whose files are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, make_url

from tasks.tidying import NAMING
from webapp.backup import postgresql, rows, sqlite
from webapp.backup.folder import (
    DUMP,
    MANIFEST,
    SECRET_KEY,
    BackupError,
    BackupFolder,
    content_of,
    write,
)
from webapp.backup.manifest import Content, Manifest
from webapp.config import Settings
from webapp.media.storage import FileGone, Storage, released
from webapp.models import IncomingUpload, Takeout

MOMENTS = 6
"""So many moments are tried, each far shorter than the one before, until none lacks a file."""
FINISHED = tuple(each for each in NAMING if each.class_ not in (IncomingUpload, Takeout))
"""An upload that has not arrived whole is not in a backup: whoever sends it begins again. Nor is a
copy that somebody asked for of what is hers: all in it is in the backup, and who asks again gets it
again. So no backup keeps for a month what is to be removed within a week."""

Progress = Callable[[int, int], None]


class Made(NamedTuple):
    """What was made."""

    name: str
    manifest: Manifest
    new_bytes: int
    """Of files that no earlier backup had."""


class _Deleted(Exception):
    """Files that rows name were gone before they could be copied."""

    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self.names = names


def make(
    folder: BackupFolder,
    settings: Settings,
    storage: Storage,
    progress: Progress = lambda _done, _all: None,
) -> Made:
    """Make a backup; ``progress`` gets how many files of how many are kept.

    Raises BackupError, and StorageFailure where files cannot be read. Nothing is left then but
    contents, which the next one uses. A file that is missing moment after moment was lost before;
    the manifest names it.
    """
    with folder.alone():
        files = _Files(folder, storage, progress)
        lost: set[str] = set()
        for _ in range(MOMENTS):
            try:
                return _moment(folder, settings, files, lost)
            except _Deleted as deleted:
                lost = deleted.names
    raise BackupError("Files are being deleted faster than they can be copied. Try again later.")


class _Files:
    """Files of storage that are kept in a folder of backups, those of earlier ones included."""

    def __init__(self, folder: BackupFolder, storage: Storage, progress: Progress) -> None:
        self._folder, self._storage, self._progress = folder, storage, progress
        self._known = {
            released(name): content
            for snapshot in folder.snapshots()
            for name, content in snapshot.manifest.files.items()
        }
        self.new_bytes = 0

    def keep(self, names: set[str]) -> dict[str, Content]:
        """Keep each of them that is there; return what they hold, by their names."""
        kept: dict[str, Content] = {}
        for done, name in enumerate(sorted(names), 1):
            content = self._keep(name)
            if content is not None:
                kept[name] = content
            self._progress(done, len(names))
        return kept

    def _keep(self, name: str) -> Content | None:
        known = self._known.get(released(name))
        try:
            if known and self._storage.size(name) == known.size and self._folder.has(known):
                return known
            with self._storage.open(name) as source:
                content = self._folder.keep(source)
        except FileGone:
            return None
        self._known[released(name)] = content
        self.new_bytes += content.size
        return content


def _moment(folder: BackupFolder, settings: Settings, files: _Files, lost: set[str]) -> Made:
    """Keep one moment; _Deleted where files that it needs, and that were not lost before, are gone.

    A manifest that is written has been given all that it names.
    """
    name = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S.%fZ")
    with folder.begun(name) as place:
        with _snapshot(settings, place / DUMP) as connection:
            names = rows.names_of_files(connection, FINISHED)
            revision = MigrationContext.configure(connection).get_current_revision() or ""
            tables = rows.contents(connection)
        kept = files.keep(names)
        if (names - kept.keys()) - lost:
            raise _Deleted(names - kept.keys())
        write(place / SECRET_KEY, settings.signing_key())
        manifest = Manifest(
            made_at=datetime.now(UTC).isoformat("T", "seconds"),
            database=make_url(settings.sqlalchemy_url).get_backend_name(),
            revision=revision,
            dump=_content(place / DUMP),
            secret_key=_content(place / SECRET_KEY),
            tables=tables,
            files=kept,
            lost=tuple(sorted(names - kept.keys())),
        )
        write(place / MANIFEST, manifest.to_json())
    return Made(name, manifest, files.new_bytes)


def _snapshot(settings: Settings, target: Path) -> AbstractContextManager[Connection]:
    url = make_url(settings.sqlalchemy_url)
    if url.get_backend_name() != "sqlite":
        return postgresql.snapshot(settings.sqlalchemy_url, target)
    database = Path(url.database or "")
    if not database.is_file():
        raise BackupError(f"There is no database at {database}, so there is nothing to keep.")
    return sqlite.snapshot(database.resolve(), target)


def _content(file: Path) -> Content:
    content = content_of(file)
    if content is None:
        raise BackupError(f"{file} cannot be read again. See whether its disk is full.")
    return content
