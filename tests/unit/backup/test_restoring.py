"""Whoever has lost a disk has everything again, as it was when the last backup was made."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from tests.unit.backup.moving import KEY, everything, run, upload, well
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Media

pytestmark = pytest.mark.usefixtures("installation")
both_databases = pytest.mark.both_databases
in_a_file = pytest.mark.without("postgresql", reason="the database is a file here")


@both_databases
def test_everything_comes_back_as_it_was(
    app: Flask, settings: Settings, kept: Path, request: pytest.FixtureRequest
) -> None:
    for number in range(3):
        upload(app, f"film {number}".encode() * 1000)
    url = settings.sqlalchemy_url
    said = well(run("backup", kept))
    assert "and 3 files" in said
    assert "The secret key is in it" in said
    before = everything(url, settings.data_dir / "media")
    folder: Path = request.getfixturevalue("elsewhere")
    told = well(run("restore", kept))
    assert "media  the same" in told
    assert "Now run: manage.py db upgrade" in told
    there = Settings(data_dir=folder, database_url=os.environ.get("SIGHTLINE_DATABASE_URL", ""))
    assert everything(there.sqlalchemy_url, folder / "media") == before
    assert (folder / "secret_key").read_text() == KEY
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["content", "database", "secret_key", "gone"])
def test_a_damaged_backup_is_found_and_not_brought_back(
    app: Flask, settings: Settings, kept: Path, damage: str, request: pytest.FixtureRequest
) -> None:
    upload(app, b"x" * 1000)
    well(run("backup", kept))
    (content,) = (kept / "contents").glob("??/*")
    (snapshot,) = (kept / "snapshots").iterdir()
    place = {"content": content, "gone": content}.get(damage, snapshot / damage)
    if damage == "gone":
        place.unlink()
    else:
        place.write_bytes(place.read_bytes()[:-1] + b"!")
    for command in (["backup", kept, "--verify"], ["restore", kept]):
        if command[0] == "restore":
            request.getfixturevalue("elsewhere")
        result = run(*command)
        assert result.exit_code == 2
        assert place.name in result.stderr
    assert not (settings.data_dir.parent / "elsewhere" / "sightline.db").exists()


def test_nobody_writes_over_a_library_by_mistake(app: Flask, kept: Path) -> None:
    upload(app, b"x" * 1000)
    well(run("backup", kept))
    slug = upload(app, b"y" * 1000)
    result = run("restore", kept)
    assert (result.exit_code, "add --replace" in result.stderr) == (2, True)
    assert Media.by_slug(slug) is not None
    db.session.rollback()
    result = run("restore", kept, "--replace")
    assert (result.exit_code, "then restore" in result.stderr) == (2, True)  # we are connected
    assert Media.by_slug(slug) is not None
    db.session.remove()
    db.engine.dispose()
    well(run("restore", kept, "--replace"))
    assert Media.by_slug(slug) is None


@in_a_file
def test_the_database_that_was_there_is_kept_beside(
    app: Flask, settings: Settings, kept: Path
) -> None:
    well(run("backup", kept))
    upload(app, b"x" * 1000)
    upload(app, b"y" * 1000)
    db.session.remove()
    db.engine.dispose()
    assert "What was there before is" in well(run("restore", kept, "--replace"))
    with closing(sqlite3.connect(settings.data_dir / "sightline.db.replaced")) as old:
        assert old.execute("SELECT count(*) FROM media").fetchone() == (2,)


@in_a_file
def test_a_damaged_database_can_be_replaced(app: Flask, settings: Settings, kept: Path) -> None:
    slug = upload(app, b"x" * 1000)
    well(run("backup", kept))
    db.session.remove()
    db.engine.dispose()
    (settings.data_dir / "sightline.db").write_bytes(b"not a database at all" * 1000)
    well(run("restore", kept, "--replace"))
    assert Media.by_slug(slug) is not None


def test_what_is_no_backup_is_said_to_be_none(tmp_path: Path, kept: Path) -> None:
    assert "no whole backup" in run("restore", tmp_path / "nowhere", "--replace").stderr
    folder = kept / "snapshots" / "2026"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"format": 99}))
    result = run("restore", kept)
    assert (result.exit_code, "cannot be read" in result.stderr) == (2, True)


def test_another_key_is_named(
    app: Flask, kept: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    upload(app, b"x")
    well(run("backup", kept))
    request.getfixturevalue("elsewhere")
    monkeypatch.setenv("SIGHTLINE_SECRET_KEY", "another key that is long enough, too")
    assert "SIGHTLINE_SECRET_KEY is another one" in well(run("restore", kept))
