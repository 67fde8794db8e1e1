"""An installation of its own, run by real processes that can be killed.

Nothing of the product is imported: there are ``manage.py``, HTTP, and reading the database.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

ROOT = Path(__file__).resolve().parent.parent.parent
MODEL = ROOT / "tests/fixtures/micro-whisper/micro-en-q8_0.bin"
PASSWORD = "seven lanterns over a quiet harbour"  # noqa: S105
LIBRARIAN = "librarian@example.org"
LEASE_S = 2
PATIENCE_S = 240
"""As long as a busy machine needs."""
WAYS = ("all", "main", "one")
"""How a part is killed: all of its processes, the one that was started, or one of the others."""


class Part:
    """A part of the installation, such as the web server, and the processes that it has now."""

    def __init__(
        self, name: str, command: list[str], environment: dict[str, str], log: Path
    ) -> None:
        self.name = name
        self._command, self._environment, self._log = command, environment, log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, in a group of its own."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def is_running(self) -> bool:
        """Whether the process that was started is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def pids(self) -> list[int]:
        """Its processes that live, the first one first; ffmpeg has a group of its own."""
        main = self._process.pid if self._process else 0
        return sorted(alive_in_group(main), key=lambda pid: pid != main)

    def kill(self, way: str = "all", chance: random.Random | None = None) -> None:
        """Kill it as the out-of-memory killer does, in one of ``WAYS``."""
        assert self._process is not None
        main, *others = self.pids or [self._process.pid]
        if way == "all" or (way == "one" and not others):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            victim = main if way == "main" else (chance or random).choice(others)
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        if way != "one" or not others:
            self._process.wait()

    def stop(self) -> None:
        """Leave nothing of it running."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


class Site:
    """A data folder, a port, and the parts that use them. Leaving it stops every part."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.data = folder / "instance"
        self.port = free_port()
        self._engine: Engine | None = None
        self.settings = {
            "DATA_DIR": self.data,
            "SECRET_KEY": "a key for the fault tests that is long enough to be taken",
            "RATE_LIMITS": "false",
            "PORT": self.port,
            "MODEL": MODEL,
            "MODELS_DIR": folder / "models",
            "JOB_LEASE_S": LEASE_S,
            "JOB_ATTEMPTS": 10_000,  # here it is no fault of a file that its worker dies
            **settings,
        }
        self.besides: dict[str, str] = {}
        """What its processes find in their environment besides settings."""
        self.log_folder = folder
        self.read_from = ""
        """Where its database is, if its processes reach it by another way than we do."""
        self._parts: list[Part] = []

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *_: object) -> None:
        for part in self._parts:
            part.stop()
        if self._engine is not None:
            self._engine.dispose()

    @property
    def environment(self) -> dict[str, str]:
        """What its processes find in their environment: of settings, these alone."""
        others = {k: v for k, v in os.environ.items() if not k.startswith("SIGHTLINE_")}
        settings = {f"SIGHTLINE_{name}": str(value) for name, value in self.settings.items()}
        return others | self.besides | settings

    def manage(self, *words: str, typed: str = "") -> str:
        """Run ``manage.py`` to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            cwd=ROOT,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def set_up(self, *, people: tuple[str, ...] = (LIBRARIAN,)) -> None:
        """Make the database, and accounts of librarians."""
        self.manage("db", "upgrade")
        for email in people:
            self.manage(
                "user", "create", "--email", email, "--name", email.partition("@")[0],
                "--role", "librarian", "--password-stdin", typed=f"{PASSWORD}\n",
            )  # fmt: skip

    def copy_of(self, made: Path) -> None:
        """Begin with the data of another installation that is set up and at rest."""
        shutil.copytree(made, self.data, dirs_exist_ok=True)

    def part(self, name: str, *options: str, prefix: tuple[str, ...] = (), **more: object) -> Part:
        """Start ``manage.py NAME``; ``more`` are settings for it alone."""
        own = {f"SIGHTLINE_{key}": str(value) for key, value in more.items()}
        command = [*prefix, sys.executable, str(ROOT / "manage.py"), name, *options]
        part = Part(name, command, self.environment | own, self.log_folder / f"{name}.log")
        self._parts.append(part)
        part.start()
        return part

    def web(self, *options: str, **more: object) -> Part:
        """Start the web server, and wait until it answers."""
        part = self.part("web", *options, **more)
        self.wait_for_web(part)
        return part

    def worker(
        self, workers: int = 1, queues: str = "", prefix: tuple[str, ...] = (), **more: object
    ) -> Part:
        """Start a worker for all queues, or for some of them, with commas between."""
        options = ["--workers", str(workers), *(["--queues", queues] if queues else [])]
        return self.part("worker", *options, prefix=prefix, **more)

    def wait_for_web(self, part: Part) -> None:
        """Wait until the web server takes connections."""

        def takes_connections() -> bool:
            assert part.is_running, self.log("web")
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return True
            return False

        until(takes_connections)

    def log(self, name: str) -> str:
        """The last that a part has said."""
        file = self.log_folder / f"{name}.log"
        return file.read_text(errors="replace")[-4000:] if file.exists() else ""

    @property
    def database_url(self) -> str:
        """Where we read: not by the way that is to be broken."""
        return self.read_from or str(
            self.settings.get("DATABASE_URL") or f"sqlite:///{self.data / 'sightline.db'}"
        )

    def rows(self, query: str, **values: Any) -> list[Any]:
        """What the database holds, read by a connection of our own; patient where it is away."""
        if self._engine is None:
            self._engine = create_engine(self.database_url, pool_pre_ping=True)
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                with self._engine.connect().execution_options(read_only=True) as connection:
                    return list(connection.execute(text(query), values))
            except OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def value(self, query: str, **values: Any) -> Any:
        """The one value that a query finds."""
        rows = self.rows(query, **values)
        return rows[0][0] if rows else None

    def wait_for_jobs(self, patience_s: float = PATIENCE_S) -> None:
        """Wait until what uploads and signed versions need is done."""
        open_jobs = (
            "SELECT count(*) FROM job WHERE kind IN ('prepare', 'signs', 'mail')"
            " AND state IN ('queued', 'running')"
        )
        until(lambda: self.value(open_jobs) == 0, patience_s, what="jobs are still open")


def free_port() -> int:
    """A port that nobody has now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def until(
    happened: Callable[[], object], patience_s: float = PATIENCE_S, *, what: str = ""
) -> None:
    """Wait for something; AssertionError where it does not happen."""
    deadline = time.monotonic() + patience_s
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(what or f"nothing happened within {patience_s:.0f} s")
        time.sleep(0.03)


@contextmanager
def running(*parts: Part) -> Iterator[None]:
    """Have parts for as long as the block takes."""
    try:
        yield
    finally:
        for part in parts:
            part.stop()


def alive_in_group(group: int) -> Iterator[int]:
    """The processes of a group that have not ended, from Linux's list of processes."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError, ValueError):
            state, _parent, its_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                yield int(entry.name)
