"""A file is kept whole under a name of ours, or not at all."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.media.folder_storage import FolderStorage
from webapp.media.storage import FileGone, FileTooLarge, StorageFull, is_quarantined


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "kept")


def files(storage: FolderStorage) -> list[Path]:
    return [path for path in storage._root.rglob("*") if path.is_file()]


def test_what_was_saved_is_read_again(storage: FolderStorage) -> None:
    name = storage.save(io.BytesIO(b"film" * 1_000_000), ".MP4")
    assert name.endswith(".mp4")
    with storage.open(name) as file:
        assert file.read() == b"film" * 1_000_000
    assert files(storage) == [storage.path(name)]
    storage.delete(name)
    storage.delete(name)
    assert files(storage) == []


@pytest.mark.parametrize(
    "suffix", ["", ".", "../../x", ".mp4/../..", ".m p", "mp4", ".toolongsuffix"]
)
def test_a_wild_ending_is_left_off(suffix: str, storage: FolderStorage) -> None:
    assert len(storage.new_name(suffix)) == 35


@given(st.text())
def test_no_name_but_ours_is_opened(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        FolderStorage(Path("kept")).path(name)


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "aa/../../b", "aa/" + "0" * 32 + "\n"]
)
def test_no_path_leads_out(name: str, storage: FolderStorage) -> None:
    with pytest.raises(ValueError, match="not a name"):
        storage.path(name)


def test_an_upload_that_is_too_large_is_stopped_and_leaves_nothing(storage: FolderStorage) -> None:
    with pytest.raises(FileTooLarge, match="3 MB"):
        storage.save(io.BytesIO(b"x" * 4_000_000), ".mp4", max_bytes=3 * 1024 * 1024)
    assert files(storage) == []


def test_a_full_disk_is_called_so_and_leaves_nothing(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull, match="no room left"):
        storage.save(io.BytesIO(b"film"), ".mp4")
    assert files(storage) == []


def test_an_upload_that_breaks_off_leaves_nothing(storage: FolderStorage) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.save(Broken(), ".mp4")
    assert files(storage) == []


def test_what_a_crash_left_is_swept_and_work_under_way_is_not(storage: FolderStorage) -> None:
    kept = storage.save(io.BytesIO(b"film"), ".mp4")
    waiting = storage.save(io.BytesIO(b"unknown"), ".mp4", unchecked=True)
    for target in (storage.path(kept), storage.path(waiting)):
        abandoned = target.with_name("abandoned.part") / target.name
        abandoned.parent.mkdir()
        abandoned.write_bytes(b"half")
        for path in (abandoned, abandoned.parent):
            os.utime(path, (0, 0))
    with storage.publish(storage.new_name(".mp4")) as temporary:
        temporary.write_bytes(b"half")
        os.utime(temporary.parent, (0, 0))
        assert storage.sweep_temporary(3600) == 2
        assert temporary.exists()
    assert len(files(storage)) == 3


def test_an_unchecked_file_lies_apart_until_it_is_released(storage: FolderStorage) -> None:
    name = storage.save(io.BytesIO(b"film"), ".mp4", unchecked=True)
    assert is_quarantined(name)
    assert files(storage) == [storage.path(name)] == [storage.path(storage.find(name))]
    place = storage.release(name)
    assert not is_quarantined(place)
    assert files(storage) == [storage.path(place)] == [storage.path(storage.find(name))]
    assert storage.path(place).read_bytes() == b"film"


def test_a_release_that_nobody_heard_of_is_found_and_may_be_done_again(
    storage: FolderStorage,
) -> None:
    name = storage.save(io.BytesIO(b"film"), ".mp4", unchecked=True)
    assert storage.release(name) == storage.release(name)
    storage.delete(name)
    assert files(storage) == []
    with pytest.raises(FileGone):
        storage.release(name)


def test_old_files_are_listed_by_their_names_and_nothing_else_is(storage: FolderStorage) -> None:
    old = [storage.save(io.BytesIO(b"old"), ".mp4", unchecked=u) for u in (True, False)]
    for name in old:
        os.utime(storage.path(name), (0, 0))
    stranger = storage.path(old[0]).with_name("notes.txt")
    stranger.touch()
    os.utime(stranger, (0, 0))
    storage.save(io.BytesIO(b"new"), ".mp4")
    assert sorted(name for names in storage.older_than(3600) for name in names) == sorted(old)


def test_who_writes_a_file_needs_no_folder_but_its_own(storage: FolderStorage) -> None:
    with storage.publish(storage.new_name(".mp4")) as temporary:
        temporary.write_bytes(b"film")
        assert list(temporary.parent.iterdir()) == [temporary]
