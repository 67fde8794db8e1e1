"""Short forms of `python -m bench.faults database` and `redis`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import restarts
from tests.faults.browser import Browser
from tests.faults.conftest import MakeSite
from tests.faults.servers import Postgres, redis

pytestmark = pytest.mark.timeout(600)  # as long as a busy machine needs


def test_nobody_loses_anything_while_the_database_is_started_again(
    new_site_on_postgresql: MakeSite, cluster: Postgres
) -> None:
    site = new_site_on_postgresql()
    seen: list[Browser] = []

    def stop() -> None:
        seen[:] = seen or [Browser(site.port).log_in()]
        cluster.stop("immediate")
        _look_while_it_is_away(seen[0])

    outcome = restarts.run(site, 1, stop, cluster.start)
    assert outcome.balance.is_good, str(outcome.balance)


def test_nobody_loses_anything_while_redis_dies_and_forgets(
    new_site: MakeSite, tmp_path: Path
) -> None:
    with redis(tmp_path) as server:
        site = new_site(REDIS_URL=server.url)
        outcome = restarts.run(site, 1, server.kill, server.start)
        assert outcome.balance.is_good, str(outcome.balance)


def _look_while_it_is_away(librarian: Browser) -> None:
    stranger = Browser(librarian.port)
    for browser in (librarian, stranger):
        answer = browser.get("/")
        assert answer.status == 503, (answer.status, answer.words)
        assert int(answer.headers["Retry-After"]) > 0
        assert "database cannot be reached" in answer.words
    alive = stranger.get("/health/live")
    assert alive.status == 200, "a web server that only waits is not to be killed for it"
