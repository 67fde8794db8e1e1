"""An installation of which backups are made, and an empty place that they come back to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.unit import databases
from tests.unit.backup.moving import KEY
from webapp.config import Settings


@pytest.fixture
def installation(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands have the same installation as the test; its key is kept in its folder."""
    monkeypatch.setenv("SIGHTLINE_DATA_DIR", str(settings.data_dir))
    (settings.data_dir / "secret_key").write_text(KEY)


@pytest.fixture
def elsewhere(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Have commands find an empty place instead: another data folder, and another database."""
    folder = tmp_path / "elsewhere"

    def go() -> None:
        monkeypatch.setenv("SIGHTLINE_DATA_DIR", str(folder))

    if "SIGHTLINE_DATABASE_URL" in os.environ:
        server: databases.Postgresql = request.getfixturevalue("postgresql")
        with server.bare() as address:
            go()
            monkeypatch.setenv("SIGHTLINE_DATABASE_URL", address)
            yield folder
    else:
        go()
        yield folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "backups"
