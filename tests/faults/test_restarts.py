"""Short forms of `python -m bench.faults database` and `redis`."""

from __future__ import annotations

from pathlib import Path

from tests.faults import restarts
from tests.faults.conftest import MakeSite
from tests.faults.servers import postgres, redis
from tests.faults.site import Site


def test_nobody_loses_anything_while_the_database_is_started_again(tmp_path: Path) -> None:
    with (
        postgres(tmp_path / "postgres") as cluster,
        Site(tmp_path, DATABASE_URL=cluster.url) as site,
    ):
        site.set_up()
        modes = iter(("fast", "immediate"))
        outcome = restarts.run(site, 2, lambda: cluster.stop(next(modes)), cluster.start)
        assert outcome.balance.is_good, str(outcome.balance)


def test_nobody_loses_anything_while_redis_dies_and_forgets(
    new_site: MakeSite, tmp_path: Path
) -> None:
    with redis(tmp_path) as server:
        site = new_site(REDIS_URL=server.url)
        outcome = restarts.run(site, 2, server.kill, server.start)
        assert outcome.balance.is_good, str(outcome.balance)
