"""What tests of models share: databases without a schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from tests.unit.databases import Postgresql
from webapp import create_app
from webapp.config import Settings
from webapp.extensions import db


@contextmanager
def without_tables(settings: Settings, address: str) -> Iterator[Flask]:
    """An application with a database that has no tables; its context is entered."""
    app = create_app(settings.model_copy(update={"database_url": address}))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Flask]:
    """An application whose database has no tables."""
    if request.param == "sqlite":
        with without_tables(settings, "") as app:
            yield app
        return
    server: Postgresql = request.getfixturevalue("postgresql")
    with server.bare() as address, without_tables(settings, address) as app:
        yield app
