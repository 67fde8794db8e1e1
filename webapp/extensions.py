"""Flask extensions, unbound; ``create_app`` binds them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from flask import has_request_context, request
from flask_babel import Babel
from flask_caching import Cache
from flask_htmx import HTMX
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, Pool, event, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

from webapp.turns import Turns

READ_ONLY_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BUSY_MS = 10_000
WAIT_WHILE_BUSY = f"PRAGMA busy_timeout = {BUSY_MS}"
"""How long a writer waits for its turn in this process, and then for other processes."""
PATIENCE_MS = 50
"""How long a page that is only read waits to note something."""
_HAS_WRITTEN = "sightline.has_written"
_turns: WeakKeyDictionary[Pool, Turns] = WeakKeyDictionary()


class Base(DeclarativeBase):
    """The declarative base of every model."""


class RequestSession(Session):
    """A session whose transactions only read while a reading request is answered.

    SQLite then begins without the write lock, so that pages never wait for a writer; PostgreSQL
    begins READ ONLY. The same holds for what is read after ``has_written``.
    """

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        bind = super().get_bind(*args, **kwargs)
        if has_request_context() and only_reads():
            # One engine a session: each engine object would take a connection of its own.
            key = ("reading", id(bind))
            reading: Engine | Connection = self.info.setdefault(
                key, bind.execution_options(read_only=True, postgresql_readonly=True)
            )
            return reading
        return bind

    def rollback(self) -> None:
        """Leave what is not committed. The error of a line that is lost is raised once."""
        try:
            super().rollback()
        except DBAPIError:
            self.invalidate()
            raise

    def close(self) -> None:
        """Give back the connection; one that is lost is given up."""
        try:
            super().close()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            self.invalidate()


def has_written() -> None:
    """Say, after the commit, that this request only reads from here on.

    The answer is then made while others write.
    """
    if has_request_context():
        request.environ[_HAS_WRITTEN] = True


def commit_to_answer() -> None:
    """Commit; from here on this request only reads, and what it has read need not be read again.

    For answers that show what was just changed: nobody else could have changed it in between.
    """
    session = db.session()
    session.expire_on_commit = False
    try:
        session.commit()
    finally:
        session.expire_on_commit = True
    has_written()


def may_be_committed(error: BaseException) -> bool:
    """Whether a commit failed only in that no word came back of it: the line was lost meanwhile."""
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return lost and error.statement is None  # type: ignore[attr-defined]


def hold(row: Base) -> None:
    """Wait for whoever changes a row, and read it anew; others wait until the commit.

    What hangs on the row is to be read afterwards. (SQLite lets one writer in at a time, from the
    transaction's beginning, and needs no more than that.)
    """
    db.session.flush()  # refreshing forgets what was changed and not yet sent
    db.session.refresh(row, with_for_update={"key_share": True})


def is_alone(work: str) -> bool:
    """Whether nobody else does this work at present; nobody begins it before the commit.

    SQLite has one writer at a time, who is alone.
    """
    if db.session.get_bind().dialect.name != "postgresql":
        return True
    key = func.hashtext(f"sightline.{work}")
    return bool(db.session.scalar(select(func.pg_try_advisory_xact_lock(key))))


@contextmanager
def noting() -> Iterator[Connection]:
    """A transaction of its own in which a page that is only read notes something, and commits.

    OperationalError where it would have to wait: the next request can note it as well.
    """
    engine = db.engine.execution_options(read_only=True)  # SQLite: no lock before it writes
    with engine.begin() as connection:
        if connection.dialect.name != "sqlite":
            connection.execute(select(func.set_config("lock_timeout", str(PATIENCE_MS), True)))
            yield connection
            return
        usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            yield connection
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {usual}")


def only_reads() -> bool:
    """Whether this request writes nothing, or nothing any more."""
    return request.method in READ_ONLY_METHODS or _HAS_WRITTEN in request.environ


db = SQLAlchemy(model_class=Base, session_options={"class_": RequestSession})
migrate = Migrate()
cache = Cache()
csrf = CSRFProtect()
babel = Babel()
htmx = HTMX()


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: object) -> None:
    """SQLite as design decision 15 measured it: no update is lost, readers do not wait."""
    if type(connection).__module__ != "sqlite3":
        return
    connection.isolation_level = None  # transactions are begun by the listener below
    cursor = connection.cursor()
    cursor.execute(WAIT_WHILE_BUSY)
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if connection.get_execution_options().get("read_only", False):
        connection.exec_driver_sql("BEGIN")
        return
    if "turn" not in connection.info:
        turns = _turns.setdefault(connection.engine.pool, Turns())
        if turns.take(BUSY_MS / 1000):
            connection.info["turn"] = turns
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@event.listens_for(Engine, "checkin")
def _give_turn_back(_connection: object, record: Any) -> None:
    """The transaction is over (``commit`` is told of before it is): the next one may write."""
    if turns := record.info.pop("turn", None):
        turns.give_back()
