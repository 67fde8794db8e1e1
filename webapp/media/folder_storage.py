"""Files kept in folders of this machine."""

from __future__ import annotations

import errno
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from .storage import (
    QUARANTINE,
    TEMPORARY_MARK,
    FileGone,
    Storage,
    StorageFull,
    Wanted,
    check_name,
    is_name,
    quarantined,
    released,
)

_DISK_IS_FULL = {errno.ENOSPC, errno.EDQUOT}


class FolderStorage(Storage):
    """Files in folders under ``root``, each safe on the disk before it has its name."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def path(self, name: str) -> Path:
        """The absolute path for a name of ours, whose folder exists. ValueError for any other."""
        path = self._root / check_name(name)
        _make_folder(path.parent)
        return path

    @contextmanager
    def publish(self, name: str) -> Iterator[Path]:
        """As `Storage.publish`; the temporary path is beside the file's own."""
        with told_if_full():
            target = self.path(name)
            with workplace(target) as temporary:
                yield temporary
                if temporary.exists():
                    flush(temporary)
                    temporary.replace(target)
                    flush(target.parent)

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """As `Storage.local`; the file itself."""
        yield self.path(self.find(name))

    def open(self, name: str) -> BinaryIO:
        """As `Storage.open`."""
        try:
            return self.path(self.find(name)).open("rb")
        except FileNotFoundError as error:
            raise FileGone from error

    def size(self, name: str) -> int:
        """As `Storage.size`."""
        return self.path(self.find(name)).stat().st_size

    def find(self, name: str) -> str:
        """As `Storage.find`."""
        for place in dict.fromkeys((released(name), name)):
            if self.path(place).is_file():
                return place
        raise FileGone

    def address(self, name: str, wanted: Wanted) -> None:
        """None: the files of a folder are only to be had through us."""

    def prepare_release(self, name: str) -> None:
        """Nothing: a file of a folder is moved at once."""
        check_name(name)

    def release(self, name: str) -> str:
        """As `Storage.release`."""
        waiting, place = self.path(quarantined(name)), self.path(released(name))
        try:
            waiting.replace(place)
        except FileNotFoundError as error:
            if not place.is_file():
                raise FileGone from error
        flush(place.parent)
        flush(waiting.parent)
        return released(name)

    def delete(self, name: str) -> None:
        """As `Storage.delete`."""
        for place in (quarantined(name), released(name)):
            self.path(place).unlink(missing_ok=True)

    def older_than(self, age_s: float) -> Iterator[list[str]]:
        """As `Storage.older_than`, folder by folder."""
        before = time.time() - age_s
        for folder in sorted(self._folders()):
            paths = [path for path in folder.iterdir() if was_written(path, before)]
            names = (path.relative_to(self._root).as_posix() for path in paths)
            if found := [name for name in names if is_name(name)]:
                yield found

    def sweep_temporary(self, older_than_s: float) -> int:
        """As `Storage.sweep_temporary`."""
        return sum(sweep_workplaces(folder, older_than_s) for folder in self._folders())

    def _folders(self) -> Iterator[Path]:
        yield from self._root.glob("??/")
        yield from self._root.glob(f"{QUARANTINE}??/")


@contextmanager
def told_if_full() -> Iterator[None]:
    """Turn the system's word for a full disk into StorageFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _DISK_IS_FULL:
            raise StorageFull from error
        raise


@contextmanager
def workplace(target: Path) -> Iterator[Path]:
    """Give a path beside ``target`` in a folder of its own, which goes again with what is in it."""
    folder = target.with_name(f"{target.stem}-{uuid.uuid4().hex[:8]}{TEMPORARY_MARK}")
    try:
        folder.mkdir()
        yield folder / target.name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_workplaces(folder: Path, older_than_s: float) -> int:
    """Remove workplaces that a crash left in a folder, and return how many."""
    before = time.time() - older_than_s
    removed = 0
    for place in folder.glob(f"*{TEMPORARY_MARK}"):
        if all(was_written(path, before) for path in (place, *place.glob("*"))):
            shutil.rmtree(place, ignore_errors=True)
            removed += 1
    return removed


def _make_folder(folder: Path) -> None:
    """Make a folder, and those that it lies in, so that a power cut does not take them away."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    flush(folder.parent)


def was_written(path: Path, before: float) -> bool:
    """Whether nothing was written to it since a time."""
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:  # whoever wrote it has finished just now
        return False


def flush(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
