"""Files that nobody needs are removed, and nothing that a person uploaded ever is."""

from __future__ import annotations

import io
import os

import pytest
from flask import Flask

from tasks.tidying import ABANDONED_S, tidy
from tests.unit.conftest import MediaFactory
from webapp.extensions import db
from webapp.media.folder_storage import FolderStorage
from webapp.models import Media, Rendition

pytestmark = pytest.mark.without("s3", reason="a store sets the times of its files itself")


@pytest.fixture
def storage(app: Flask) -> FolderStorage:
    found: FolderStorage = app.extensions["storage"]
    return found


def old(storage: FolderStorage, *, unchecked: bool = False) -> str:
    name = storage.save(io.BytesIO(b"film"), ".mp4", unchecked=unchecked)
    os.utime(storage.path(name), (0, 0))
    return name


def test_what_a_crash_left_beside_a_media_is_removed_and_its_files_stay(
    storage: FolderStorage, media_factory: MediaFactory
) -> None:
    media = media_factory()
    media.poster = old(storage)
    media.renditions.append(Rendition(file=old(storage), media_type="video/mp4"))
    db.session.commit()
    os.utime(storage.path(media.file), (0, 0))
    orphans = [old(storage), old(storage, unchecked=True)]
    assert tidy(storage) == len(orphans)
    assert not any(storage.path(name).exists() for name in orphans)
    for name in (media.file, media.poster, media.renditions[1].file):
        assert storage.path(name).exists()


@pytest.mark.parametrize("moved", [False, True])
def test_an_upload_that_waited_for_days_stays_wherever_a_worker_died(
    storage: FolderStorage, media_factory: MediaFactory, moved: bool
) -> None:
    media = media_factory(state="failed")
    media.file = old(storage, unchecked=True)
    db.session.commit()
    if moved:
        storage.release(media.file)
    tidy(storage)
    with storage.open(media.file) as file:
        assert file.read() == b"film"


def test_an_upload_that_took_days_and_is_not_committed_yet_stays(
    storage: FolderStorage, media_factory: MediaFactory
) -> None:
    media_factory()
    name = storage.save(io.BytesIO(b"film"), ".mp4", unchecked=True)
    begun = storage.path(name).stat().st_mtime - 3 * ABANDONED_S
    os.utime(storage.path(name).parent, (begun, begun))
    tidy(storage)
    assert storage.path(name).exists()


def test_beside_an_empty_database_nothing_is_removed(storage: FolderStorage) -> None:
    name = old(storage)
    assert db.session.query(Media).count() == 0
    assert tidy(storage) == 0
    assert storage.path(name).exists()
