"""Fixtures for every test."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import HealthCheck, Phase, settings
from sqlalchemy import Engine, event

from tests.once import compile_addresses_once, compile_statements_once
from webapp import extensions  # noqa: F401 (its listener comes before ours)

ROOT = Path(__file__).resolve().parent.parent

# One process runs a whole module: those of a minute and more come first, lest they be waited for.
LONG = (
    "tests/a11y/test_looks.py",
    "tests/a11y/test_accounts.py",
    "tests/a11y/audit/test_twins.py",
    "tests/faults/test_kills.py",
    "tests/faults/test_restarts.py",
    "tests/unit/tasks/test_worker_queues.py",
    "tests/unit/tasks/test_worker.py",
    "tests/a11y/audit/test_act.py",
    "tests/a11y/test_people.py",
    "tests/a11y/test_matrix.py",
    "tests/hostile/test_corpus.py",
    "tests/a11y/test_factors.py",
    "tests/a11y/test_audits.py",
    "tests/unit/tasks/test_signs_killed.py",
    "tests/unit/media/test_rendition.py",
    "tests/unit/models/test_migration_steps.py",
)

# A busy machine is no fault of the code: nothing in the tests is timed. The same cases each time
# tell what a change broke; `--hypothesis-profile=search` looks for new ones.
settings.register_profile(
    "search",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[each for each in Phase if each != Phase.explain],  # which traces every line
)
settings.register_profile("same", settings.get_profile("search"), derandomize=True)
settings.load_profile("same")


def pytest_configure() -> None:
    """Prepare what every test needs."""
    compile_addresses_once()
    compile_statements_once()
    _compile_translations()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest modules; the order inside each stays."""
    places = {path: place for place, path in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(LONG)))


def _compile_translations() -> None:
    """Compile translations that are newer than their last compilation, as set-up does."""
    for source in ROOT.glob("webapp/translations/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        written = io.BytesIO()
        with source.open("rb") as file:
            write_mo(written, read_po(file))
        whole = compiled.with_suffix(f".{os.getpid()}")  # other processes may read it meanwhile
        whole.write_bytes(written.getvalue())
        whole.replace(compiled)


@event.listens_for(Engine, "connect")  # after the listener of ``extensions``, which says FULL
def _wait_for_no_disk(connection: Any, _record: object) -> None:
    """Let the tests' own connections not wait until the disk has what the system has.

    That is for power cuts, of which no test has any; a process that is killed loses nothing by it.
    """
    if type(connection).__module__ == "sqlite3":
        connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real media beside the project; tests that need it are skipped without it."""
    folder = Path(os.environ.get("SIGHTLINE_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the real media (SIGHTLINE_SHARED) are not on this machine")
    return folder


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Small files that the project ships for its tests."""
    return ROOT / "tests" / "fixtures"
