"""Whole files from elsewhere, kept on this machine's disk while there is room.

Any number of processes share one folder. All that one needs to know of the others lies in the file
system: a file that is used is locked (``flock``), one that is being fetched is locked by who
fetches it and has its full length from the start, so that lengths add up to what is taken. A
process that dies lets go of its locks; what it was fetching is fetched again from the beginning.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from .failure import N_
from .folder_storage import told_if_full
from .storage import TEMPORARY_MARK, StorageFailure


class CacheTooSmall(StorageFailure):
    """What is used at this moment leaves no room for another file."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This server has no room to work on the file just now. Nothing is lost. "
                "It is tried again by itself."
            )
        )


class Source(NamedTuple):
    """Where a file comes from."""

    size: int
    write_to: Callable[[BinaryIO], None]
    """Writes all of it, in any order."""


class DiskCache:
    """Files under ``folder``, together never more than ``max_bytes``; who was used last stays."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder.resolve()
        self._max_bytes = max_bytes

    @contextmanager
    def held(self, name: str, find: Callable[[], Source]) -> Iterator[Path]:
        """Give the path of a file that nobody removes until the block ends.

        ``find`` is asked only where the file is not here. Two that want it at once fetch it once.
        CacheTooSmall where it finds no room, StorageFull where the disk has none; else what
        ``find`` and its source raise.
        """
        path = self._path(name)
        file = _opened(path)
        while file is None:
            self._fetch(path, find)
            file = _opened(path)
        with file:
            with suppress(FileNotFoundError):
                os.utime(path)
            yield path

    def adopt(self, name: str, made: Path) -> None:
        """Move a file that was made on this file system in, where there is room for it."""
        with suppress(CacheTooSmall), self._space():
            self._make_room(made.stat().st_size)
            made.replace(self._path(name))

    def drop(self, name: str) -> None:
        """Remove a file, unless somebody uses it."""
        _removed(self._path(name))

    def sweep(self, unused_s: float) -> int:
        """Remove what nobody has used for so long, and return how many unfinished files those were.

        A file that is being fetched is not touched, however long it takes.
        """
        before = time.time() - unused_s
        swept = 0
        for path, status in self._files():
            if status.st_mtime < before and _removed(path):
                swept += path.name.endswith(TEMPORARY_MARK)
        return swept

    @property
    def bytes(self) -> int:
        """How much all files take, those that are being fetched with all that they will take."""
        return sum(status.st_size for _, status in self._files())

    def _fetch(self, path: Path, find: Callable[[], Source]) -> None:
        """Put a file at ``path``, unless somebody else has done so when it is this one's turn."""
        part = path.with_name(path.name + TEMPORARY_MARK)
        with part.open("a+b") as locked:
            fcntl.flock(locked, fcntl.LOCK_EX)
            if not _is_at(locked, part) or path.exists():
                _remove_if_mine(locked, part)
                return
            try:
                source = find()
                self._reserve(locked, source.size)
                with part.open("r+b") as file:
                    source.write_to(file)
            except BaseException:
                _remove_if_mine(locked, part)
                raise
            part.replace(path)

    def _reserve(self, part: BinaryIO, size: int) -> None:
        """Give a file its length, on the disk as well, once there is room for it."""
        with self._space(), told_if_full():
            part.truncate(0)
            self._make_room(size)
            try:
                if size:
                    os.posix_fallocate(part.fileno(), 0, size)
            except OSError as error:
                if error.errno not in (errno.EOPNOTSUPP, errno.EINVAL):
                    raise
                part.truncate(size)

    def _make_room(self, size: int) -> None:
        """Remove what was not used for longest and is not used now."""
        if size > self._max_bytes:
            raise CacheTooSmall
        oldest_first = sorted(self._files(), key=lambda found: found[1].st_mtime)
        taken = sum(status.st_size for _, status in oldest_first)
        for path, status in oldest_first:
            if taken + size <= self._max_bytes:
                return
            if _removed(path):
                taken -= status.st_size
        if taken + size > self._max_bytes:
            raise CacheTooSmall

    @contextmanager
    def _space(self) -> Iterator[None]:
        """Nobody else reserves room meanwhile."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self._folder.glob("??/*"):
            with suppress(FileNotFoundError):
                yield path, path.stat()

    def _path(self, name: str) -> Path:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def _opened(path: Path) -> BinaryIO | None:
    """Open a file so that nobody removes it; None where it is not there."""
    with suppress(FileNotFoundError):
        file = path.open("rb")
        fcntl.flock(file, fcntl.LOCK_SH)
        if _is_at(file, path):
            return file
        file.close()
    return None


def _removed(path: Path) -> bool:
    """Remove a file that nobody uses or fetches; whether that was done."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return _remove_if_mine(file, path)
    except (BlockingIOError, FileNotFoundError):
        return False


def _remove_if_mine(locked: BinaryIO, path: Path) -> bool:
    if _is_at(locked, path):
        path.unlink()
        return True
    return False


def _is_at(file: BinaryIO, path: Path) -> bool:
    """Whether an open file is still the one at a path: it may have been moved or removed."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
