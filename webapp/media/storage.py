"""Where uploaded and made files are kept: under names of ours, whole or not at all."""

from __future__ import annotations

import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from .failure import N_, MediaError

if TYPE_CHECKING:
    from .part_uploads import PartUploads

TEMPORARY_MARK = ".part"
QUARANTINE = "quarantine/"
CHUNK = 1024 * 1024
_NAME = re.compile(rf"(?:{QUARANTINE})?[0-9a-f]{{2}}/[0-9a-f]{{32}}(?:\.[a-z0-9]{{1,8}})?")
_SUFFIX = re.compile(r"(?:\.[a-z0-9]{1,8})?")


class StorageFailure(Exception):
    """Files cannot be kept or had just now. ``str()`` is a sentence for a person."""

    wait_s = 0.0
    """Before so many seconds have passed that stays so; 0: nobody knows."""


class StorageFull(StorageFailure):
    """The disk has no room left."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "There is no room left on the server's disk, so the file was not kept. "
                "Tell the people who run this site, and try again later."
            )
        )


class StorageAway(StorageFailure):
    """What keeps the files does not answer, or answers with errors."""

    def __init__(self, wait_s: float = 0) -> None:
        self.wait_s = wait_s
        super().__init__(
            N_(
                "The files of this site cannot be reached just now. Nothing is lost. "
                "Try again in a few minutes."
            )
        )


class FileGone(MediaError, FileNotFoundError):
    """A file is not there any more."""

    def __init__(self) -> None:
        super().__init__(N_("The file is no longer there. Upload it again."))


class FileTooLarge(MediaError):
    """More arrived than one file may hold."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(
            f"This file is larger than {max_bytes / 1024**2:,.0f} MB, the most that can be "
            "uploaded here. Make it shorter or smaller and try again."
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """How somebody is to get a file: what its answer says, and how long a link to it works."""

    media_type: str
    life_s: int
    save_as: str | None = None
    """The name to save it under; None: it is shown."""
    max_age_s: int = 0
    """How long a browser may keep it without asking again."""


def is_quarantined(name: str) -> bool:
    """Whether a stored file is one that nobody has checked yet, or that was found wanting."""
    return name.startswith(QUARANTINE)


def quarantined(name: str) -> str:
    """The name that a file has, or had, before it was checked."""
    return name if is_quarantined(name) else QUARANTINE + name


def released(name: str) -> str:
    """The name that a file has, or will have, once it was checked."""
    return name.removeprefix(QUARANTINE)


def is_name(name: str) -> bool:
    """Whether it has the form of the names that are made here."""
    return _NAME.fullmatch(name) is not None


def check_name(name: str) -> str:
    """Return a name of ours as it is; ValueError for any other."""
    if not is_name(name):
        raise ValueError(f"not a name of a stored file: {name!r}")
    return name


class Storage(ABC):
    """Keeps files. A name (``3f/3f…9.mp4``) is made here and tells nothing.

    A file appears under its name only when all of it is kept, so a crash leaves at most a
    temporary one, which `sweep_temporary` removes. What strangers send waits in quarantine under
    a name of the same form (``quarantine/3f/3f…9.mp4``) until `release` gives it its place; who
    reads it by either name gets it, for a worker may have died between moving a file and writing
    down where it is.

    Every method raises StorageFailure where files cannot be kept or had just now, and ValueError
    for a name that is not one of ours. What reads raises FileGone where there is no such file.
    """

    def new_name(self, suffix: str) -> str:
        """A name that no other file has; ``suffix`` like ``.mp4`` or empty."""
        suffix = suffix.lower()
        name = uuid.uuid4().hex
        return f"{name[:2]}/{name}{suffix if _SUFFIX.fullmatch(suffix) else ''}"

    def save(
        self,
        stream: IO[bytes],
        suffix: str,
        *,
        max_bytes: int | None = None,
        unchecked: bool = False,
    ) -> str:
        """Keep all that ``stream`` gives, in flat memory, and return its name.

        What is ``unchecked`` goes into quarantine. FileTooLarge as soon as more than ``max_bytes``
        have come; nothing is left behind then, or where it fails.
        """
        name = self.new_name(suffix)
        name = quarantined(name) if unchecked else name
        with self.publish(name) as temporary, temporary.open("wb") as file:
            left = max_bytes
            while chunk := stream.read(CHUNK):
                if left is not None and len(chunk) > left:
                    raise FileTooLarge(max_bytes or 0)
                left = None if left is None else left - len(chunk)
                file.write(chunk)
        return name

    @abstractmethod
    def publish(self, name: str) -> AbstractContextManager[Path]:
        """Give a temporary path to write; on leaving, what is there is kept under ``name``.

        The path lies alone in a folder of its own, so that a program that writes it needs no
        other, and ends as the name does, since ffmpeg chooses the container by that. Where the
        block fails or leaves no file there, nothing is kept.
        """

    @abstractmethod
    def local(self, name: str) -> AbstractContextManager[Path]:
        """Give an absolute path from which a program can read the file, until the block ends."""

    @abstractmethod
    def open(self, name: str) -> BinaryIO:
        """Open a file to read any part of it."""

    @abstractmethod
    def size(self, name: str) -> int:
        """How large a file is, in bytes."""

    @abstractmethod
    def find(self, name: str) -> str:
        """The name that a file has now, which may have been released since it was written down."""

    @abstractmethod
    def address(self, name: str, wanted: Wanted) -> str | None:
        """A link by which whoever has it gets the file straight from where it is kept, for a time.

        None where files are only to be had through us.
        """

    @abstractmethod
    def prepare_release(self, name: str) -> None:
        """Do what takes long of a `release`; whoever reads the file meanwhile is not disturbed.

        No transaction should be open. It may be done again, and so may `release`: after a crash
        the file can have moved without anybody knowing.
        """

    @property
    def part_uploads(self) -> PartUploads | None:
        """Takes files from browsers in parts; None where they all come through us."""
        return None

    @property
    def origin(self) -> str:
        """Where `address` leads to, as browsers write an origin; empty where it leads nowhere."""
        return ""

    @abstractmethod
    def release(self, name: str) -> str:
        """Move a file out of quarantine, safely, and return its name there.

        It must have been prepared. It is quick, so that it can be done in a transaction that keeps
        others from reading the file where it was.
        """

    @abstractmethod
    def delete(self, name: str) -> None:
        """Remove a file, released or not; nothing happens where it is gone already."""

    @abstractmethod
    def older_than(self, age_s: float) -> Iterator[list[str]]:
        """The names of files whose last byte was written so long ago, some at a time."""

    @abstractmethod
    def sweep_temporary(self, older_than_s: float) -> int:
        """Remove what crashes left behind, and return how many unfinished files that were.

        ``older_than_s`` counts since the last byte was written, so that work under way is left.
        """
