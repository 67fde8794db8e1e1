"""A library whose files an object store keeps comes back, into another store or a folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask

from tests.unit.backup.moving import everything, upload
from tests.unit.media.buckets import in_a_bucket, store
from webapp import create_app
from webapp.backup import BackupFolder, make, restore
from webapp.config import Settings
from webapp.extensions import db
from webapp.media.storage import Storage

__all__ = ["store"]


@pytest.fixture
def settings(settings: Settings, store: str) -> Settings:
    return in_a_bucket(settings, store)


def contents(storage: Storage) -> dict[str, bytes]:
    """All that a store or a folder holds."""
    found = {}
    for some in storage.older_than(-3600):
        for name in some:
            with storage.open(name) as file:
                found[name] = file.read()
    return found


@pytest.mark.parametrize("into", ["a bucket", "a folder"])
def test_everything_comes_back_from_a_backup_of_a_bucket(
    app: Flask,
    settings: Settings,
    store: str,
    kept: Path,
    tmp_path: Path,
    into: str,
    request: pytest.FixtureRequest,
) -> None:
    for number in range(3):
        upload(app, f"film {number}".encode() * 1000)
    made = make(BackupFolder(kept), settings, app.extensions["storage"])
    assert (len(made.manifest.files), made.manifest.lost) == (3, ())
    tables, _ = everything(settings.sqlalchemy_url, tmp_path)
    files = contents(app.extensions["storage"])
    assert len(files) == 3

    folder: Path = request.getfixturevalue("elsewhere")
    address = os.environ.get("SIGHTLINE_DATABASE_URL", "")
    lost = settings.model_copy(
        update={"data_dir": folder, "database_url": address, "s3_bucket": ""}
    )
    there = in_a_bucket(lost, store) if into == "a bucket" else lost
    other = create_app(there)
    with other.app_context():
        done = restore(BackupFolder(kept), there, other.extensions["storage"])
        assert done.files == 3
        assert contents(other.extensions["storage"]) == files
        db.engine.dispose()
    assert everything(there.sqlalchemy_url, tmp_path)[0] == tables


def test_a_second_backup_of_a_bucket_fetches_only_what_is_new(
    app: Flask, settings: Settings, kept: Path
) -> None:
    upload(app, b"x" * 1000)
    first = make(BackupFolder(kept), settings, app.extensions["storage"])
    upload(app, b"y" * 500)
    second = make(BackupFolder(kept), settings, app.extensions["storage"])
    assert (first.new_bytes, second.new_bytes) == (1000, 500)
