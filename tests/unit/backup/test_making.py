"""A backup is whole, while everybody works, or it is none."""

from __future__ import annotations

import os
import shutil
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.unit.backup.moving import engine_of, run, upload, well
from webapp import create_app
from webapp.backup import BackupError, BackupFolder, make, making
from webapp.config import Settings, load_settings
from webapp.extensions import db
from webapp.models import Media

pytestmark = pytest.mark.usefixtures("installation")
both_databases = pytest.mark.both_databases
in_a_file = pytest.mark.without("postgresql", reason="the database is a file here")


@contextmanager
def busy(app: Flask, *works: Callable[[int], None]) -> Iterator[None]:
    """Let people do this again and again meanwhile; what goes wrong for one of them fails."""
    over, wrong = threading.Event(), []

    def work(do: Callable[[int], None]) -> None:
        number = 0
        with app.app_context():
            while not over.is_set():
                try:
                    do(number)
                except Exception as error:
                    wrong.append(error)
                    return
                finally:
                    db.session.remove()
                number += 1

    threads = [threading.Thread(target=work, args=(each,)) for each in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert wrong == []


@both_databases
def test_a_backup_is_whole_while_people_upload_edit_and_delete(
    app: Flask, settings: Settings, kept: Path, request: pytest.FixtureRequest
) -> None:
    acknowledged = [upload(app, f"before {number}".encode() * 3000) for number in range(5)]
    deleted: list[str] = []

    def uploading(number: int) -> None:
        if number < 60:  # a quick machine would else have too much to compare
            upload(app, f"during {number}".encode() * 5_000)

    def editing(number: int) -> None:
        db.session.execute(text("UPDATE cue SET text = :said"), {"said": f"Edit {number}"})
        db.session.commit()

    def deleting(_number: int) -> None:
        media = db.session.scalars(
            select(Media).where(Media.slug.not_in(acknowledged)).order_by(Media.id).limit(1)
        ).first()
        if media is not None:
            file = media.file
            db.session.delete(media)
            db.session.commit()
            deleted.append(file)
            app.extensions["storage"].delete(file)

    db.session.rollback()
    with busy(app, uploading, editing, deleting):
        for _ in range(2):
            well(run("backup", kept))
    assert deleted
    folder: Path = request.getfixturevalue("elsewhere")
    first, second = BackupFolder(kept).snapshots()
    assert (first.manifest.lost, second.manifest.lost) == ((), ())
    well(run("restore", kept, "--snapshot", second.name))  # which compares all
    there = Settings(data_dir=folder, database_url=os.environ.get("SIGHTLINE_DATABASE_URL", ""))
    engine = engine_of(there.sqlalchemy_url)
    with engine.connect() as connection:
        found = dict(connection.execute(select(Media.slug, Media.file)).all())
        texts = set(connection.scalars(text("SELECT DISTINCT text FROM cue")))
    engine.dispose()
    assert set(acknowledged) <= found.keys()
    storage = create_app(load_settings()).extensions["storage"]
    for file in found.values():
        assert storage.size(file) > 0
    # One moment: an edit changed all lines there were, and later uploads brought their own.
    assert len({each for each in texts if each.startswith("Edit")}) <= 1


def test_a_file_that_is_deleted_meanwhile_is_in_no_backup(
    app: Flask, settings: Settings, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was copied, then the media is deleted, then the files are copied."""
    stays, goes = upload(app, b"stays"), upload(app, b"goes")
    keep = making._Files.keep

    def delete_then_keep(self: making._Files, names: set[str]) -> object:
        if len(names) == 2:
            media = Media.by_slug(goes)
            assert media is not None
            file = media.file
            db.session.delete(media)
            db.session.commit()
            app.extensions["storage"].delete(file)
        return keep(self, names)

    monkeypatch.setattr(making._Files, "keep", delete_then_keep)
    made = make(BackupFolder(kept), settings, app.extensions["storage"])
    assert (len(made.manifest.files), made.manifest.lost) == (1, ())
    assert made.manifest.tables["media"].number == 1
    assert Media.by_slug(stays) is not None
    assert len(BackupFolder(kept).snapshots()) == 1


def test_a_file_that_was_lost_before_is_named_and_the_rest_is_kept(app: Flask, kept: Path) -> None:
    upload(app, b"stays")
    lost = Media.by_slug(upload(app, b"is lost"))
    assert lost is not None
    app.extensions["storage"].delete(lost.file)
    result = run("backup", kept)
    assert result.exit_code == 1
    assert lost.file in result.stderr
    (snapshot,) = BackupFolder(kept).snapshots()
    assert (len(snapshot.manifest.files), snapshot.manifest.lost) == (1, (lost.file,))


def test_a_second_backup_copies_only_what_is_new(app: Flask, kept: Path) -> None:
    upload(app, b"x" * 2**20)
    assert "New were 1.0 MB" in well(run("backup", kept))
    upload(app, b"y" * 2**21)
    assert "New were 2.0 MB" in well(run("backup", kept))
    assert "New were 0.0 MB" in well(run("backup", kept))
    assert len([*(kept / "contents").glob("??/*")]) == 2


def test_older_backups_go_when_asked_and_take_only_their_own(app: Flask, kept: Path) -> None:
    slug = upload(app, b"x" * 1000)
    well(run("backup", kept))
    media = Media.by_slug(slug)
    assert media is not None
    app.extensions["storage"].delete(media.file)
    db.session.delete(media)
    db.session.commit()
    upload(app, b"y" * 1000)
    assert "Removed: 1 older." in well(run("backup", kept, "--keep", 1))
    assert len([*(kept / "contents").glob("??/*")]) == 1
    assert "is whole" in well(run("backup", kept, "--verify"))


def test_an_interrupted_backup_is_not_a_backup(
    app: Flask, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(app, b"x" * 1000)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(making, "write", interrupted)
        assert run("backup", kept).exit_code == 1
    assert BackupFolder(kept).snapshots() == []
    assert "no whole backup" in run("backup", kept, "--verify").stderr
    (kept / "snapshots" / "2026-01-01.part").mkdir()  # as a machine that lost power leaves it
    well(run("backup", kept))
    assert len([*(kept / "snapshots").iterdir()]) == 1


def test_a_backup_is_for_nobody_else_to_read(app: Flask, kept: Path) -> None:
    upload(app, b"x" * 1000)
    well(run("backup", kept))
    (snapshot,) = BackupFolder(kept).snapshots()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    for file in (snapshot.secret_key, snapshot.dump):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_at_once_do_not_mix(app: Flask, kept: Path) -> None:
    folder = BackupFolder(kept)
    with folder.alone():
        assert "Another backup is being made" in run("backup", kept).stderr


def test_a_password_stands_in_no_list_of_processes(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for psql notes how it is called."""
    from webapp.backup import postgresql

    programs = tmp_path / "programs"
    programs.mkdir()
    noted = tmp_path / "noted"
    program = programs / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$@" > {noted}; echo "$PGPASSWORD" >> {noted}; exit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    with pytest.raises(BackupError, match="pg_dump failed"):
        postgresql._run("postgresql+psycopg://ana:s3cret@db/videos", "pg_dump", "--format=custom")
    assert noted.read_text().splitlines() == ["--format=custom", "s3cret"]


@in_a_file
def test_there_must_be_a_database(kept: Path, settings: Settings) -> None:
    db.session.remove()
    db.engine.dispose()
    with suppress(FileNotFoundError):
        shutil.rmtree(settings.data_dir)
    result = run("backup", kept)
    assert (result.exit_code, "There is no database" in result.stderr) == (2, True)
