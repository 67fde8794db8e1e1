"""A Redis of our own, which tests start, kill and find empty again."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE_S = 30

Server = Callable[[], subprocess.Popen[bytes]]
"""Starts it, with nothing in it, and returns when it answers."""


@contextmanager
def own_redis(folder: Path) -> Iterator[tuple[str, Server]]:
    """The address of a Redis that is not started yet, and what starts it."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not on this machine")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    command = [program, *options, "--dir", str(folder)]
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        started.append(server)
        deadline = time.monotonic() + PATIENCE_S
        while not _answers(port):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return server

    try:
        yield f"redis://127.0.0.1:{port}/9", start
    finally:
        for server in started:
            server.kill()
            server.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
