"""A folder of backups on a disk: contents by their hash, and snapshots with their manifests."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from webapp.backup.manifest import Content, Manifest

CHUNK = 1024 * 1024
MANIFEST = "manifest.json"
DUMP = "database"
SECRET_KEY = "secret_key"  # noqa: S105 (the name of a file)
UNFINISHED = ".part"


class BackupError(Exception):
    """It cannot be done. ``str()`` says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One whole backup."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def dump(self) -> Path:
        return self.folder / DUMP

    @property
    def secret_key(self) -> Path:
        return self.folder / SECRET_KEY


class BackupFolder:
    """Where backups are kept. What is there already is never written to."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._contents = self.root / "contents"
        self._snapshots = self.root / "snapshots"

    def snapshots(self) -> list[Snapshot]:
        """All that are whole, the oldest first; BackupError where a manifest cannot be read."""
        found = sorted(self._snapshots.glob(f"*/{MANIFEST}"))
        return [self._snapshot(file.parent) for file in found if not _is_unfinished(file.parent)]

    def newest(self, name: str | None = None) -> Snapshot:
        """The last one, or the one of this name; BackupError where there is none."""
        found = [each for each in self.snapshots() if name in (None, each.name)]
        if not found:
            which = f"no backup {name}" if name else "no whole backup"
            raise BackupError(f"There is {which} in {self.root}. Name a folder with one.")
        return found[-1]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep others from making a backup here meanwhile; BackupError where somebody is."""
        for folder in (self.root, self._contents, self._snapshots):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BackupError(
                    f"Another backup is being made in {self.root}. Wait until it is done."
                ) from error
            for left in self._snapshots.glob(f"*{UNFINISHED}"):
                shutil.rmtree(left)
            for left in self._contents.glob(f"*{UNFINISHED}"):
                left.unlink()
            yield

    @contextmanager
    def begun(self, name: str) -> Iterator[Path]:
        """Give a folder for a new snapshot; it gets its name once the block has written all."""
        folder = self._snapshots / f"{name}{UNFINISHED}"
        folder.mkdir(mode=0o700)
        try:
            yield folder
            if not (folder / MANIFEST).is_file():
                raise BackupError("The backup was not finished.")
            flush(folder)
            folder.replace(self._snapshots / name)
            flush(self._snapshots)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def place(self, content: Content) -> Path:
        """Where a content lies, or would."""
        return self._contents / content.sha256[:2] / content.sha256

    def has(self, content: Content) -> bool:
        """Whether a content is there, by its size; `check` reads it."""
        place = self.place(content)
        return place.is_file() and place.stat().st_size == content.size

    def keep(self, source: BinaryIO) -> Content:
        """Keep what a file holds, safe on the disk, unless it is there already."""
        handle, name = tempfile.mkstemp(dir=self._contents, suffix=UNFINISHED)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                content = copied(source, file)
                file.flush()
                os.fsync(file.fileno())
            place = self.place(content)
            if not self.has(content):
                place.parent.mkdir(exist_ok=True)
                temporary.replace(place)
                flush(place.parent)
        finally:
            temporary.unlink(missing_ok=True)
        return content

    def check(self, snapshot: Snapshot) -> None:
        """Read everything and compare it with the manifest; BackupError names what is damaged."""
        manifest = snapshot.manifest
        damaged = [
            str(place.relative_to(self.root))
            for place, content in (
                (snapshot.dump, manifest.dump),
                (snapshot.secret_key, manifest.secret_key),
                *((self.place(content), content) for content in set(manifest.files.values())),
            )
            if content_of(place) != content
        ]
        if damaged:
            some = ", ".join(damaged[:3])
            raise BackupError(
                f"{len(damaged)} of the files of this backup are missing or damaged ({some}). "
                "Take another one, from another disk."
            )

    def forget_all_but(self, number: int) -> int:
        """Remove older snapshots and what only they had; return how many snapshots those were."""
        found = self.snapshots()
        old, kept = found[:-number], found[-number:]
        for snapshot in old:
            gone = snapshot.folder.with_name(f"{snapshot.name}{UNFINISHED}")
            snapshot.folder.replace(gone)  # from here on it is no backup
            shutil.rmtree(gone)
        needed = {content.sha256 for each in kept for content in each.manifest.files.values()}
        for place in self._contents.glob("??/*"):
            if place.name not in needed:
                place.unlink()
        return len(old)

    def _snapshot(self, folder: Path) -> Snapshot:
        try:
            manifest = Manifest.from_json((folder / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise BackupError(f"{folder / MANIFEST} cannot be read: {error}.") from error
        return Snapshot(folder, manifest)


def copied(source: IO[bytes], target: IO[bytes]) -> Content:
    """Copy in flat memory, and return what was copied."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        target.write(chunk)
    return Content(digest.hexdigest(), size)


def content_of(file: Path) -> Content | None:
    """What a file holds; None where it cannot be read."""
    try:
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
            return Content(digest, opened.tell())
    except OSError:
        return None


def write(file: Path, text: str) -> None:
    """Write a file that only we can read, safe on the disk."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())


def flush(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_unfinished(folder: Path) -> bool:
    return folder.name.endswith(UNFINISHED)
