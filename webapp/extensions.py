"""Flask extensions, unbound; ``create_app`` binds them."""

from __future__ import annotations

from typing import Any

from flask import has_request_context, request
from flask_babel import Babel
from flask_caching import Cache
from flask_htmx import HTMX
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import DeclarativeBase

READ_ONLY_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Base(DeclarativeBase):
    """The declarative base of every model."""


class RequestSession(Session):
    """A session whose transactions only read while a reading request is answered.

    SQLite then begins without the write lock, so that pages never wait for a writer.
    """

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        bind = super().get_bind(*args, **kwargs)
        if has_request_context() and request.method in READ_ONLY_METHODS:
            # One engine a session: each engine object would take a connection of its own.
            key = ("reading", id(bind))
            reading: Engine | Connection = self.info.setdefault(
                key, bind.execution_options(read_only=True)
            )
            return reading
        return bind


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
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        reads = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
