"""Runs migrations on the application's own engine; started by Flask-Migrate."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from webapp.models import search_index

migrate = current_app.extensions["migrate"]
database = migrate.db


def _check_references(connection: Connection, checked: bool) -> None:
    """Tell SQLite whether to heed foreign keys.

    SQLite changes a table by making it anew, and dropping the old one must not cascade. It heeds
    the pragma only outside a transaction, so this does not go through the engine's own begin.
    """
    if connection.dialect.name == "sqlite":
        raw = connection.connection.driver_connection
        raw.execute(f"PRAGMA foreign_keys = {'ON' if checked else 'OFF'}")


def _have_time(connection: Connection) -> None:
    """Let statements take their time on PostgreSQL, and one process migrate after the other.

    A change of a table still waits for it no longer than ``lock_timeout``: whoever comes later to
    that table waits behind it. Then it can be tried again.
    """
    if connection.dialect.name == "postgresql":
        connection.connection.driver_connection.answer_limit_s = None
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SET idle_in_transaction_session_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(hashtext('sightline.migrations'))"))
        connection.commit()


def _end_with_it(connection: Connection) -> None:
    """Let what was set for migrations go to nobody who would take this connection next."""
    if connection.dialect.name == "postgresql":
        connection.invalidate()


with database.engine.connect() as connection:
    _have_time(connection)
    _check_references(connection, False)
    try:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            include_name=lambda name, *_: not search_index.is_ours(name),
            transaction_per_migration=True,  # what is locked is given back after each
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
    finally:
        connection.rollback()
        _check_references(connection, True)
        _end_with_it(connection)
