"""One installation is made for all fault tests; each begins with a copy of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.site import Site

MakeSite = Callable[..., Site]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation with a librarian, at rest."""
    with Site(tmp_path_factory.mktemp("made")) as site:
        site.set_up()
        return site.data


@pytest.fixture
def new_site(made: Path, tmp_path: Path) -> Iterator[MakeSite]:
    """Make an installation with these settings; at the end it is stopped."""
    with ExitStack() as stack:

        def make(**settings: object) -> Site:
            site = stack.enter_context(Site(tmp_path, **settings))
            site.copy_of(made)
            return site

        yield make
