"""One installation is made for all fault tests; each begins with a copy of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from tests.faults.servers import Postgres, postgres
from tests.faults.site import Site

MakeSite = Callable[..., Site]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation with a librarian, at rest."""
    with Site(tmp_path_factory.mktemp("made")) as site:
        site.set_up()
        return site.data


@pytest.fixture(scope="session")
def cluster() -> Iterator[Postgres]:
    """A PostgreSQL of our own, in which an installation with a librarian is at rest."""
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def made_on_postgresql(cluster: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation with a librarian, at rest, whose database is there."""
    with Site(tmp_path_factory.mktemp("made"), DATABASE_URL=cluster.url) as site:
        site.set_up()
        return site.data


@pytest.fixture
def new_site_on_postgresql(
    cluster: Postgres, made_on_postgresql: Path, tmp_path: Path
) -> Iterator[MakeSite]:
    """As ``new_site``, with a database of its own in PostgreSQL."""
    with ExitStack() as stack:

        def make(**settings: object) -> Site:
            address = cluster.copy(f"trial_{uuid4().hex}")
            site = stack.enter_context(Site(tmp_path, **{"DATABASE_URL": address, **settings}))
            site.copy_of(made_on_postgresql)
            return site

        yield make


@pytest.fixture
def new_site(made: Path, tmp_path: Path) -> Iterator[MakeSite]:
    """Make an installation with these settings; at the end it is stopped."""
    with ExitStack() as stack:

        def make(**settings: object) -> Site:
            site = stack.enter_context(Site(tmp_path, **settings))
            site.copy_of(made)
            return site

        yield make
