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


def replace(database: Path, dump: Path) -> Path | None:
    """Put a dump in the database's place, and return where the old one lies now.

    Raises BackupError where a process has the old one open.
    """
    coming = database.with_name(f"{database.name}.restored")
    shutil.copyfile(dump, coming)
    coming.chmod(0o600)
    flush(coming)
    old = None
    if database.exists():
        _alone(database)
        old = database.with_name(f"{database.name}.replaced")
        database.replace(old)
    coming.replace(database)
    flush(database.parent)
    return old


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
