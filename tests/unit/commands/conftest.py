"""What tests of commands share: an installation that commands find by the environment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.unit.conftest import PutDatabase
from webapp import create_app
from webapp.extensions import db


@pytest.fixture
def installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: PutDatabase, service_settings: None
) -> Iterator[Flask]:
    """An application with every table and nothing in it; its context is not entered."""
    folder = tmp_path / "instance"
    monkeypatch.setenv("SIGHTLINE_DATA_DIR", str(folder))
    monkeypatch.setenv("SIGHTLINE_SECRET_KEY", "a key for tests that is long enough to be taken")
    app = create_app()
    database(folder)
    yield app
    with app.app_context():
        db.engine.dispose()
