"""Where uploaded and made files are kept: under names of ours, whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from .failure import MediaError

TEMPORARY_MARK = ".part"
QUARANTINE = "quarantine/"
_NAME = re.compile(rf"(?:{QUARANTINE})?[0-9a-f]{{2}}/[0-9a-f]{{32}}(?:\.[a-z0-9]{{1,8}})?")
_SUFFIX = re.compile(r"(?:\.[a-z0-9]{1,8})?")
_CHUNK = 1024 * 1024
_DISK_IS_FULL = {errno.ENOSPC, errno.EDQUOT}


class StorageFull(MediaError):
    """The disk has no room left."""

    def __init__(self) -> None:
        super().__init__(
            "There is no room left on the server's disk, so the file was not kept. "
            "Tell the people who run this site, and try again later."
        )


class FileTooLarge(MediaError):
    """More arrived than one file may hold."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(
            f"This file is larger than {max_bytes / 1024**2:,.0f} MB, the most that can be "
            "uploaded here. Make it shorter or smaller and try again."
        )


def is_quarantined(name: str) -> bool:
    """Whether a stored file is one that nobody has checked yet, or that was found wanting."""
    return name.startswith(QUARANTINE)


def quarantined(name: str) -> str:
    """The name that a file has, or had, before it was checked."""
    return name if is_quarantined(name) else QUARANTINE + name


def released(name: str) -> str:
    """The name that a file has, or will have, once it was checked."""
    return name.removeprefix(QUARANTINE)


class Storage:
    """Files in folders under ``root``. A name (``3f/3f…9.mp4``) is made here and tells nothing.

    A file appears under its name only when all of it is on the disk, so a crash leaves at most a
    temporary file, which `sweep_temporary` removes. What strangers send waits in quarantine under
    a name of the same form (``quarantine/3f/3f…9.mp4``) until `release` gives it its place.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def new_name(self, suffix: str) -> str:
        """A name that no other file has; ``suffix`` like ``.mp4`` or empty."""
        suffix = suffix.lower()
        name = uuid.uuid4().hex
        return f"{name[:2]}/{name}{suffix if _SUFFIX.fullmatch(suffix) else ''}"

    def path(self, name: str) -> Path:
        """The absolute path for a name of ours, whose folder exists. ValueError for any other."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a name of a stored file: {name!r}")
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def save(
        self,
        stream: IO[bytes],
        suffix: str,
        *,
        max_bytes: int | None = None,
        unchecked: bool = False,
    ) -> str:
        """Keep all that ``stream`` gives, in flat memory, and return its name.

        What is ``unchecked`` goes into quarantine. Raises StorageFull, or FileTooLarge as soon as
        more than ``max_bytes`` have come; nothing is left behind then.
        """
        name = self.new_name(suffix)
        name = quarantined(name) if unchecked else name
        with publish(self.path(name)) as temporary, temporary.open("wb") as file:
            left = max_bytes
            while chunk := stream.read(_CHUNK):
                if left is not None and len(chunk) > left:
                    raise FileTooLarge(max_bytes or 0)
                left = None if left is None else left - len(chunk)
                file.write(chunk)
        return name

    def open(self, name: str) -> BinaryIO:
        """Open a kept file for reading. FileNotFoundError where it is gone."""
        return self.path(name).open("rb")

    def delete(self, name: str) -> None:
        """Remove a kept file, released or not; nothing happens where it is gone already."""
        for place in (quarantined(name), released(name)):
            self.path(place).unlink(missing_ok=True)

    def find(self, name: str) -> Path:
        """Where a file is that may have been released since its name was written down."""
        place = self.path(released(name))
        return place if place.is_file() else self.path(name)

    def release(self, name: str) -> str:
        """Move a file out of quarantine, safe on the disk, and return its name there.

        It may be done again: after a crash the file can have moved without anybody knowing.
        FileNotFoundError where it is in neither place.
        """
        waiting, place = self.path(quarantined(name)), self.path(released(name))
        try:
            waiting.replace(place)
        except FileNotFoundError:
            if not place.is_file():
                raise
        _flush(place.parent)
        _flush(waiting.parent)
        return released(name)

    def older_than(self, age_s: float) -> Iterator[list[str]]:
        """The names of files whose last byte was written so long ago, folder by folder."""
        before = time.time() - age_s
        for folder in sorted(self._folders()):
            paths = [path for path in folder.iterdir() if _was_written(path, before)]
            names = (path.relative_to(self._root).as_posix() for path in paths)
            if found := [name for name in names if _NAME.fullmatch(name)]:
                yield found

    def sweep_temporary(self, older_than_s: float) -> int:
        """Remove what crashes left behind, and return how many unfinished files that were.

        ``older_than_s`` counts since the last byte was written, so that work under way is left.
        """
        before = time.time() - older_than_s
        removed = 0
        for folder in self._folders():
            for workplace in folder.glob(f"*{TEMPORARY_MARK}"):
                inside = [workplace, *workplace.glob("*")]
                if all(_was_written(path, before) for path in inside):
                    shutil.rmtree(workplace, ignore_errors=True)
                    removed += 1
        return removed

    def _folders(self) -> Iterator[Path]:
        yield from self._root.glob("??/")
        yield from self._root.glob(f"{QUARANTINE}??/")


@contextmanager
def publish(target: Path) -> Iterator[Path]:
    """Give a temporary path to write; on leaving it takes the name ``target``, safe on the disk.

    It lies alone in a folder of its own, so that a program that writes it needs no other. It ends
    as the target does, since ffmpeg chooses the container by that. Where the block fails, it is
    removed. StorageFull where the disk has no room.
    """
    workplace = target.with_name(f"{target.stem}-{uuid.uuid4().hex[:8]}{TEMPORARY_MARK}")
    temporary = workplace / target.name
    try:
        workplace.mkdir()
        yield temporary
        _flush(temporary)
        temporary.replace(target)
        _flush(target.parent)
    except OSError as error:
        if error.errno in _DISK_IS_FULL:
            raise StorageFull from error
        raise
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def _was_written(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False  # it was swept, published or released meanwhile


def _flush(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
