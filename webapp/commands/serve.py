"""Start Sightline: ``up`` (web and worker together), ``web``, ``worker``."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import click

from webapp import processes, restore_mark
from webapp.commands import Refusal
from webapp.config import PROJECT, Settings, load_settings
from webapp.metrics import folder
from webapp.queues import QUEUES

GRACE_S = 10
"""How long a part may take to finish what it does before it is killed."""
START_LIMIT_S = 60
"""How long what is done at a start may take before we go on without it."""


def _queues(_context: object, _option: object, value: str) -> tuple[str, ...]:
    """Read names of queues with commas between."""
    names = tuple(name.strip() for name in value.split(",") if name.strip())
    unknown = [name for name in names if name not in QUEUES]
    if unknown or not names:
        said = f"There is no queue called '{unknown[0]}'." if unknown else "Name a queue."
        raise click.BadParameter(f"{said} Choose from: {', '.join(QUEUES)}.")
    return names


@click.command()
def up() -> None:
    """Start the web server and a worker; Ctrl-C stops both."""
    settings = _settings()
    parts = {name: _start(name) for name in ("web", "worker")}
    for stop in (signal.SIGINT, signal.SIGTERM):  # a shell's background job ignores SIGINT else
        signal.signal(stop, _interrupt)
    try:
        click.echo("Sightline is being started ...")
        if _is_there(settings, parts["web"]):
            place = f"{settings.host}:{settings.port}"
            click.echo(f"Sightline is at http://{place}/  (Ctrl-C stops it)")
        click.echo(_first_start_code(), nl=False)
        stopped = _first_to_stop(parts)
        click.echo(f"The {stopped} stopped by itself; stopping the rest.", err=True)
        exit_code = 1
    except KeyboardInterrupt:
        exit_code = 0
    _stop(list(parts.values()))
    sys.exit(exit_code)


@click.command()
@click.option("--workers", default=1, show_default=True, help="Processes that answer requests.")
def web(workers: int) -> None:
    """Start the web server."""
    from granian import Granian
    from granian.constants import Interfaces

    from webapp import logs

    settings = _settings()
    logs.configure(settings)
    processes.let_forks_end_with_us()
    folder.begin(settings.data_dir)
    Granian(
        "webapp:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=settings.host,
        port=settings.port,
        workers=workers,
        blocking_threads=8,
        respawn_failed_workers=True,
        log_enabled=settings.environment == "production",
        log_dictconfig=logs.FOR_GRANIAN,
        working_dir=PROJECT,
    ).serve()


@click.command()
@click.option(
    "--queues",
    default=",".join(QUEUES),
    callback=_queues,
    help=f"What it works off, with commas between; all: {', '.join(QUEUES)}.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes for each group of queues: mail; media, signs, exports; captions, audits.",
)
def worker(queues: tuple[str, ...], workers: int) -> None:
    """Start a worker: it prepares uploads, drafts captions and sends mails.

    What lasts long has processes of its own, so that mails never wait for it.
    """
    folder.begin(_settings().data_dir)
    from tasks.worker import consume
    from webapp import create_app

    processes.let_forks_end_with_us()
    consume(create_app(), queues, workers)


def _settings() -> Settings:
    """The settings; Refusal where a restore was interrupted."""
    settings = load_settings()
    if interrupted := restore_mark.interruption(settings.data_dir):
        raise Refusal(f"{interrupted.means} {interrupted.do}")
    return settings


def _first_start_code() -> str:
    """What somebody needs for the first-start page; empty once there is an administrator.

    A process of its own finds out, so that this one stays small while it waits.
    """
    command = [sys.executable, str(PROJECT / "manage.py"), "user", "first-start"]
    try:
        asked = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=START_LIMIT_S
        )
    except subprocess.TimeoutExpired:  # the database is away: people must get in all the same
        return ""
    return asked.stdout if asked.returncode == 0 else ""


def _is_there(settings: Settings, web: subprocess.Popen[bytes]) -> bool:
    """Wait until the web server can be asked; False where it ended, or that takes too long."""
    deadline = time.monotonic() + START_LIMIT_S
    while web.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((settings.host, settings.port), timeout=1):
            return True
        time.sleep(0.1)
    return False


def _start(name: str) -> subprocess.Popen[bytes]:
    """Start a part in a group of its own, so that Ctrl-C reaches it only through us."""
    return subprocess.Popen(
        [sys.executable, str(Path(PROJECT) / "manage.py"), name],
        start_new_session=True,
        preexec_fn=processes.end_with_parent,  # one thread runs here, so that this is safe
    )


def _first_to_stop(parts: dict[str, subprocess.Popen[bytes]]) -> str:
    """Return what ended by itself. What was killed is started again: memory may have been short."""
    while True:
        for name, part in parts.items():
            code = part.poll()
            if code == -signal.SIGKILL:
                click.echo(f"The {name} was killed; it is started again.", err=True)
                parts[name] = _start(name)
            elif code is not None:
                return name
        time.sleep(0.2)


def _stop(parts: list[subprocess.Popen[bytes]]) -> None:
    for part in parts:
        if part.poll() is None:
            part.send_signal(signal.SIGINT)
    deadline = time.monotonic() + GRACE_S
    for part in parts:
        try:
            part.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(part.pid, signal.SIGKILL)


def _interrupt(_signal: int, _frame: FrameType | None) -> Any:
    raise KeyboardInterrupt


commands = [up, web, worker]
