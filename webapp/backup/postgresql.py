"""PostgreSQL: pg_dump of one moment that our own connection sees as well, and bringing it back."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, NullPool, create_engine, make_url, text

from webapp import processes
from webapp.backup.folder import BackupError, flush

SCHEMA = "public"
"""Where all our tables are; whatever else the database has is not ours."""
BEFORE = f"SET lock_timeout = 10000;\nDROP SCHEMA IF EXISTS {SCHEMA} CASCADE;\n".encode()
AFTER = b"\nANALYZE;\n"
"""The server plans by what it knows of the rows."""
CONNECT_LIMIT_S = 10
CONNECTION_LOST = 2
"""How psql ends then (its manual, "Exit Status")."""


class Unknown(BackupError):
    """The connection was lost: whether the database was changed, nobody was told."""


@contextmanager
def snapshot(url: str, target: Path) -> Iterator[Connection]:
    """Dump the database to ``target``, and give a connection that sees what the dump holds."""
    engine = create_engine(
        url,
        poolclass=NullPool,
        isolation_level="REPEATABLE READ",
        connect_args={"connect_timeout": CONNECT_LIMIT_S},
    )
    with engine.connect() as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        exported = connection.scalar(text("SELECT pg_export_snapshot()"))
        target.touch(mode=0o600)
        _run(
            url,
            "pg_dump",
            "--format=custom",
            f"--schema={SCHEMA}",
            "--no-owner",
            "--no-acl",
            f"--snapshot={exported}",
            f"--file={target}",
        )
        flush(target)
        yield connection


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """A connection that only reads, at one moment."""
    engine = create_engine(
        url,
        poolclass=NullPool,
        isolation_level="REPEATABLE READ",
        connect_args={"connect_timeout": CONNECT_LIMIT_S},
    )
    with engine.connect() as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        yield connection


def replace(url: str, dump: Path) -> None:
    """Put what a dump holds in the place of all there is: all of it, or nothing is changed.

    Raises BackupError where others are connected, or where it does not work; ``Unknown`` among
    them.
    """
    with reading(url) as connection:
        others = connection.scalar(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        )
    if others:
        raise BackupError(
            f"{others} other connections to the database are open: stop Sightline's web servers "
            "and workers, then restore."
        )
    # All statements are there before the first one runs, and the file has no name to be left by.
    with tempfile.TemporaryFile() as statements:
        statements.write(BEFORE)
        statements.flush()
        _run(url, "pg_restore", "--no-owner", "--no-acl", "--file=-", str(dump), said=statements)
        statements.seek(0, os.SEEK_END)
        statements.write(AFTER)
        statements.seek(0)
        _run(url, "psql", "--quiet", "--no-psqlrc", "--single-transaction",
             "--set=ON_ERROR_STOP=1", "--file=-", told=statements)  # fmt: skip


def _run(
    url: str,
    program: str,
    *arguments: str,
    told: IO[bytes] | int = subprocess.DEVNULL,
    said: IO[bytes] | int = subprocess.DEVNULL,
) -> None:
    """Run a program of PostgreSQL's, which ends where we do.

    Who it logs in as is in its environment, never in its list.
    """
    if shutil.which(program) is None:
        raise BackupError(f"{program} is not installed: apt-get install postgresql-client")
    done = subprocess.run(
        [program, *arguments],
        env=_environment(url),
        stdin=told,
        stdout=said,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
        preexec_fn=processes.end_with_parent,  # one thread runs here, so that this is safe
    )
    if program == "psql" and done.returncode == CONNECTION_LOST:
        raise Unknown(
            "The connection to PostgreSQL was lost, so that nobody knows whether the backup is "
            "back. Run the same command again."
        )
    if done.returncode:
        why = next((line for line in done.stderr.splitlines() if "error" in line.lower()), "")
        raise BackupError(f"{program} failed, and nothing was changed. It said: {why.strip()}")


def _environment(url: str) -> Mapping[str, str]:
    given = make_url(url)
    asked = {
        "PGHOST": given.host,
        "PGPORT": str(given.port) if given.port else None,
        "PGUSER": given.username,
        "PGPASSWORD": given.password,
        "PGDATABASE": given.database,
        **{f"PG{name.upper()}": str(value) for name, value in given.query.items()},
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {name: value for name, value in asked.items() if value}
