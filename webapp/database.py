"""How a process connects to its database: what a server is asked for, and how long it may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event, make_url

if TYPE_CHECKING:
    from webapp.config import Settings
    from webapp.patient_connection import PatientConnection

KEEPALIVE = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""A server that went without a word is noticed within a minute (libpq; seconds, the last in ms)."""

ANSWER_LIMIT = "answer_limit_s"
"""A connection's limit for each answer (`PatientConnection`), among what it is made with."""
LATE_S = 10.0
"""So long after the server was to end what takes too long, nobody waits for it any more."""


def engine_options(settings: Settings) -> dict[str, Any]:
    """What SQLAlchemy's engine is made with.

    PostgreSQL ends what takes too long by itself, so that a lost client or a forgotten transaction
    holds nobody up for ever. Migrations may take longer (``migrations/env.py``).
    """
    options: dict[str, Any] = {"hide_parameters": True}  # a failed statement is logged
    if make_url(settings.sqlalchemy_url).get_backend_name() != "postgresql":
        return options
    limits_s = {
        "statement_timeout": settings.database_statement_timeout_s,
        "lock_timeout": settings.database_lock_timeout_s,
        "idle_in_transaction_session_timeout": settings.database_idle_transaction_timeout_s,
    }
    return options | {
        "pool_size": settings.database_pool_size,
        "max_overflow": settings.database_pool_overflow,
        "pool_timeout": settings.database_pool_wait_s,
        "pool_recycle": settings.database_recycle_s,
        "pool_pre_ping": True,  # a server that was restarted costs nobody an error
        "connect_args": {
            "application_name": settings.database_application_name,
            "connect_timeout": settings.database_connect_timeout_s,
            "options": " ".join(f"-c {name}={round(s * 1000)}" for name, s in limits_s.items()),
            **KEEPALIVE,
            ANSWER_LIMIT: settings.database_statement_timeout_s + LATE_S,
        },
    }


@event.listens_for(Engine, "do_connect")
def _connect(
    _dialect: object, _record: object, arguments: Sequence[Any], options: Mapping[str, Any]
) -> PatientConnection | None:
    """Connect to PostgreSQL as ``engine_options`` ask for it; None: SQLAlchemy connects."""
    if ANSWER_LIMIT not in options:
        return None
    from webapp.patient_connection import PatientConnection

    known = {name: value for name, value in options.items() if name != ANSWER_LIMIT}
    connection = PatientConnection.connect(*arguments, **known)
    connection.answer_limit_s = options[ANSWER_LIMIT]
    return connection
