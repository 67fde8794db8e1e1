"""Processes and all that they started: found, and ended at once."""

from __future__ import annotations

import os
import signal
from collections import defaultdict
from contextlib import suppress
from pathlib import Path


def family(pid: int) -> list[int]:
    """A process and its descendants: Chromium leaves the session that it was started in."""
    children = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                # pid (name) state parent ...: a name may hold spaces and brackets
                parent = entry.joinpath("stat").read_text().rpartition(")")[2].split()[1]
                children[int(parent)].append(int(entry.name))
    found = [pid]
    for each in found:
        found += children[each]
    return found


def kill(pids: list[int]) -> None:
    """Kill processes, without time to tidy up; nothing happens where one has ended."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
