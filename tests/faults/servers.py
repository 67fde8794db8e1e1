"""A PostgreSQL and a Redis of our own, on free ports, to be stopped, killed and wiped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults.site import free_port, until

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
AS_POSTGRES = ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups")


class Postgres:
    """A cluster in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._data, self._bin = folder / "data", PROGRAMS[0]
        self._prefix = AS_POSTGRES if os.geteuid() == 0 else ()
        folder.mkdir(parents=True)
        if self._prefix:
            shutil.chown(folder, "postgres")
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync")

    @property
    def url(self) -> str:
        """The address for a Sightline."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k '' -c max_connections=40"
        self._run("pg_ctl", "-w", "-l", str(self._data / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: ``fast`` breaks connections, ``immediate`` is a crash that it recovers from."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def _run(self, program: str, *words: str) -> None:
        command = [*self._prefix, str(self._bin / program), "-D", str(self._data), *words]
        subprocess.run(command, check=True, capture_output=True, cwd="/")


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Have a cluster that runs; skipped, with the reason, where there is no PostgreSQL."""
    if not PROGRAMS or (os.geteuid() == 0 and not shutil.which("setpriv")):
        pytest.skip("PostgreSQL's own programs are not installed")
    for parent in folder.parents:  # pytest's folders are for their owner alone
        if str(parent).startswith("/tmp/"):  # noqa: S108
            with suppress(OSError):
                parent.chmod(parent.stat().st_mode | 0o011)
    cluster = Postgres(folder)
    cluster.start()
    try:
        yield cluster
    finally:
        with suppress(subprocess.CalledProcessError):
            cluster.stop("immediate")


class Redis:
    """A Redis that keeps nothing: once it is killed, it is empty."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        keeps_nothing = ["--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", *keeps_nothing],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        asked = ["redis-cli", "-p", str(self.port), "ping"]
        until(lambda: b"PONG" in subprocess.run(asked, capture_output=True, check=False).stdout)

    def kill(self) -> None:
        """As the out-of-memory killer does: all that it held is gone."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()


@contextmanager
def redis(folder: Path) -> Iterator[Redis]:
    """Have a Redis that runs; skipped, with the reason, where it is not installed."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    server = Redis(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
