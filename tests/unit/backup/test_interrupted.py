"""Power is lost in the middle of a backup or a restore: who comes back knows what she has."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from tests.conftest import ROOT
from tests.unit.backup.moving import everything, run, upload, well
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Media

pytestmark = pytest.mark.usefixtures("installation")

PATIENCE_S = 120
DIES = """
import os, pathlib, signal, sys

where, left = sys.argv.pop(1), int(sys.argv.pop(1))
where, _, name = where.partition(":")
owner = pathlib.Path if where == "replace" else os
does = getattr(owner, where)

def dying(*arguments):
    global left
    left -= str(arguments[-1]).endswith(name)
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return does(*arguments)

setattr(owner, where, dying)
from manage import main
main()
"""
"""Sightline's command line, killed before it calls the system in some way for the nth time.

``replace:secret_key``: only files that get this name are counted.
"""


def killed(where: str, at: int, *arguments: object) -> int:
    """A command in a process of its own that dies there; how it ended."""
    db.session.rollback()
    command = [sys.executable, "-c", DIES, where, str(at), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode


def nobody_is_there() -> None:
    db.session.remove()
    db.engine.dispose()


def titles(database: Path) -> list[str]:
    engine = create_engine(f"sqlite:///{database}", execution_options={"read_only": True})
    with engine.connect() as connection:
        found = list(connection.scalars(text("SELECT original_name FROM media ORDER BY id")))
    engine.dispose()
    return found


@pytest.mark.parametrize(
    ("where", "at"),
    [("fsync", 1), ("fsync", 2), ("replace", 1), ("replace", 2), ("fsync", 6), ("replace", 3)],
)
def test_a_backup_that_is_killed_is_none_and_is_made_again(
    app: Flask, kept: Path, where: str, at: int
) -> None:
    """With its database copied, a file copied and not named, one file named, its key or itself."""
    upload(app, b"the first film" * 1000)
    well(run("backup", kept))
    for number in range(2):
        upload(app, f"film {number}".encode() * 1000)
    assert killed(where, at, "backup", kept) == -signal.SIGKILL
    assert well(run("backup", kept, "--verify")).count("is whole") == 1, "the one before"
    well(run("backup", kept))
    assert "and 3 files" in well(run("backup", kept, "--verify"))
    assert not [*kept.rglob("*.part")]


@pytest.mark.without("s3", reason="files get their names in a folder")
@pytest.mark.without("postgresql", reason="the database is a file that gets its name")
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_after_a_restore_that_is_killed_all_is_as_before_or_nothing_starts(
    app: Flask, settings: Settings, kept: Path, at: int
) -> None:
    """Before it has its name: either file, the database, the key."""
    storage, database = app.extensions["storage"], settings.data_dir / "sightline.db"
    for number in range(2):
        upload(app, f"film {number}".encode() * 1000)
    well(run("backup", kept))
    then = everything(settings.sqlalchemy_url, settings.data_dir / "media")
    for media in db.session.scalars(db.select(Media)):
        storage.delete(media.file)
    upload(app, b"since then")
    nobody_is_there()
    (settings.data_dir / "secret_key").write_text("a key that was made for an empty library")

    assert killed("replace", at, "restore", kept, "--replace") == -signal.SIGKILL
    assert len(titles(database)) == (2 if at == 4 else 3), "there is always a database"
    started = subprocess.run(
        [sys.executable, "manage.py", "web"],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=PATIENCE_S,
    ) if at > 2 else None  # fmt: skip
    if started is not None:
        assert started.returncode == 2
        assert f"Run it again: manage.py restore {kept}" in started.stderr

    said = well(run("restore", kept, *(["--replace"] if at < 3 else [])))
    assert "What was there before is" in said
    assert len(titles(settings.data_dir / "sightline.db.replaced")) == 3, "nor is that one lost"
    tables, files = everything(settings.sqlalchemy_url, settings.data_dir / "media")
    assert tables == then[0]
    assert files.items() >= then[1].items()
    assert (settings.data_dir / "secret_key").read_text().startswith("a key for tests")
    assert not (settings.data_dir / "restore.unfinished").exists()


def test_a_restore_that_changed_nothing_stops_nobody(
    app: Flask, settings: Settings, kept: Path
) -> None:
    upload(app, b"x" * 1000)
    well(run("backup", kept))
    result = run("restore", kept, "--replace")  # this process has the database open
    assert (result.exit_code, "then restore" in result.stderr) == (2, True)
    assert not (settings.data_dir / "restore.unfinished").exists()
