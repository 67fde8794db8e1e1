"""The database: whether it answers, keeps what it is given, and has the schema of this release."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, NullPool, create_engine, func, make_url, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError, SQLAlchemyError

from webapp.config import PROJECT, Settings
from webapp.models.clock import now_ms
from webapp.probes.reading import FAILED, OK, WARNING, Reading

LIMIT_S = 3
CLOCKS_APART_MS = 5_000
UPGRADE = "Run: manage.py db upgrade"


class Away(Exception):
    """There is no talking to the database. ``reading`` says why, and what to do."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading.means)
        self.reading = reading


def _where_it_answers(
    look: Callable[[Connection], Reading],
) -> Callable[[Settings], Reading]:
    """Let a look have a connection; where there is none to be had, that is the reading."""

    @wraps(look)
    def looked(settings: Settings) -> Reading:
        try:
            with connected(settings) as connection:
                return look(connection)
        except Away as away:
            return away.reading

    return looked


@_where_it_answers
def reachable(connection: Connection) -> Reading:
    """Whether the database answers a question."""
    connection.execute(text("SELECT 1"))
    name = "PostgreSQL" if connection.dialect.name == "postgresql" else "SQLite"
    return Reading(OK, f"The database ({name}) answers.")


@_where_it_answers
def durable(connection: Connection) -> Reading:
    """Whether what the database has taken survives a power cut."""
    if connection.dialect.name == "sqlite":
        return _sqlite_durable(connection)
    return _postgresql_durable(connection)


@_where_it_answers
def schema(connection: Connection) -> Reading:
    """Whether the tables are those of this release."""
    current = set(MigrationContext.configure(connection).get_current_heads())
    scripts = _scripts()
    if not current:
        return Reading(FAILED, "The database has no tables yet.", UPGRADE)
    if current == set(scripts.get_heads()):
        return Reading(OK, "The tables are those of this release.")
    try:
        for revision in current:
            scripts.get_revision(revision)
    except CommandError:
        return Reading(
            WARNING,
            "The tables are those of a newer release than this one.",
            "During an upgrade that is as it should be. Otherwise start the newer release.",
        )
    return Reading(FAILED, "The tables are those of an older release.", UPGRADE)


@_where_it_answers
def intact(connection: Connection) -> Reading:
    """Whether the database is damaged; of a large one only a part is looked at."""
    if connection.dialect.name == "sqlite":
        return _sqlite_intact(connection)
    return _postgresql_intact(connection)


@_where_it_answers
def clock(connection: Connection) -> Reading:
    """Whether this machine and the database agree what time it is."""
    before_ms = time.time() * 1000
    theirs = connection.scalar(select(now_ms())) or 0
    after_ms = time.time() * 1000
    apart_ms = max(before_ms - theirs, theirs - after_ms, 0)
    if apart_ms > CLOCKS_APART_MS:
        return Reading(
            WARNING,
            f"This machine's clock is {apart_ms / 1000:.0f} seconds away from the database's.",
            "Set the time of both machines by the network (NTP).",
        )
    return Reading(OK, "This machine and the database agree what time it is.")


@contextmanager
def connected(settings: Settings) -> Iterator[Connection]:
    """A connection of its own that only reads, and waits for nothing longer than ``LIMIT_S``.

    Raises Away, also where the connection breaks inside the block.
    """
    try:
        url = make_url(settings.sqlalchemy_url)
        is_sqlite = url.get_backend_name() == "sqlite"
        if is_sqlite and url.database and not Path(url.database).is_file():
            raise Away(Reading(FAILED, f"There is no database at {url.database}.", UPGRADE))
        waits = (
            {"timeout": LIMIT_S}
            if is_sqlite
            else {"connect_timeout": LIMIT_S, "options": f"-c statement_timeout={LIMIT_S * 1000}"}
        )
        engine = create_engine(
            url,
            poolclass=NullPool,
            connect_args=waits,
            hide_parameters=True,
            execution_options={"read_only": True},
        )
        with engine.connect() as connection:
            yield connection
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise Away(_away(settings, error)) from error


def _away(settings: Settings, error: Exception) -> Reading:
    # The driver's own first line; it names host and database, never the password.
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    if isinstance(error, ProgrammingError) or "no such" in str(cause):  # table, or column
        return Reading(FAILED, "The database does not have the tables of this release.", UPGRADE)
    said = (str(cause).strip().splitlines() or [type(cause).__name__])[0].rstrip(".")
    if settings.sqlalchemy_url.startswith("sqlite"):
        return Reading(
            FAILED,
            f"The database does not answer: {said}.",
            "See whether the disk has room and the file belongs to the user that Sightline runs "
            "as. If it is damaged, bring back a backup (docs/backup.md).",
        )
    return Reading(
        FAILED,
        f"The database does not answer: {said}.",
        "See whether the database server runs and can be reached from here, and whether "
        "SIGHTLINE_DATABASE_URL has the right name and password.",
    )


def _sqlite_durable(connection: Connection) -> Reading:
    if connection.scalar(text("PRAGMA journal_mode")) != "wal":
        return Reading(
            WARNING,
            "The database cannot keep a write-ahead log here, so that readers wait for writers.",
            "Put the data folder on a disk of this machine; network folders cannot do it.",
        )
    return Reading(OK, "What is saved is on the disk before it is said to be saved.")


def _postgresql_durable(connection: Connection) -> Reading:
    off = [
        name
        for name in ("fsync", "full_page_writes", "synchronous_commit")
        if connection.scalar(select(func.current_setting(name))) == "off"
    ]
    if off:
        return Reading(
            WARNING,
            f"A power cut can lose what people saved: {', '.join(off)} is off in PostgreSQL.",
            "Switch it on in postgresql.conf.",
        )
    return Reading(OK, "What is saved is on the disk before it is said to be saved.")


def _sqlite_intact(connection: Connection) -> Reading:
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - the dialect said so
    until = time.monotonic() + LIMIT_S
    raw.set_progress_handler(lambda: int(time.monotonic() > until), 100_000)
    try:
        found = connection.scalar(text("PRAGMA quick_check(1)"))
    except DBAPIError as error:
        if "interrupted" not in str(error.orig):
            raise
        return Reading(OK, f"No damage was found within {LIMIT_S} seconds; the rest was not read.")
    finally:
        raw.set_progress_handler(None, 0)
    if found == "ok":
        return Reading(OK, "The database's file is not damaged.")
    return Reading(
        FAILED,
        f"The database's file is damaged: {found}.",
        "Stop Sightline, keep the file, and bring back a backup (docs/backup.md).",
    )


def _postgresql_intact(connection: Connection) -> Reading:
    broken = connection.scalars(
        text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
    ).all()
    if broken:
        return Reading(
            WARNING,
            f"These indexes are not usable: {', '.join(broken)}.",
            "Have the database's administrator run REINDEX on them.",
        )
    return Reading(OK, "All indexes of the database are usable.")


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    return ScriptDirectory.from_config(config)
