"""What is left of a folder when the power is cut after any call to the system.

A file system owes nothing but what was asked for by fsync(2): a file's content as it was at the
last fsync of the file, and a folder's list of names as it was at the last fsync of the folder. It
may also have kept all names and none of the content. Both disks are looked at after every call.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CALLS = ("fsync", "fdatasync", "replace", "rename", "mkdir", "unlink", "rmdir", "link")
Disk = dict[str, bytes]
"""The content of each file by its path."""


class PowerCut:
    """Follows what is asked of the system about ``root``, which is safe on the disk at first."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._root = root
        self.calls = 0
        self._content: dict[int, bytes] = {}
        self._names: dict[int, dict[str, int]] = {}
        self._paths: list[Callable[[], None]] = []
        for folder in (root, *(path for path in root.rglob("*") if path.is_dir())):
            self._keep(folder)
        for file in (path for path in root.rglob("*") if path.is_file()):
            self._keep(file)
        for name in CALLS:
            monkeypatch.setattr(os, name, self._watched(getattr(os, name)))

    def check(self, look: Callable[[], None]) -> None:
        """Have ``look`` called after every call from now on."""
        self._paths.append(look)

    def disks(self) -> Iterator[Disk]:
        """The disk with nothing that was not asked for, and the one with all names."""
        yield dict(self._files(self._root.stat().st_ino, self._safe_names, ""))
        yield dict(self._files(self._root.stat().st_ino, self._present_names, ""))

    def safe(self) -> Disk:
        """What is there in any case."""
        return next(self.disks())

    def _watched(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            result = call(*args, **kwargs)
            if call.__name__ in ("fsync", "fdatasync"):
                self._keep(Path(f"/proc/self/fd/{args[0]}").readlink())
            self.calls += 1
            for look in self._paths:
                look()
            return result

        return watched

    def _keep(self, path: Path) -> None:
        """What an fsync of a file or of a folder keeps."""
        if not path.is_relative_to(self._root):
            return
        number = path.stat().st_ino
        if path.is_dir():
            self._names[number] = {each.name: each.stat().st_ino for each in path.iterdir()}
        else:
            self._content[number] = path.read_bytes()

    def _files(
        self, folder: int, names: Callable[[int], dict[str, int]], path: str
    ) -> Iterator[tuple[str, bytes]]:
        for name, number in names(folder).items():
            if self._is_folder(number):
                yield from self._files(number, names, f"{path}{name}/")
            else:
                yield f"{path}{name}", self._content.get(number, b"")

    def _safe_names(self, folder: int) -> dict[str, int]:
        return self._names.get(folder, {})

    def _present_names(self, folder: int) -> dict[str, int]:
        at = self._folders().get(folder)
        return {each.name: each.stat().st_ino for each in at.iterdir()} if at else {}

    def _is_folder(self, number: int) -> bool:
        return number in self._names or number in self._folders()

    def _folders(self) -> dict[int, Path]:
        found = [path for path in self._root.rglob("*") if path.is_dir()]
        return {path.stat().st_ino: path for path in (self._root, *found)}
