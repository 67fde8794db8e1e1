"""Where the processes of one machine keep what they count, so that each of them can tell it all.

prometheus_client reads ``PROMETHEUS_MULTIPROC_DIR`` when it is imported. Each ``manage.py web`` and
``manage.py worker`` has a folder of its own there, for itself and the processes that it begins, and
holds a lock on it as long as one of them lives. Folders that nobody holds are removed at the start.

They lie in memory where there is such a place. The files are mapped, and a process that writes to a
mapped file for which the disk has no room is killed (SIGBUS, mmap(2)): numbers must not do that.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
HELD = "held"
MEMORY = Path("/dev/shm")  # noqa: S108  # a folder in it that is not our own is not used

_held: list[IO[bytes]] = []


def begin(data_dir: Path) -> Path:
    """Make a folder for this process and its children, and name it in the environment."""
    base = _base(data_dir)
    for former in base.iterdir():
        _remove_unheld(former)
    own = _held_folder(base)
    os.environ[VARIABLE] = str(own)
    return own


def files() -> Iterator[str]:
    """The files of all processes beside this one; none where each counts for itself alone."""
    own = os.environ.get(VARIABLE)
    if own:
        yield from (str(each) for each in Path(own).parent.glob("*/*.db"))


def _held_folder(base: Path) -> Path:
    """Make a folder that is ours; one that another start removed before it was held is not."""
    while True:
        own = Path(tempfile.mkdtemp(dir=base))
        lock = (own / HELD).open("wb")
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (own / HELD).exists():
            _held.append(lock)
            return own
        lock.close()


def _base(data_dir: Path) -> Path:
    """Where the folders of all processes that serve one data folder are."""
    name = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:16]
    in_memory = MEMORY / f"sightline-{os.getuid()}-{name}"
    with suppress(OSError):
        in_memory.mkdir(mode=0o700, exist_ok=True)
        if in_memory.lstat().st_uid == os.getuid() and not in_memory.is_symlink():
            return in_memory
    base = data_dir / "metrics"
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    return base


def _remove_unheld(folder: Path) -> None:
    try:
        with (folder / HELD).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:  # held, or being made or removed by another process
        return
