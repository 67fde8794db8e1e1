"""Bringing a backup back: read and checked first, then files, then the database at one go."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, inspect, literal, make_url, select, table
from sqlalchemy.exc import DatabaseError

from webapp.backup import postgresql, rows, sqlite
from webapp.backup.folder import BackupError, BackupFolder, Snapshot, copied, flush, write
from webapp.backup.manifest import Content, Rows
from webapp.config import Settings
from webapp.media.storage import FileGone, Storage
from webapp.restore_mark import mark_in

Progress = Callable[[int, int], None]
FULL = ("media", "users", "log_entry")
"""A database with rows in one of these is a library that somebody uses."""


class Restored(NamedTuple):
    """What was brought back, and compared with the backup."""

    snapshot: Snapshot
    tables: Mapping[str, Rows]
    files: int
    kept_key: bool
    """Whether the backup's secret key is used from now on."""
    replaced: Path | None
    """Where the database lies that was there before; None: there was none."""


def restore(
    folder: BackupFolder,
    settings: Settings,
    storage: Storage,
    *,
    name: str | None = None,
    replace: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> Restored:
    """Bring back the newest backup, or the one of this name.

    BackupError where that cannot be done, or where something is there already and ``replace`` is
    not said. Until the database is put in its place, nothing that is there is changed: files have
    names that no other file has. Where it is interrupted from then on, a mark says so
    (``webapp.restore_mark``), and it can be done again.
    """
    snapshot = folder.newest(name)
    manifest = snapshot.manifest
    kind = make_url(settings.sqlalchemy_url).get_backend_name()
    if kind != manifest.database:
        raise BackupError(
            f"This backup is of {_shown(manifest.database)}, and SIGHTLINE_DATABASE_URL names "
            f"{_shown(kind)}. Set it to a database of the same kind."
        )
    may_replace = replace or mark_in(settings.data_dir).is_file()
    if not may_replace and _is_used(settings):
        raise BackupError(
            "There is a library here already. To put the backup in its place, add --replace."
        )
    folder.check(snapshot)
    _bring_files(folder, snapshot, storage, progress)
    replaced = _bring_database(settings, folder, snapshot)
    kept_key = _bring_key(settings, snapshot)
    tables = _compared(settings, snapshot)
    _unmark(settings.data_dir)
    return Restored(snapshot, tables, len(manifest.files), kept_key, replaced)


def _bring_files(
    folder: BackupFolder, snapshot: Snapshot, storage: Storage, progress: Progress
) -> None:
    """Put each file into storage, whole or not at all, and read it there again."""
    files = snapshot.manifest.files
    for done, (name, content) in enumerate(sorted(files.items()), 1):
        if _stored(storage, name) != content:
            with (
                folder.place(content).open("rb") as source,
                storage.publish(name) as temporary,
                temporary.open("wb") as target,
            ):
                copied(source, target)
            if _stored(storage, name) != content:
                raise BackupError(
                    f"The file {name} reads otherwise than it was written. Look at the disk."
                )
        progress(done, len(files))


def _stored(storage: Storage, name: str) -> Content | None:
    """What storage holds under a name; None where it has no such file."""
    try:
        with storage.open(name) as source, Path(os.devnull).open("wb") as nowhere:
            return copied(source, nowhere)
    except FileGone:
        return None


def _bring_database(settings: Settings, folder: BackupFolder, snapshot: Snapshot) -> Path | None:
    """Put the database in its place, and return where the old one lies; None where it does not.

    From here on it is written down that a restore is under way, unless nothing was changed.
    """
    goes_on = mark_in(settings.data_dir).is_file()
    if snapshot.manifest.database == "sqlite":
        sqlite.bring(snapshot.dump, _file(settings), goes_on=goes_on)
        _mark(settings.data_dir, folder.root)
        return sqlite.replace(_file(settings))
    _mark(settings.data_dir, folder.root)
    try:
        postgresql.replace(settings.sqlalchemy_url, snapshot.dump)
    except postgresql.Unknown:  # the mark stays
        raise
    except BackupError:  # it changed nothing
        if not goes_on:
            _unmark(settings.data_dir)
        raise
    return None


def _mark(data_dir: Path, backups: Path) -> None:
    """Write down that a restore begins to change what is here, unless that is known."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not mark_in(data_dir).is_file():
        write(mark_in(data_dir), str(backups))
        flush(data_dir)


def _unmark(data_dir: Path) -> None:
    """Write down that Sightline can be started: all of it came, or nothing was changed."""
    mark_in(data_dir).unlink(missing_ok=True)
    flush(data_dir)


def _bring_key(settings: Settings, snapshot: Snapshot) -> bool:
    """Put the secret key back where it is kept in a file; a set one is the operator's to change."""
    key = snapshot.secret_key.read_text("utf-8")
    if settings.secret_key:
        return settings.secret_key == key
    coming = settings.data_dir / "secret_key.restored"
    coming.unlink(missing_ok=True)
    write(coming, key)
    coming.replace(settings.data_dir / "secret_key")
    return True


def _compared(settings: Settings, snapshot: Snapshot) -> Mapping[str, Rows]:
    """Read the database as it is now; BackupError where it holds anything else than the backup."""
    with _reading(settings) as connection:
        found = rows.contents(connection)
    told = snapshot.manifest.tables
    other = sorted(name for name in found.keys() | told.keys() if found.get(name) != told.get(name))
    if other:
        raise BackupError(
            f"The database holds something else than the backup, in: {', '.join(other)}. "
            "Do not start Sightline; take another backup."
        )
    return found


def _is_used(settings: Settings) -> bool:
    """Whether somebody has a library here; a damaged database counts as one."""
    url = make_url(settings.sqlalchemy_url)
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite and not Path(url.database or "").is_file():
        return False
    here = (
        sqlite.live(_file(settings)) if is_sqlite else postgresql.reading(settings.sqlalchemy_url)
    )
    try:
        with here as connection:
            there = set(inspect(connection).get_table_names())
            return any(
                connection.scalar(select(literal(1)).select_from(table(name)).limit(1))
                for name in FULL
                if name in there
            )
    except DatabaseError as error:
        if is_sqlite:
            return True
        raise BackupError("The database does not answer. See why: manage.py doctor") from error


def _reading(settings: Settings) -> AbstractContextManager[Connection]:
    """Read the database that was brought back, which nobody uses yet."""
    url = settings.sqlalchemy_url
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    return sqlite.reading(_file(settings)) if is_sqlite else postgresql.reading(url)


def _file(settings: Settings) -> Path:
    return Path(make_url(settings.sqlalchemy_url).database or "").resolve()


def _shown(kind: str) -> str:
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(kind, kind)
