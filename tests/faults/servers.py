"""A PostgreSQL and a Redis of our own, on free ports, to be stopped, killed and wiped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import psycopg
import pytest
from psycopg import sql

from tests.faults.site import free_port, until

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
AS_POSTGRES = ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups")


class Postgres:
    """A cluster in an empty folder that is handed over to it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._data, self._bin = folder / "data", PROGRAMS[0]
        self._prefix = AS_POSTGRES if os.geteuid() == 0 else ()
        if self._prefix:
            shutil.chown(folder, "postgres")
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync")

    @property
    def url(self) -> str:
        """The address for a Sightline."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def copy(self, name: str) -> str:
        """Make another database of what is in the usual one, and return its address."""
        address = self.url.replace("+psycopg", "").rpartition("/")[0]
        with psycopg.connect(f"{address}/template1", autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE postgres").format(sql.Identifier(name))
            )
            # Sequences were copied with numbers that they need not write down before using them.
            connection.execute("CHECKPOINT")
        return f"{self.url.rpartition('/')[0]}/{name}"

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k '' -c max_connections=40"
        self._run("pg_ctl", "-w", "-l", str(self._data / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: ``fast`` breaks connections, ``immediate`` is a crash that it recovers from."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def _run(self, program: str, *words: str) -> None:
        command = [*self._prefix, str(self._bin / program), "-D", str(self._data), *words]
        # pg_ctl's server keeps what it inherits open, so what is said goes to a file.
        with TemporaryFile() as said:
            done = subprocess.run(command, check=False, stdout=said, stderr=said, cwd="/")
            said.seek(0)
            assert done.returncode == 0, f"{program}: {said.read().decode(errors='replace')}"


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Have a cluster that runs; skipped, with the reason, where there is no PostgreSQL.

    Its folder is none of pytest's: each start of pytest closes those to everybody but its own user,
    also while another one runs, and the server then does not find its files any more.
    """
    if not PROGRAMS or (os.geteuid() == 0 and not shutil.which("setpriv")):
        pytest.skip("PostgreSQL's own programs are not installed")
    with TemporaryDirectory(prefix="sightline-postgres-") as folder:
        cluster = Postgres(Path(folder))
        cluster.start()
        try:
            yield cluster
        finally:
            with suppress(AssertionError):
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
