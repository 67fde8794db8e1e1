"""Answers that are kept, each until what it was made of changes.

``by_version`` keeps what a version of something gives: its key names the version. ``as_it_is``
keeps what the whole database gives, as long as nobody has written to it, whichever process that
would be: an answer is never older than the request that gets it, and nothing has to be told that it
is over. Keys hold all that tells viewers apart who get different answers.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Hashable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from sqlalchemy import Engine, event, make_url, text

from webapp.config import Settings
from webapp.extensions import READ_ONLY_METHODS, cache, db
from webapp.metrics.series import CACHE

Answer = TypeVar("Answer")
LARGEST = 64 * 1024
"""Texts that are longer are not kept: there is room for some hundreds of them."""
SNAPSHOT = text("SELECT pg_current_snapshot()::text")


class Changes:
    """Tells whether a SQLite database was written to, for a few microseconds.

    ``PRAGMA data_version`` of a connection changes with every commit of any other one.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._guard = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._inode = 0

    def now(self) -> str:
        """What the database's state is called in this process; '' where it cannot be told."""
        with self._guard, suppress(OSError, sqlite3.Error):
            inode = self._file.stat().st_ino
            if self._connection is None or inode != self._inode:  # a backup was brought back
                self._connection, self._inode = self._connected(), inode
                event.listen(db.engine, "engine_disposed", self._close, once=True)
            with closing(self._connection.execute("PRAGMA data_version")) as found:
                return f"{os.getpid()}:{inode}:{found.fetchone()[0]}"
        return ""

    def _close(self, _engine: Engine) -> None:
        with self._guard:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _connected(self) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self._file.as_uri()}?mode=ro", uri=True, check_same_thread=False, timeout=0.1
        )


def init_app(app: Flask) -> None:
    """Note for each request how the database is before anything is read of it."""
    settings: Settings = app.extensions["settings"]
    url = make_url(settings.sqlalchemy_url)
    if url.get_backend_name() == "sqlite":
        changes = Changes(Path(url.database or "").resolve())
        app.before_request(lambda: _note(changes))


def as_it_is(what: str, key: Hashable, make: Callable[[], Answer]) -> Answer:
    """Return what ``make`` gives, or gave since the last change of the database.

    ``what`` names the kind of answer, and ``key`` all that it depends on but for the database. For
    requests that only read.
    """
    state = _state()
    if not state:
        return make()
    whose = state.partition(":")[0]  # processes do not share what states of SQLite are called
    kept: tuple[str, Answer] | None = cache.get(name := f"{what}:{whose}:{key!r}")
    if kept is not None and kept[0] == state:
        CACHE.labels(what, "hit").inc()
        return kept[1]
    CACHE.labels(what, "miss").inc()
    answer = make()
    if not isinstance(answer, str) or len(answer) <= LARGEST:
        cache.set(name, (state, answer))
    return answer


def by_version(what: str, key: str, make: Callable[[], Answer], *, largest: int = 0) -> Answer:
    """Return what ``make`` gives, or gave before for the same key, which names a version.

    ``largest``: what is longer is not kept.
    """
    kept: Answer | None = cache.get(name := f"{what}:{key}")
    if kept is not None:
        CACHE.labels(what, "hit").inc()
        return kept
    CACHE.labels(what, "miss").inc()
    answer = make()
    size: Any = answer
    if not largest or len(size) <= largest:
        cache.set(name, answer)
    return answer


def _note(changes: Changes) -> None:
    # Before the request's own transaction begins: what is read in it is at least as new.
    if request.method in READ_ONLY_METHODS and request.endpoint != "static":
        g.state_of_database = changes.now()


def _state() -> str:
    """How the database was when this request began to read; '' for one that may write."""
    if request.method not in READ_ONLY_METHODS:
        return ""
    if "state_of_database" not in g:
        g.state_of_database = f"{current_app.name}:{_snapshot()}"
    state: str = g.state_of_database
    return state


def _snapshot() -> Any:
    """What PostgreSQL calls its present state: all that is read from here on is at least as new.

    Where nothing was read yet, perhaps nothing will be: no transaction is begun for it, and ended.
    """
    if db.session().in_transaction():
        return db.session.scalar(SNAPSHOT)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return connection.scalar(SNAPSHOT)
