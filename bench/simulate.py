"""How long people wait for captions, by workers and uploads: played through, and held against life.

    python -m bench.simulate [--uploads 20] [--minutes 12] [--pace 0.6] [--hours 24]
    python -m bench.simulate --check [--videos 24]

The first plays a ledger through (``webapp.forecast``, by whose rules people are also told how long
they wait): uploads come by chance (Poisson), as long as talks and lessons are (log-normal), more by
day than by night; a media worker encodes each, a captions worker hears it, libraries take turns.
``--pace`` is seconds of work for a second of sound, as ``/metrics`` measures it. Printed are the
part of the time that workers are busy, and how long uploaders wait until captions are drafted.

``--check`` lets real workers do real uploads that come by chance, and plays the same through with
the paces that were measured meanwhile: how far the middle and the end are from life.
"""

from __future__ import annotations

import math
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import linear_regression, mean, median, quantiles
from typing import NamedTuple

import click

from bench import pages
from webapp.forecast import Forecast, Pending, Slot, Stage

LIBRARIES = 5
ENCODES = 0.15
"""Seconds of encoding for a second of video (README: measured)."""
SPREAD = 0.9
"""Of the logarithm of lengths: one in twenty is four times as long as the middle one."""
BY_DAY = 1.8
"""At noon there come so many more than on the average, at midnight as many fewer."""
LENGTHS_S = (4.0, 7.0, 12.0, 20.0)
EVERY_S = 3.0
PATIENCE_S = 900


class Upload(NamedTuple):
    """When somebody uploads, how long it is, and for which library."""

    at: float
    seconds: float
    library: int


class Wait(NamedTuple):
    """What became of the uploads, in seconds."""

    waits: list[float]
    busy: float
    """The part of the time in which captions workers worked, 0..1."""


@click.command()
@click.option("--uploads", default=20.0, show_default=True, help="An hour, on the average.")
@click.option("--minutes", default=12.0, show_default=True, help="How long the middle one is.")
@click.option("--pace", default=0.6, show_default=True, help="Seconds of work a second of sound.")
@click.option("--hours", default=24.0, show_default=True)
@click.option("--check", is_flag=True, help="Hold the simulation against real workers.")
@click.option("--videos", default=24, show_default=True, help="For the check.")
def main(
    uploads: float, minutes: float, pace: float, hours: float, check: bool, videos: int
) -> None:
    """Print a line for each number of captions workers, or what the check found."""
    if check:
        _check(videos)
        return
    come = list(_by_chance(random.Random(3), uploads / 3600, 60 * minutes, 3600 * hours))
    work = sum(each.seconds for each in come) * pace / 3600
    least = max(1, math.ceil(work / hours))
    click.echo(f"{len(come)} uploads in {hours:g} h, {work:.1f} h of listening")
    click.echo("captions workers   busy   wait: middle   95 %   longest")
    for workers in range(least, least + 5):
        found = play(come, Pace(0, pace), Pace(0, ENCODES), workers)
        cuts = quantiles(found.waits, n=20)
        click.echo(
            f"{workers:16}   {found.busy:4.0%}   {_said(cuts[9]):>12} {_said(cuts[18]):>6}"
            f" {_said(max(found.waits)):>9}"
        )


class Pace(NamedTuple):
    """Seconds of work: so many for each upload, and so many for each second of it."""

    once: float
    a_second: float

    def of(self, seconds: float) -> float:
        """How long something so long takes."""
        return self.once + self.a_second * seconds


def play(come: Sequence[Upload], listens: Pace, encodes: Pace, workers: int) -> Wait:
    """Play uploads through for so many captions workers, and as many for encoding."""
    jobs = [
        Pending(
            number, 1, each.library,
            (
                Stage("media", encodes.of(each.seconds)),
                Stage("captions", listens.of(each.seconds)),
            ),
            arrives=each.at,
        )
        for number, each in enumerate(come)
    ]  # fmt: skip
    slots = [Slot(frozenset({queue})) for queue in ("media", "captions") for _ in range(workers)]
    forecast = Forecast(slots, jobs)
    ends = [forecast.of(job.id, "captions").ends for job in jobs]
    worked = sum(job.stages[1].seconds for job in jobs)
    whole = max(ends) - come[0].at
    waits = [end - each.at for end, each in zip(ends, come, strict=True)]
    return Wait(waits, worked / (workers * whole))


def _by_chance(
    chance: random.Random, rate: float, middle_s: float, until: float
) -> Iterator[Upload]:
    """Uploads at ``rate`` a second on the average, thinned out by the hour of the day."""
    at = 0.0
    while (at := at + chance.expovariate(rate * BY_DAY)) < until:
        now = 1 - (BY_DAY - 1) * math.cos(2 * math.pi * at / 86400)
        if chance.random() < now / BY_DAY:
            length = chance.lognormvariate(math.log(middle_s), SPREAD)
            yield Upload(at, length, chance.randrange(LIBRARIES))


