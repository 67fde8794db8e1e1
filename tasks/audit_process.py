"""An audit's own process: what it says of its way, and its limits of memory and time.

A limit of address space (``RLIMIT_AS``) breaks Chromium, so what the process and all that it
started really hold is looked at while it works. When this side goes away, the process ends too:
its standard input is closed then.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tasks.failures import StepFailed
from tasks.processes import family, kill
from webapp.config import PROJECT
from webapp.media.failure import N_

KIB = 1024
LOOK_EVERY_S = 1.0
_CHUNK = 64 * KIB

TOO_LARGE = N_(
    "The audit took more memory than this installation allows, and was stopped. "
    "Look at fewer pages, or in fewer forms."
)
TOO_LONG = N_(
    "The audit took longer than this installation allows, and was stopped. "
    "Look at fewer pages, or in fewer forms."
)
BROKE_OFF = N_(
    "The audit broke off. Start it again; if it breaks off once more, ask an administrator."
)

News = Mapping[str, Any]
"""What the process says of itself, a line of JSON: ``done``, ``in_all``, ``subject``; at a failure
``failed``, a sentence."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process and everything that it starts may take, together."""

    memory_bytes: int
    seconds: float


def follow(
    command: Sequence[str], limits: Limits, errors: Path, on_news: Callable[[News], None]
) -> None:
    """Run a program to its end; StepFailed with a sentence where it does not come to a good one.

    ``on_news`` gets each line, and nothing (``{}``) about once a second; what it raises stops the
    program. ``errors`` takes what the program complains of.
    """
    with errors.open("wb") as complaints, _started(command, complaints) as process:
        try:
            for news in _news(process, limits):
                if "failed" in news:
                    raise StepFailed(str(news["failed"]))
                on_news(news)
            if process.wait(LOOK_EVERY_S * 10):
                raise StepFailed(BROKE_OFF)
        except subprocess.TimeoutExpired as error:
            raise StepFailed(BROKE_OFF) from error
        finally:
            _end(process)


def _started(command: Sequence[str], complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start it without our settings: the known library must not be filled into our database."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SIGHTLINE_")}
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        cwd=PROJECT,
        env=plain,
        start_new_session=True,
    )


def _news(process: subprocess.Popen[bytes], limits: Limits) -> Iterator[News]:
    """Yield what the process says until it says no more, and look after its limits meanwhile."""
    assert process.stdout is not None  # noqa: S101 - _started always makes the pipe
    pipe, begun, looked, rest = process.stdout.fileno(), time.monotonic(), 0.0, b""
    said_something = select.poll()
    said_something.register(pipe, select.POLLIN)
    while True:
        ready = said_something.poll(LOOK_EVERY_S * 1000)
        now = time.monotonic()
        if now - begun > limits.seconds:
            raise StepFailed(TOO_LONG)
        if now - looked >= LOOK_EVERY_S:
            looked = now
            if held_bytes(process.pid) > limits.memory_bytes:
                raise StepFailed(TOO_LARGE)
            yield {}
        if not ready:
            continue
        said = os.read(pipe, _CHUNK)
        if not said:
            return
        *lines, rest = (rest + said).split(b"\n")
        yield from map(json.loads, lines)


def held_bytes(pid: int) -> int:
    """How much memory a process and its descendants hold; what they share counts once."""
    return sum(_held(each) for each in family(pid))


def _held(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * KIB
    return 0  # it is gone, or nobody's to look at


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and all that it started; nothing happens where it has ended."""
    if process.poll() is None:
        kill(family(process.pid))
    process.wait()
