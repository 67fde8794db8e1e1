"""A clock that is set while processes run, as an administrator or a time server sets it.

libfaketime would do, but its 0.9.10 (Debian 12) takes deadlines of the steady clock for times of
day: Python's ``time.sleep`` then ends with EINVAL. ``clock.c`` changes the time of day alone.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("clock.c")
HOUR_S = 3600


class Clock:
    """The clock of all processes that have its ``environment``."""

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("cc")
        if compiler is None:
            pytest.skip("there is no C compiler (cc) to make a clock that can be set")
        self._file, self._library = folder / "ahead_s", folder / "clock.so"
        command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(self._library), str(SOURCE)]
        subprocess.run(command, check=True)
        self._file.write_bytes(struct.pack("l", 0))

    def set(self, ahead_s: int) -> None:
        """Have it so far ahead of the right time, for whoever runs and whoever will."""
        with self._file.open("r+b", buffering=0) as file:
            file.write(struct.pack("l", ahead_s))

    @property
    def environment(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self._library), "AHEAD_S_FILE": str(self._file)}
