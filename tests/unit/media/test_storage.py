"""A file is kept whole under a name of ours, or not at all: in a folder and in a bucket."""

from __future__ import annotations

import errno
import io
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.media.buckets import MIB, bucket_at, object_store, storage_at
from webapp.media import object_storage
from webapp.media.disk_cache import DiskCache
from webapp.media.folder_storage import FolderStorage
from webapp.media.object_storage import ObjectStorage
from webapp.media.storage import (
    FileGone,
    FileTooLarge,
    Storage,
    StorageFull,
    check_name,
    is_quarantined,
)


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    with object_store() as address:
        yield address


@pytest.fixture(params=["folder", "bucket", "part of a bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return FolderStorage(tmp_path / "kept")
    prefix = "sightline/" if request.param != "bucket" else ""
    return storage_at(bucket_at(request.getfixturevalue("store"), prefix), tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "kept")


def names(storage: Storage) -> list[str]:
    """Everything that is kept, whatever its age."""
    return sorted(name for some in storage.older_than(-3600) for name in some)


def content(storage: Storage, name: str) -> bytes:
    with storage.open(name) as file:
        return file.read()


def leftovers(root: Path) -> list[Path]:
    return list(root.rglob("*.part*"))


def test_what_was_saved_is_read_again(storage: Storage, tmp_path: Path) -> None:
    name = storage.save(io.BytesIO(b"film" * 100_000), ".MP4")
    assert name.endswith(".mp4")
    assert content(storage, name) == b"film" * 100_000
    assert storage.size(name) == 400_000
    with storage.local(name) as path:
        assert path.is_absolute()
        assert path.suffix == ".mp4"
        assert path.read_bytes() == b"film" * 100_000
    assert names(storage) == [name]
    storage.delete(name)
    storage.delete(name)
    assert names(storage) == []
    assert leftovers(tmp_path) == []


def test_any_part_of_a_file_can_be_read(storage: Storage) -> None:
    name = storage.save(io.BytesIO(bytes(range(256)) * 4096), ".mp4")
    with storage.open(name) as file:
        assert file.seek(1_000_000) == 1_000_000
        assert file.read(3) == bytes((64, 65, 66))
        file.seek(-1, io.SEEK_END)
        assert file.read() == b"\xff"
        assert file.read() == b""
        file.seek(2)
        assert file.read(2) == b"\x02\x03"


def test_a_file_that_is_gone_is_called_so(storage: Storage) -> None:
    name = storage.new_name(".mp4")
    for ask in (storage.size, storage.find, storage.open):
        with pytest.raises(FileGone, match="no longer there"):
            ask(name)
    with pytest.raises(FileGone), storage.local(name) as path:
        path.read_bytes()


@pytest.mark.parametrize(
    "suffix", ["", ".", "../../x", ".mp4/../..", ".m p", "mp4", ".toolongsuffix"]
)
def test_a_wild_ending_is_left_off(suffix: str, folder: FolderStorage) -> None:
    assert len(folder.new_name(suffix)) == 35


@given(st.text())
def test_no_name_but_ours_is_opened(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        check_name(name)


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "aa/../../b", "aa/" + "0" * 32 + "\n"]
)
def test_no_path_leads_out(name: str, storage: Storage) -> None:
    for ask in (storage.size, storage.find, storage.open, storage.delete, storage.local,
                storage.publish, storage.prepare_release):  # fmt: skip
        with pytest.raises(ValueError, match="not a name"):
            _used(ask, name)


def _used(ask: Callable[[str], Any], name: str) -> None:
    answer = ask(name)
    if hasattr(answer, "__enter__"):
        with answer:
            pass


def test_an_upload_that_is_too_large_is_stopped_and_leaves_nothing(
    storage: Storage, tmp_path: Path
) -> None:
    with pytest.raises(FileTooLarge, match="3 MB"):
        storage.save(io.BytesIO(b"x" * 4_000_000), ".mp4", max_bytes=3 * MIB)
    assert names(storage) == []
    assert leftovers(tmp_path) == []


def test_a_full_disk_is_called_so_and_leaves_nothing(
    folder: FolderStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull, match="no room left"):
        folder.save(io.BytesIO(b"film"), ".mp4")
    assert names(folder) == []
    assert leftovers(tmp_path) == []


def test_an_upload_that_breaks_off_leaves_nothing(storage: Storage, tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.save(Broken(), ".mp4")
    assert names(storage) == []
    assert leftovers(tmp_path) == []


def test_where_nothing_was_made_nothing_is_kept(storage: Storage) -> None:
    with storage.publish(storage.new_name(".jpg")) as temporary:
        assert not temporary.exists()
    assert names(storage) == []


def test_what_a_crash_left_in_a_folder_is_swept_and_work_under_way_is_not(
    folder: FolderStorage, tmp_path: Path
) -> None:
    kept = folder.save(io.BytesIO(b"film"), ".mp4")
    waiting = folder.save(io.BytesIO(b"unknown"), ".mp4", unchecked=True)
    for target in (folder.path(kept), folder.path(waiting)):
        abandoned = target.with_name("abandoned.part") / target.name
        abandoned.parent.mkdir()
        abandoned.write_bytes(b"half")
        for path in (abandoned, abandoned.parent):
            os.utime(path, (0, 0))
    with folder.publish(folder.new_name(".mp4")) as temporary:
        temporary.write_bytes(b"half")
        os.utime(temporary.parent, (0, 0))
        assert folder.sweep_temporary(3600) == 2
        assert temporary.exists()
    assert leftovers(tmp_path) == []


def test_an_unchecked_file_lies_apart_until_it_is_released(storage: Storage) -> None:
    name = storage.save(io.BytesIO(b"film"), ".mp4", unchecked=True)
    assert is_quarantined(name)
    assert names(storage) == [name] == [storage.find(name)]
    storage.prepare_release(name)
    place = storage.release(name)
    assert not is_quarantined(place)
    assert names(storage) == [place] == [storage.find(name)]
    assert content(storage, place) == content(storage, name) == b"film"


def test_a_release_that_nobody_heard_of_is_found_and_may_be_done_again(storage: Storage) -> None:
    name = storage.save(io.BytesIO(b"film"), ".mp4", unchecked=True)
    assert released_now(storage, name) == released_now(storage, name)
    with storage.local(name) as path:
        assert path.read_bytes() == b"film"
    storage.delete(name)
    assert names(storage) == []
    with pytest.raises(FileGone):
        released_now(storage, name)


def released_now(storage: Storage, name: str) -> str:
    storage.prepare_release(name)
    return storage.release(name)


def test_old_files_are_listed_by_their_names_and_nothing_else_is(storage: Storage) -> None:
    kept = [storage.save(io.BytesIO(b"film"), ".mp4", unchecked=u) for u in (True, False)]
    if isinstance(storage, FolderStorage):
        storage.path(kept[0]).with_name("notes.txt").touch()
    else:
        assert isinstance(storage, ObjectStorage)
        bucket = storage.bucket
        for key in ("notes.txt", f"{bucket.prefix}aa/notes.txt"):
            bucket.client.put_object(Bucket=bucket.name, Key=key, Body=b"")
    assert names(storage) == sorted(kept)
    assert [*storage.older_than(3600)] == []


def test_who_writes_a_file_needs_no_folder_but_its_own(storage: Storage) -> None:
    with storage.publish(storage.new_name(".mp4")) as temporary:
        temporary.write_bytes(b"film")
        assert list(temporary.parent.iterdir()) == [temporary]


# The object store alone


@pytest.fixture
def bucket(store: str, tmp_path: Path) -> ObjectStorage:
    return storage_at(bucket_at(store), tmp_path / "here")


def elsewhere(storage: ObjectStorage, tmp_path: Path) -> ObjectStorage:
    """Another machine with the same bucket."""
    folder = tmp_path / "elsewhere"
    return ObjectStorage(storage.bucket, DiskCache(folder, 100 * MIB), folder / "work")


def test_a_large_file_goes_and_comes_in_parts_and_is_the_same(
    bucket: ObjectStorage, tmp_path: Path
) -> None:
    sent = os.urandom(1024) * 1024 * 34
    name = bucket.save(io.BytesIO(sent), ".mp4", unchecked=True)
    key = bucket.bucket.key(name)
    head = bucket.bucket.client.head_object(Bucket=bucket.bucket.name, Key=key)
    assert head["ETag"].strip('"').endswith("-3"), "it was not sent in three parts"
    with elsewhere(bucket, tmp_path).local(name) as path:
        assert path.read_bytes() == sent


def test_a_file_that_comes_damaged_is_not_worked_on(bucket: ObjectStorage, tmp_path: Path) -> None:
    name = bucket.save(io.BytesIO(b"film"), ".mp4")
    client, key = bucket.bucket.client, bucket.bucket.key(name)
    kept = client.head_object(Bucket=bucket.bucket.name, Key=key)["Metadata"]
    client.put_object(Bucket=bucket.bucket.name, Key=key, Body=b"fi1m", Metadata=kept)
    other = elsewhere(bucket, tmp_path)
    with pytest.raises(object_storage.StorageAway), other.local(name):
        pass
    assert leftovers(tmp_path) == []
    assert not [*(tmp_path / "elsewhere").glob("??/*")]


def test_a_file_that_is_released_while_it_is_fetched_is_had_all_the_same(
    bucket: ObjectStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = bucket.save(io.BytesIO(b"film"), ".mp4", unchecked=True)
    other = elsewhere(bucket, tmp_path)
    fetch = other._fetch
    times = []

    def released_meanwhile(*args: Any) -> None:
        if not times:
            bucket.prepare_release(name)
        times.append(args)
        fetch(*args)

    monkeypatch.setattr(other, "_fetch", released_meanwhile)
    with other.local(name) as path:
        assert path.read_bytes() == b"film"
    assert len(times) == 2


def test_what_was_just_made_is_not_fetched_again(
    bucket: ObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = bucket.save(io.BytesIO(b"film"), ".mp4", unchecked=True)
    monkeypatch.setattr(bucket.bucket.client, "download_fileobj", None)
    with bucket.local(name) as path:
        assert path.read_bytes() == b"film"


def test_parts_that_never_became_a_file_go_after_their_time(
    bucket: ObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, name = bucket.bucket.client, bucket.bucket.name
    client.create_multipart_upload(Bucket=name, Key=bucket.bucket.key(bucket.new_name(".mp4")))
    # The store of the tests says that they are of 2010.
    with monkeypatch.context() as patch:
        patch.setattr(bucket, "_parts_kept_s", time.time())
        assert bucket.sweep_temporary(0) == 0
    assert bucket.sweep_temporary(0) == 1
    assert "Uploads" not in client.list_multipart_uploads(Bucket=name)


def test_work_that_a_crash_left_here_is_swept(bucket: ObjectStorage, tmp_path: Path) -> None:
    name = bucket.new_name(".mp4")
    left = tmp_path / "here" / "cache" / "work" / name[:2] / "left.part"
    left.mkdir(parents=True)
    (left / "film.mp4").write_bytes(b"half")
    for path in (left / "film.mp4", left):
        os.utime(path, (0, 0))
    assert bucket.sweep_temporary(3600) == 1
    assert leftovers(tmp_path) == []


def test_links_are_the_same_for_a_while_and_then_others(
    bucket: ObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = bucket.save(io.BytesIO(b"film"), ".mp4")
    wanted = object_storage.Wanted("video/mp4", 600, "Ölbilder, Teil 1.mp4", 60)
    now = time.time() // 600 * 600
    monkeypatch.setattr(time, "time", lambda: now)
    first = bucket.address(name, wanted)
    assert first is not None
    assert first.startswith(bucket.origin)
    assert "X-Amz-Expires=901" in first
    monkeypatch.setattr(time, "time", lambda: now + 299)
    assert bucket.address(name, wanted) == first
    monkeypatch.setattr(time, "time", lambda: now + 301)
    assert bucket.address(name, object_storage.Wanted("video/mp4", 60)) != first
