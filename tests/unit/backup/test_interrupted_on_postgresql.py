"""A restore into PostgreSQL is killed at any moment: nothing starts, and it can be done again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import NullPool, create_engine, select, text

from tests.conftest import ROOT
from tests.unit.backup.moving import run, upload, well
from tests.unit.backup.test_interrupted import PATIENCE_S, killed, nobody_is_there
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Media

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql"], indirect=True),
    pytest.mark.usefixtures("installation"),
]

KILLERS = {
    "as statements are written": ("pg_restore", 'kill -9 $PPID; exec {program} "$@"'),
    "before the first statement": ("psql", 'kill -9 $PPID; exec {program} "$@"'),
    "after the last statement": (
        "psql",
        'exec 3<&0; exec {program} "$@" '
        '< <(cat <&3; echo "\\! kill -9 $PPID; tail --pid=$PPID -f /dev/null")',
    ),
    "with all of it there": ("psql", '{program} "$@"; kill -9 $PPID; sleep 60'),
}
"""What PostgreSQL's programs do here: each kills the restore that calls it."""

LOST = {
    "before the end": (
        "psql",
        'exec {program} "$@" < <(cat; echo "SELECT pg_terminate_backend(pg_backend_pid());")',
    ),
    "before the answer": ("psql", '{program} "$@"; exit 2'),
}
"""psql loses its connection, after the last statement or while it waits for word of the end."""


@pytest.fixture
def two_films(app: Flask, settings: Settings, kept: Path) -> Path:
    """A backup of two films; since then they were lost, and another one came."""
    for number in range(2):
        upload(app, f"film {number}".encode() * 1000)
    well(run("backup", kept))
    for media in db.session.scalars(select(Media)):
        app.extensions["storage"].delete(media.file)
    upload(app, b"since then")
    nobody_is_there()
    (settings.data_dir / "secret_key").write_text("a key that was made for an empty library")
    return kept


@pytest.mark.parametrize("moment", KILLERS)
def test_a_restore_is_killed_while_it_changes_the_database(
    settings: Settings,
    two_films: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    with monkeypatch.context() as patched:
        kill_in(*KILLERS[moment], tmp_path / "programs", patched)
        assert killed("replace", 99, "restore", two_films, "--replace") == -signal.SIGKILL
    wait_until_it_is_left(settings)
    assert films(settings) == (2 if moment == "with all of it there" else 3)
    for part in ("web", "worker", "up"):
        refuses_to_start(part, two_films)
    can_be_done_again(settings, two_films)


@pytest.mark.parametrize("moment", LOST)
def test_whoever_restores_is_told_that_nobody_knows_where_the_connection_was_lost(
    settings: Settings,
    two_films: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    with monkeypatch.context() as patched:
        kill_in(*LOST[moment], tmp_path / "programs", patched)
        result = run("restore", two_films, "--replace")
    assert (result.exit_code, "Run the same command again" in result.stderr) == (2, True)
    assert films(settings) == (2 if moment == "before the answer" else 3)
    refuses_to_start("web", two_films)
    can_be_done_again(settings, two_films)


def test_a_restore_is_killed_before_the_key_is_there(settings: Settings, two_films: Path) -> None:
    dies = "replace:secret_key"
    assert killed(dies, 1, "restore", two_films, "--replace") == -signal.SIGKILL
    assert films(settings) == 2
    refuses_to_start("web", two_films)
    can_be_done_again(settings, two_films)


def kill_in(program: str, does: str, folder: Path, patched: pytest.MonkeyPatch) -> None:
    """Put a program of ours before one of PostgreSQL's."""
    folder.mkdir()
    ours = folder / program
    ours.write_text(f"#!/bin/bash\n{does.format(program=shutil.which(program))}\n")
    ours.chmod(0o755)
    patched.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def refuses_to_start(part: str, backups: Path) -> None:
    started = subprocess.run(
        [sys.executable, "manage.py", part],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=PATIENCE_S,
    )  # fmt: skip
    assert started.returncode == 2, part
    assert f"Run it again: manage.py restore {backups}" in started.stderr


def can_be_done_again(settings: Settings, backups: Path) -> None:
    """By the same command; then all is there, and Sightline may start."""
    well(run("restore", backups))  # which compares all with the backup
    assert films(settings) == 2
    assert (settings.data_dir / "secret_key").read_text().startswith("a key for tests")
    assert not (settings.data_dir / "restore.unfinished").exists()


def films(settings: Settings) -> int:
    return asked(settings, "SELECT count(*) FROM media")


def wait_until_it_is_left(settings: Settings) -> None:
    """Nobody is connected: what the restore had started ended with it."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    deadline = time.monotonic() + PATIENCE_S
    while asked(settings, others):
        assert time.monotonic() < deadline, "somebody is still connected"
        time.sleep(0.05)


def asked(settings: Settings, query: str) -> int:
    engine = create_engine(settings.sqlalchemy_url, poolclass=NullPool)
    with engine.connect() as connection:
        found: int = connection.scalar(text(query))
    return found
