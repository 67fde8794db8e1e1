"""What captioning costs people: saved captions and pages, with a worker that listens and without.

    python -m bench.while_captioning [--saves 300] [--seconds 5] [--rounds 4] [--model FILE]

A server as in production and, in every second part, a worker as in production that captions hours
of speech with the test model, on the same machine. A reviewer saves captions of a transcript of
1,800, one after the other; a viewer asks for watch pages and for the library, as fast as they come.
The parts go by turns. Aims: the slowest hundredth of saves at most twice as slow, and at least 85 %
of the pages.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import click

from bench import mails, pages, review

SIZE = max(review.SIZES)


class Part(NamedTuple):
    """What was measured while captioning, or without it."""

    saves_ms: list[float]
    pages_a_second: float


@click.command()
@click.option("--saves", default=300, show_default=True, help="In one part.")
@click.option("--seconds", default=5.0, show_default=True, help="For one page in one part.")
@click.option("--rounds", default=4, show_default=True)
@click.option(
    "--minutes", default=240.0, show_default=True, help="Of the speech that is captioned."
)
@click.option("--model", default=str(mails.MODEL))
def main(saves: int, seconds: float, rounds: int, minutes: float, model: str) -> None:
    """Print both, and each aim."""
    with tempfile.TemporaryDirectory() as folder:
        environment = pages._environment(Path(folder)) | {"SIGHTLINE_MODEL": model}
        library = pages._in_a_process_of_its_own(review._fill, environment, 1)
        assert isinstance(library, review.Library)
        job_id = pages._in_a_process_of_its_own(_speech, environment, folder, minutes)
        assert isinstance(job_id, int)
        idle, busy = [], []
        with pages._server("webapp:create_app", environment) as port:
            people = People(port, library)
            people.work(20, 1.0)  # what is made at the first request is not counted
            for number in range(1, rounds + 1):
                click.echo(f"Round {number} of {rounds} ...", err=True)
                idle.append(people.work(saves, seconds))
                before = _progress(environment, job_id)
                with mails._worker(environment):
                    mails._until(lambda: _progress(environment, job_id) > before)  # noqa: B023
                    busy.append(people.work(saves, seconds))
                    after = _progress(environment, job_id)
                click.echo(f"captions went from {before:.1%} to {after:.1%}", err=True)
        _report(idle, busy)


class People:
    """A reviewer and a viewer, each with a connection of her own."""

    def __init__(self, port: int, library: review.Library) -> None:
        self._port = port
        self._reviewer = review.Reviewer(port, library.cookies[0], library.addresses[SIZE])
        self._cues = library.cues[SIZE]
        self._versions = dict.fromkeys(self._cues, 1)
        self._turn = 0
        watched = library.addresses[SIZE].partition("/review")[0]
        self._tasks = [{"port": port, "path": path, "headers": {}} for path in (watched, "/")]

    def work(self, saves: int, seconds: float) -> Part:
        """Save captions, then ask for pages."""
        took = [self._save() for _ in range(saves)]
        speeds = [
            pages._in_a_process_of_its_own(pages._client, task | {"seconds": seconds})
            for task in self._tasks
        ]
        return Part(took, sum(float(str(speed)) for speed in speeds))

    def _save(self) -> float:
        self._turn += 1
        cue = self._cues[self._turn % len(self._cues)]
        text = f"Turn {self._turn} changed this."
        status, body, ms = self._reviewer.save(cue, text, self._versions[cue])
        assert status == 200, (status, body[:500])
        self._versions[cue] += 1
        return ms


def _speech(environment: Mapping[str, str], folder: str, minutes: float) -> int:
    os.environ.update(environment)
    from tests.unit.tasks.speaking import long_speech
    from webapp import create_app

    with create_app().app_context():
        return mails._upload(long_speech(Path(folder) / "long.wav", minutes), minutes)


def _progress(environment: Mapping[str, str], job_id: int) -> float:
    found = pages._in_a_process_of_its_own(_read_progress, environment, job_id)
    assert isinstance(found, float)
    return found


def _read_progress(environment: Mapping[str, str], job_id: int) -> float:
    os.environ.update(environment)
    from webapp import create_app

    with create_app().app_context():
        return mails._job(job_id)[1]


def _report(idle: list[Part], busy: list[Part]) -> None:
    slowest = []
    for name, parts in (("idle", idle), ("captioning", busy)):
        times = [ms for part in parts for ms in part.saves_ms]
        slowest.append(quantiles(times, n=100)[98])
        click.echo(
            f"{name}: saving a caption p50 {median(times):.1f} ms, p99 {slowest[-1]:.1f} ms;"
            f" {median(part.pages_a_second for part in parts):.1f} pages a second"
        )
    click.echo(f"p99 of a save: {slowest[1] / slowest[0]:.2f} times (aim: at most 2)")
    share = median(b.pages_a_second / i.pages_a_second for i, b in zip(idle, busy, strict=True))
    click.echo(f"pages: {share:.0%} (aim: at least 85 %)")


if __name__ == "__main__":
    main()
