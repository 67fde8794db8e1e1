"""What is lost when things fail: the long forms of tests/faults, which print figures.

    python -m bench.faults kills [--kills 200] [--uploads 500]
    python -m bench.faults database [--times 20]
    python -m bench.faults redis [--times 20]
    python -m bench.faults line [--times 20]
    python -m bench.faults clock [--times 20]

Real processes (``manage.py web``, ``manage.py worker``) with a data folder and a port of their own.
Each ends with 1 where something was lost, is there twice, or did not go on.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median

import click

from tests.faults import clock_moves, restarts
from tests.faults import kills as killing
from tests.faults.clock import HOUR_S, Clock
from tests.faults.proxy import NONE, Fault, proxy_to
from tests.faults.servers import postgres
from tests.faults.servers import redis as a_redis
from tests.faults.site import LEASE_S, Site

RESUMED_WITHIN_S = 5
"""After its lease is over, a job is another worker's within so long."""


@click.group()
def main() -> None:
    """Break things, and count what is lost."""


@main.command()
@click.option("--kills", default=200, show_default=True)
@click.option("--uploads", default=500, show_default=True)
@click.option("--between", default=2.0, show_default=True, help="Seconds at most before a kill.")
@click.option("--seed", default=1, show_default=True)
def kills(kills: int, uploads: int, between: float, seed: int) -> None:
    """Kill web server and worker while people upload, correct, report and add signed versions."""
    with _site() as site:
        trial = killing.Trial(
            uploads=uploads,
            kills=kills,
            edits=uploads,
            reports=min(uploads, 300),
            signs=max(1, uploads // 50),
            seed=seed,
            between_s=between,
        )
        outcome = killing.run(site, trial, click.echo)
        click.echo(
            f"{outcome.kills} kills during {uploads} uploads, {trial.edits} edits, "
            f"{trial.reports} reports and {trial.signs} signed versions: {outcome.balance}"
        )
        click.echo(f"It took {outcome.took_s:.0f} s")
        late = sorted(outcome.late_s)
        if late:
            click.echo(
                f"{len(late)} jobs went on in another process, {median(late):.1f} s after their "
                f"lease of {LEASE_S} s was over in the middle, {late[-1]:.1f} s at most "
                f"(aim: {RESUMED_WITHIN_S} s; {sum(n > RESUMED_WITHIN_S for n in late)} were later)"
            )
        if not outcome.balance.is_good:
            raise click.ClickException("Something was lost, is there twice or is not right.")


@main.command()
@click.option("--times", default=20, show_default=True)
def database(times: int) -> None:
    """Stop a PostgreSQL, by turns in order and as in a crash, while people upload and correct."""
    with postgres() as cluster:
        modes = cycle(("fast", "immediate"))
        with _site(DATABASE_URL=cluster.url) as site:
            found = restarts.run(
                site, times, lambda: cluster.stop(next(modes)), cluster.start, click.echo
            )
    _report("restarts of PostgreSQL", found)


@main.command()
@click.option("--times", default=20, show_default=True)
def redis(times: int) -> None:
    """Kill a Redis, which then has forgotten all, while people upload and correct."""
    with (
        tempfile.TemporaryDirectory() as folder,
        a_redis(Path(folder)) as server,
        _site(REDIS_URL=server.url) as site,
    ):
        found = restarts.run(site, times, server.kill, server.start, click.echo)
    _report("deaths of Redis", found)


@main.command()
@click.option("--times", default=20, show_default=True)
def line(times: int) -> None:
    """Cut the line to a PostgreSQL, and let nobody through, while people upload and correct."""
    with postgres() as cluster, proxy_to(cluster.port) as proxy:

        def cut() -> None:
            proxy.plan.usual = Fault(refuse=True)
            proxy.break_all()

        def mend() -> None:
            proxy.plan.usual = NONE

        by_proxy = cluster.url.replace(f":{cluster.port}/", f":{proxy.port}/")
        with _site(DATABASE_URL=by_proxy) as site:
            site.read_from = cluster.url
            found = restarts.run(site, times, cut, mend, click.echo)
    _report("cuts of the line to PostgreSQL", found)


@main.command()
@click.option("--times", default=20, show_default=True)
def clock(times: int) -> None:
    """Set the clock by an hour, ahead and back by turns, while people upload and correct."""
    moves = [each for _, each in zip(range(times), cycle((HOUR_S, 0, -HOUR_S, 0)), strict=False)]
    with tempfile.TemporaryDirectory() as folder, _site(SESSION_IDLE_S=times * HOUR_S) as site:
        found = clock_moves.run(site, Clock(Path(folder)), moves, click.echo)
    click.echo(
        f"The clock was set {times} times during {found.uploads} uploads and {found.edits} edits: "
        f"{found.balance}"
    )
    if not found.balance.is_good:
        raise click.ClickException("Something was lost, is there twice or is not right.")


def _report(what: str, found: restarts.Outcome) -> None:
    click.echo(
        f"{found.restarts} {what} during {found.uploads} uploads and {found.edits} edits: "
        f"{found.balance}"
    )
    click.echo(f"It took {found.took_s:.0f} s")
    if not found.balance.is_good:
        raise click.ClickException("Something was lost, is there twice or is not right.")


@contextmanager
def _site(**settings: object) -> Iterator[Site]:
    """An installation that is set up."""
    with tempfile.TemporaryDirectory() as folder, Site(Path(folder), **settings) as site:
        click.echo("Making the installation ...", err=True)
        site.set_up()
        yield site


if __name__ == "__main__":
    main()