def _said(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"


def _check(videos: int) -> None:
    chance = random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        environment = pages._environment(Path(folder)) | {"SIGHTLINE_ENGINE": "sphinx"}
        os.environ.update(environment)
        clips = {length: _clip(Path(folder), length) for length in LENGTHS_S}
        come, at = [], 0.0
        for _ in range(videos):
            come.append(Upload(at, chance.choice(LENGTHS_S), 0))
            at += chance.expovariate(1 / EVERY_S)
        worked = _let_work(environment, come, clips)
    forecast = play(come, worked.listens, worked.encodes, workers=1)
    for name, ours, theirs in (
        ("wait, on the average", mean(forecast.waits), mean(worked.waits)),
        ("wait, the middle one", median(forecast.waits), median(worked.waits)),
        ("wait, the longest", max(forecast.waits), max(worked.waits)),
    ):
        click.echo(f"{name:22} played {ours:6.1f} s   real {theirs:6.1f} s   {ours / theirs:.2f}")


class Worked(NamedTuple):
    """What real workers did: waits in seconds, and their paces."""

    waits: list[float]
    encodes: Pace
    listens: Pace


def _let_work(
    environment: Mapping[str, str], come: Sequence[Upload], clips: Mapping[float, Path]
) -> Worked:
    from webapp import create_app
    from webapp.extensions import db

    app = create_app()
    with app.app_context():
        db.create_all()
    command = [sys.executable, str(pages.ROOT / "manage.py"), "worker"]
    process = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)
    try:
        with app.app_context():
            time.sleep(5)  # its processes are there
            begin = time.time()
            jobs = []
            for each in come:
                time.sleep(max(0.0, begin + each.at - time.time()))
                jobs.append(_upload(clips[each.seconds]))
            return _results(jobs, come, begin)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _upload(file: Path) -> int:
    from flask import current_app

    from webapp.events import video_uploaded
    from webapp.extensions import db
    from webapp.models import Library, Media

    with file.open("rb") as stream:
        name = current_app.extensions["storage"].save(stream, file.suffix, unchecked=True)
    added = Media.receive(
        library=Library.default(), visibility="public", title=file.stem, language="en",
        original_name=file.name, file=name, bytes=file.stat().st_size,
    )  # fmt: skip
    db.session.commit()
    job_id: int = added.jobs[0].id
    db.session.commit()
    video_uploaded.send(current_app._get_current_object(), job_id=job_id)  # type: ignore[attr-defined]
    return job_id


def _results(jobs: Sequence[int], come: Sequence[Upload], begin: float) -> Worked:
    from sqlalchemy import select

    from webapp.extensions import db
    from webapp.models import Job
    from webapp.models.step_time import StepTime

    deadline = time.monotonic() + PATIENCE_S
    while True:
        rows = db.session.execute(
            select(Job.id, Job.state, Job.changed_at_ms).where(Job.id.in_(jobs))
        ).all()
        db.session.rollback()
        if all(row.state in ("done", "failed") for row in rows):
            break
        if time.monotonic() > deadline:
            raise click.ClickException("The workers did not end in time.")
        time.sleep(0.5)
    if failed := sum(row.state == "failed" for row in rows):
        raise click.ClickException(f"{failed} of the uploads failed.")
    ended = {row.id: row.changed_at_ms / 1000 for row in rows}
    waits = [ended[job] - begin - each.at for job, each in zip(jobs, come, strict=True)]
    steps: dict[str, list[tuple[float, float]]] = {}
    for row in db.session.execute(
        select(StepTime.step, StepTime.media_ms, StepTime.took_ms).where(StepTime.kind == "prepare")
    ):
        steps.setdefault(row.step, []).append((row.media_ms / 1000, row.took_ms / 1000))
    paces = {step: _fitted(found) for step, found in steps.items()}
    heard = [paces.pop(step) for step in ("listening", "captions") if step in paces]
    return Worked(waits, _sum(paces.values()), _sum(heard))


def _fitted(found: Sequence[tuple[float, float]]) -> Pace:
    """The straight line through what was measured (least squares)."""
    lengths, took = zip(*found, strict=True)
    if len(set(lengths)) < 2:
        return Pace(mean(took), 0)
    slope, once = linear_regression(lengths, took)
    return Pace(once, slope)


def _sum(paces: Iterable[Pace]) -> Pace:
    return Pace(*(sum(each) for each in zip(*paces, strict=True)))


def _clip(folder: Path, seconds: float) -> Path:
    """A video of somebody who counts."""
    words = " ".join(["one two three four five six seven eight nine ten."] * 20)
    speech, clip = folder / "speech.wav", folder / f"talk-{seconds:g}.mp4"
    subprocess.run(["espeak-ng", "-w", speech, words], check=True)
    drawn = f"-f lavfi -i testsrc2=size=320x180:rate=25 -i {speech} -t {seconds} -shortest"
    coding = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"
    command = ["ffmpeg", "-v", "error", "-y", *drawn.split(), *coding.split(), str(clip)]
    subprocess.run(command, check=True)
    return clip


if __name__ == "__main__":
    main()
