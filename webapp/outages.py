"""What is answered while the database cannot do what it is asked: it is full, busy or away.

Nothing is broken then, and as a rule nothing was saved: the answer says so, and when to come again.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import Literal

import structlog
from flask import Flask, Response, current_app, request
from flask_babel import lazy_gettext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolIsEmpty
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from webapp.extensions import READ_ONLY_METHODS, db, has_written, may_be_committed, only_reads
from webapp.pages import errors
from webapp.stored_files import NoRoom

Trouble = Literal["full", "busy", "away"]

log = structlog.stdlib.get_logger(__name__)

SENTENCES: dict[Trouble, str] = {
    "full": lazy_gettext("The server's disk has no room left, so nothing was saved."),
    "busy": lazy_gettext("The database has too much to do just now, so nothing was saved."),
    "away": lazy_gettext("The database cannot be reached just now, so nothing was saved."),
}
UNKNOWN = lazy_gettext(
    "The database was lost while what you sent was being saved. "
    "Look whether it is there before you send it again."
)
RETRY_AFTER_S = 10

_SQLITE: dict[int, Trouble] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR_SHMSIZE: "full",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CANTOPEN: "away",
    sqlite3.SQLITE_IOERR: "away",
}
_POSTGRESQL: dict[str, Trouble] = {
    "53": "busy",  # insufficient resources: too many connections, out of memory
    "53100": "full",
    "55P03": "busy",  # a lock was not to be had in time
    "57014": "busy",  # the statement took too long
    "40": "busy",  # deadlocks and the like: as if it had not been asked
    "57P": "away",  # it is being stopped or started
    "08": "away",
    "25006": "away",  # it only reads: another server is the first one now
}
"""By the beginning of an SQLSTATE (PostgreSQL's documentation, appendix A); the longest counts."""


def init_app(app: Flask) -> None:
    """Answer in words, with 503 or 507, what is no fault of a page."""
    app.register_error_handler(DBAPIError, _answer)
    app.register_error_handler(PoolIsEmpty, _answer)


def trouble_of(error: Exception) -> Trouble | None:
    """What hinders the database; None where the statement itself is at fault."""
    if isinstance(error, PoolIsEmpty):
        return "busy"
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", 0)
        return _SQLITE.get(code) or _SQLITE.get(code & 0xFF)  # the other bits say where exactly
    state = getattr(error.orig, "sqlstate", None) or ""
    named = [start for start in _POSTGRESQL if state.startswith(start)]
    if named:
        return _POSTGRESQL[max(named, key=len)]
    return "away" if error.connection_invalidated or not state else None


def _is_known(error: Exception) -> bool:
    """Whether it is sure that nothing was saved."""
    if request.method not in READ_ONLY_METHODS and only_reads():
        return False
    return not may_be_committed(error)


def _answer(error: Exception) -> Response | HTTPException:
    trouble = trouble_of(error)
    if trouble is None:
        raise error
    log.error("the database does not do its work", trouble=trouble, error=str(error.__cause__))
    said = SENTENCES[trouble] if _is_known(error) else UNKNOWN
    with suppress(DBAPIError):  # the line is lost only now
        db.session.rollback()
    has_written()  # what is left to do only reads: that goes on while somebody else writes
    if trouble == "away":  # nobody is asked who this is: the answer is made without a database
        current_app.login_manager._update_request_context_with_user()  # type: ignore[attr-defined]
    sentence = str(said)  # in the language of whoever asks: that, too, is read
    refusal = (
        NoRoom(sentence)
        if trouble == "full"
        else ServiceUnavailable(sentence, retry_after=RETRY_AFTER_S)
    )
    try:
        return errors.answer(refusal)
    except DBAPIError:  # something of the page's frame is still to be read: then without a frame
        return refusal
