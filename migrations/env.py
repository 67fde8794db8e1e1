"""Runs migrations on the application's own engine; started by Flask-Migrate."""

from __future__ import annotations

from alembic import context
from flask import current_app

migrate = current_app.extensions["migrate"]
database = migrate.db

with database.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        # SQLite changes a table by making it anew; dropping the old one must not cascade.
        # (A pragma is heeded only outside a transaction, so not through the engine's own begin.)
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        **migrate.configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
