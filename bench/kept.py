"""What keeping answers spares pages: each made with and without what is kept, by turns.

    python -m bench.kept [--cues 100000] [--rounds 25]

Milliseconds of the processor for one answer, in one process, of a stranger; medians. Between two
requests a worker says that it is alive, which makes no answer anew.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import update

from bench.pages import FRAGMENT, _environment, _fill, _in_a_process_of_its_own


@click.command()
@click.option("--cues", default=100_000, show_default=True, help="In the library.")
@click.option("--rounds", default=25, show_default=True)
def main(cues: int, rounds: int) -> None:
    """Print each page's time with and without what is kept."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(Path(folder))
        slugs = _in_a_process_of_its_own(_fill, environment, cues)
        os.environ.update(environment)
        assert isinstance(slugs, dict)
        _measure(slugs, rounds)


def _measure(slugs: dict[str, str], rounds: int) -> None:
    from webapp import create_app
    from webapp.extensions import cache

    app = create_app()
    client = app.test_client(use_cookies=False)
    watch = f"/media/{slugs['500']}"
    click.echo(f"{'':28}{'anew':>8}{'kept':>8}{'share':>8}")
    for name, path, headers in (
        ("watch, 500 cues", watch, {}),
        ("transcript, a fragment", f"{watch}/transcript?part=2", FRAGMENT),
        ("transcript, a page", f"{watch}/transcript?part=2", {}),
    ):
        times: dict[str, list[float]] = {"anew": [], "kept": []}
        for _ in range(rounds + 2):  # what is made at the first requests is not counted
            for way, found in times.items():
                _beat(app)
                if way == "anew":
                    cache.clear()
                began = time.thread_time()
                assert client.get(path, headers=headers).status_code == 200
                found.append((time.thread_time() - began) * 1000)
        anew, was_kept = (statistics.median(found[2:]) for found in times.values())
        click.echo(f"{name:28}{anew:8.1f}{was_kept:8.1f}{was_kept / anew:8.2f}")


def _beat(app: Flask) -> None:
    from webapp.extensions import db
    from webapp.models import Job

    with app.app_context():
        db.session.execute(update(Job).where(Job.id == 1).values(lease_until_ms=1))
        db.session.commit()


if __name__ == "__main__":
    main()
