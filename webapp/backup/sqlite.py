"""SQLite: a copy of the running database as it was at one moment, and putting one in its place."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine

from webapp.backup.folder import BackupError, flush

WAIT_S = 10


@contextmanager
def snapshot(database: Path, target: Path) -> Iterator[Connection]:
    """Copy the database to ``target``, and give a connection that reads the copy.

    One step of SQLite's backup reads all pages in one transaction: writers go on meanwhile, and
    what they write is not in the copy.
    """
    with (
        closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=WAIT_S)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        target.chmod(0o600)
        live.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE")  # all in one file
    flush(target)
    with reading(target) as connection:
        yield connection


@contextmanager
def reading(database: Path) -> Iterator[Connection]:
    """A connection that reads a file that nobody writes, and changes nothing beside it."""
    engine = create_engine(
        f"sqlite:///file:{database}?mode=ro&immutable=1&uri=true",
        poolclass=NullPool,
        execution_options={"read_only": True},
    )
    with engine.connect() as connection:
        yield connection


@contextmanager
def live(database: Path) -> Iterator[Connection]:
    """A connection that reads the database that Sightline uses, its log included."""
    engine = create_engine(
        f"sqlite:///{database}", poolclass=NullPool, execution_options={"read_only": True}
    )
    with engine.connect() as connection:
        yield connection


def bring(dump: Path, database: Path, *, goes_on: bool) -> None:
    """Make ready what `replace` does: copy a dump beside the database, and find that one alone.

    ``goes_on``: a restore that was interrupted is done again, and what lies beside the database
    since then stays. Raises BackupError where a process has the database open.
    """
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming = _coming(database)
    shutil.copyfile(dump, coming)
    coming.chmod(0o600)
    flush(coming)
    if database.exists():
        _alone(database)
    if not goes_on:
        _old(database).unlink(missing_ok=True)


def replace(database: Path) -> Path | None:
    """Put what was brought in the database's place at one go, and return where the old one lies.

    There is a database under its name all the time.
    """
    old = _old(database)
    if database.exists() and not old.exists():
        old.hardlink_to(database)
    _coming(database).replace(database)
    flush(database.parent)
    return old if old.exists() else None


def _old(database: Path) -> Path:
    return database.with_name(f"{database.name}.replaced")


def _coming(database: Path) -> Path:
    return database.with_name(f"{database.name}.restored")


def _alone(database: Path) -> None:
    """Bring all that is in the log into the file; nobody else may have it open then."""
    try:
        with closing(sqlite3.connect(database, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise BackupError(
                "Sightline is running: stop its web server and workers, then restore."
            ) from error
        # It is damaged, which is why somebody restores.
        for ending in ("-wal", "-shm"):
            database.with_name(f"{database.name}{ending}").unlink(missing_ok=True)
