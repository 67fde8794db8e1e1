"""A file that arrives in pieces: what is said to be there is safe on the disk."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .folder_storage import flush, told_if_full

SYNC_BYTES = 8 * 1024**2
SYNC_S = 2
"""After so much, or so long, the system is asked to put on the disk what it was given: so much is
sent again at most where the machine stops."""


def size_on_disk(path: Path) -> int:
    """How long a file is; 0 where it is not there."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


class Tail:
    """The end of a file, from ``offset`` on.

    It is written at its place and not merely at the end, so that one who was held up for long
    writes again what is there, and never beside it.
    """

    def __init__(self, descriptor: int, offset: int) -> None:
        self._descriptor = descriptor
        self.offset = offset
        """Where the next byte goes."""
        self._synced = offset
        self._synced_at = time.monotonic()

    def write(self, data: bytes) -> None:
        """Write the next bytes. StorageFull where the disk has no room; ``offset`` stays true."""
        left = memoryview(data)
        with told_if_full():
            while left:
                written = os.pwrite(self._descriptor, left, self.offset)
                self.offset += written
                left = left[written:]

    @property
    def is_due(self) -> bool:
        """Whether it is time for `sync`."""
        waited_s = time.monotonic() - self._synced_at
        return self.offset - self._synced >= SYNC_BYTES or waited_s >= SYNC_S

    def sync(self) -> int:
        """Wait until all of it is on the disk, and return the length that is safe now."""
        offset = self.offset
        with told_if_full():
            os.fsync(self._descriptor)
        self._synced, self._synced_at = offset, time.monotonic()
        return offset


@contextmanager
def tail_of(path: Path, offset: int) -> Iterator[Tail]:
    """Open a file to write it from an offset on; it is made where it is not there.

    Raises StorageFull where the disk has no room for that.
    """
    with told_if_full():
        is_new = not path.exists()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        if is_new:
            with told_if_full():
                flush(path.parent)
        yield Tail(descriptor, offset)
    finally:
        os.close(descriptor)
