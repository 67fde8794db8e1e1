"""A site of its own for each module that sends files to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hostile.site import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.close()
