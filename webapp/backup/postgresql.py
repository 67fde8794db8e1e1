"""PostgreSQL: pg_dump of one moment that our own connection sees as well, and bringing it back."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, make_url, text

from webapp.backup.folder import BackupError, flush

SCHEMA = "public"
"""Where all our tables are; whatever else the database has is not ours."""
LOCK_WAIT_MS = 10_000
CONNECT_LIMIT_S = 10


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

    Raises BackupError where others are connected, or where it does not work.
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
    with _written(url, dump) as statements:
        _run(url, "psql", "--quiet", "--no-psqlrc", "--single-transaction",
             "--set=ON_ERROR_STOP=1", f"--file={statements}")  # fmt: skip


@contextmanager
def _written(url: str, dump: Path) -> Iterator[Path]:
    """Write down the statements of a dump, after those that remove what is there."""
    with tempfile.TemporaryDirectory(prefix="sightline-") as folder:
        rest, statements = Path(folder) / "rest.sql", Path(folder) / "all.sql"
        _run(url, "pg_restore", "--no-owner", "--no-acl", f"--file={rest}", str(dump))
        with statements.open("w", encoding="utf-8") as whole, rest.open(encoding="utf-8") as part:
            whole.write(f"SET lock_timeout = {LOCK_WAIT_MS};\n")
            whole.write(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE;\n")
            shutil.copyfileobj(part, whole)
            whole.write("\nANALYZE;\n")  # it plans by what it knows of the rows
        yield statements


def _run(url: str, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL's; who it logs in as is in its environment, never in its list."""
    if shutil.which(program) is None:
        raise BackupError(f"{program} is not installed: apt-get install postgresql-client")
    done = subprocess.run(
        [program, *arguments],
        env=_environment(url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line.lower()), "")
        raise BackupError(f"{program} failed, and nothing was changed. It said: {said.strip()}")


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
