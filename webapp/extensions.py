"""Flask extensions, unbound; ``create_app`` binds them."""

from __future__ import annotations

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
from sqlalchemy import Connection, Engine, Pool, event
from sqlalchemy.orm import DeclarativeBase

from webapp.turns import Turns

READ_ONLY_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BUSY_MS = 10_000
WAIT_WHILE_BUSY = f"PRAGMA busy_timeout = {BUSY_MS}"
"""How long a writer waits for its turn in this process, and then for other processes."""
_HAS_WRITTEN = "sightline.has_written"
_turns: WeakKeyDictionary[Pool, Turns] = WeakKeyDictionary()


class Base(DeclarativeBase):
    """The declarative base of every model."""


class RequestSession(Session):
    """A session whose transactions only read while a reading request is answered.

    SQLite then begins without the write lock, so that pages never wait for a writer. The same
    holds for what is read after ``has_written``.
    """

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        bind = super().get_bind(*args, **kwargs)
        if has_request_context() and _only_reads():
            # One engine a session: each engine object would take a connection of its own.
            key = ("reading", id(bind))
            reading: Engine | Connection = self.info.setdefault(
                key, bind.execution_options(read_only=True)
            )
            return reading
        return bind


def has_written() -> None:
    """Say, after the commit, that this request only reads from here on.

    The answer is then made while others write. Writing all the same is no loss, but can fail
    where somebody else has written since.
    """
    if has_request_context():
        request.environ[_HAS_WRITTEN] = True


def _only_reads() -> bool:
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
