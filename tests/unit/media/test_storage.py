"""A file is kept whole under a name of ours, or not at all."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.media.storage import FileTooLarge, Storage, StorageFull, publish


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "kept")


def files(storage: Storage) -> list[Path]:
    return [path for path in storage._root.rglob("*") if path.is_file()]


def test_what_was_saved_is_read_again(storage: Storage) -> None:
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
def test_a_wild_ending_is_left_off(suffix: str, storage: Storage) -> None:
    assert len(storage.new_name(suffix)) == 35


@given(st.text())
def test_no_name_but_ours_is_opened(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        Storage(Path("kept")).path(name)


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "aa/../../b", "aa/" + "0" * 32 + "\n"]
)
def test_no_path_leads_out(name: str, storage: Storage) -> None:
    with pytest.raises(ValueError, match="not a name"):
        storage.path(name)


def test_an_upload_that_is_too_large_is_stopped_and_leaves_nothing(storage: Storage) -> None:
    with pytest.raises(FileTooLarge, match="3 MB"):
        storage.save(io.BytesIO(b"x" * 4_000_000), ".mp4", max_bytes=3 * 1024 * 1024)
    assert files(storage) == []


def test_a_full_disk_is_called_so_and_leaves_nothing(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull, match="no room left"):
        storage.save(io.BytesIO(b"film"), ".mp4")
    assert files(storage) == []


def test_an_upload_that_breaks_off_leaves_nothing(storage: Storage) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.save(Broken(), ".mp4")
    assert files(storage) == []


def test_what_a_crash_left_is_swept_and_work_under_way_is_not(storage: Storage) -> None:
    kept = storage.save(io.BytesIO(b"film"), ".mp4")
    target = storage.path(storage.new_name(".mp4"))
    with publish(target) as temporary:
        temporary.write_bytes(b"half")
        left = temporary.with_name(temporary.name.replace(".part", "0.part"))
        left.write_bytes(b"half")
        os.utime(left, (0, 0))
        assert storage.sweep_temporary(3600) == 1
        assert temporary.exists()
    assert sorted(files(storage)) == sorted([storage.path(kept), target])
