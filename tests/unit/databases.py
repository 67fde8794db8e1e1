"""PostgreSQL for tests: one database a process, emptied before each test that uses it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from flask_migrate import upgrade
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from webapp import create_app
from webapp.config import Settings
from webapp.extensions import db

HERE = "postgresql+psycopg://postgres@127.0.0.1/postgres"
WHERE = os.environ.get("SIGHTLINE_TEST_DATABASE_URL", "")
"""Where it is set, all tests that have a database have one there."""

KEEP = """
CREATE SCHEMA kept;
CREATE TABLE kept.library AS TABLE library;
"""
EMPTY = """
DO $$
DECLARE name text; filled bool;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;  -- neither references nor triggers
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
    AND tablename <> 'alembic_version'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %I', name); END IF;
  END LOOP;
  PERFORM setval(seqrelid::regclass, seqstart, false) FROM pg_sequence;
  INSERT INTO library SELECT * FROM kept.library;
  PERFORM setval('library_id_seq', max(id)) FROM library;
END $$
"""


class Postgresql:
    """A server that answers; psycopg.OperationalError where none does."""

    def __init__(self, address: str) -> None:
        self._server = make_url(address).set(drivername="postgresql+psycopg")
        self._name = f"sightline_test_{os.getpid()}"
        self._made = False
        with self._connected(self._server):
            pass

    def emptied(self, folder: Path) -> str:
        """The address of a database with the newest schema, and nothing in it.

        ``folder`` is for what making it the first time leaves behind.
        """
        place = self._server.set(database=self._name)
        if not self._made:
            self._make(self._name)
            migrate(place, folder)
            self._run(place, KEEP)
            self._made = True
        self._run(place, EMPTY)
        return written(place)

    @contextmanager
    def bare(self) -> Iterator[str]:
        """The address of a database without any table, while it is needed."""
        name = f"{self._name}_{uuid4().hex[:8]}"
        self._make(name)
        try:
            yield written(self._server.set(database=name))
        finally:
            self._drop(name)

    def close(self) -> None:
        self._drop(self._name)

    def _make(self, name: str) -> None:
        self._drop(name)
        self._run(self._server, f'CREATE DATABASE "{name}"')

    def _drop(self, name: str) -> None:
        self._run(self._server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _run(self, place: URL, statements: str) -> None:
        with self._connected(place) as connection:
            connection.execute(statements.encode())

    @staticmethod
    def _connected(place: URL) -> psycopg.Connection:
        address = written(place.set(drivername="postgresql"))
        return psycopg.connect(address, autocommit=True, connect_timeout=3)


def written(place: URL) -> str:
    return place.render_as_string(hide_password=False)


def migrate(place: URL, folder: Path) -> None:
    settings = Settings(
        data_dir=folder,
        secret_key="a key for tests, long enough to be one",
        database_url=written(place),
    )
    with create_app(settings).app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()


def find() -> Postgresql:
    """The server that tests use; the test is skipped where none answers and none was asked for."""
    address = WHERE or os.environ.get("SIGHTLINE_TEST_POSTGRES", HERE)
    try:
        return Postgresql(address)
    except (psycopg.OperationalError, ArgumentError) as error:
        if WHERE:
            raise
        pytest.skip(f"no PostgreSQL answers (SIGHTLINE_TEST_POSTGRES): {error}")
