"""``manage.py sign add``: a signed version goes the same way as one that is uploaded."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.termui import progressbar

from webapp.commands import Refusal, media_at

if TYPE_CHECKING:
    from webapp.models import SignTrack

NATURES = ("interpretation", "translation", "original")
LOOK_EVERY_S = 0.2

_WHY = "Published from the command line."
_MISSING = {
    "prepared": "it is not prepared",
    "musts": "a check that is a must has failed",
    "feedback": "viewers did not understand it and have no answer",
    "notes": "notes wait for an answer",
}


@click.command()
@click.argument("media")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", required=True, help="The sign language, by ISO 639-3, such as bfi.")
@click.option("--title", default="", help="Who signs, or what else tells it from another.")
@click.option(
    "--nature",
    type=click.Choice(NATURES),
    default=NATURES[0],
    show_default=True,
    help="Signed along by an interpreter, translated, or signed first.",
)
@click.option("--offset-ms", default=0, help="When the signer's video begins in the media.")
@click.option("--rate", default=1.0, help="How fast it runs against the media.", show_default=True)
@click.option("--publish", is_flag=True, help="Viewers get it at once, without a review.")
def add(
    media: str,
    file: Path,
    language: str,
    title: str,
    nature: str,
    offset_ms: int,
    rate: float,
    publish: bool,
) -> None:
    """Add FILE, a video of somebody who signs, to MEDIA; check and prepare it here and now.

    Its sound is not played; where it has the media's sound, its time is fitted by that, unless
    --offset-ms or --rate say it.
    """
    from webapp import create_app
    from webapp.extensions import db
    from webapp.models import SignTrack

    _refuse(file, language, rate)
    with create_app().app_context():
        track_id = _receive(media, file, language, title, nature)
        if (offset_ms, rate) != (0, 1.0):
            db.session.get_one(SignTrack, track_id).fit(offset_ms, rate)
        db.session.commit()
        track = _prepared(track_id, file)
        click.echo(f"Added: {line_of(track)}")
        click.echo(_findings(track))
        if publish:
            _publish(track)
            click.echo("Published: viewers get it.")
        else:
            click.echo("Viewers do not get it yet: review it, or add it with --publish.")


def line_of(track: SignTrack) -> str:
    """A signed version in one line, with its number."""
    from webapp.sign_languages import name_of

    seconds = track.duration_ms / 1000
    title = f", {track.title}" if track.title else ""
    return f"{track.id}: {name_of(track.language)}{title} ({seconds:.1f} s)"


def _refuse(file: Path, language: str, rate: float) -> None:
    """Refuse what can be told to be wrong without looking into the file."""
    from webapp.media.two_point_fit import FASTEST, SLOWEST
    from webapp.sign_languages import NAMES

    if not file.is_file():
        raise Refusal(f"There is no file {file}. Check the name and try again.")
    if language not in NAMES:
        raise Refusal(f"{language} is no sign language known here. Known are {', '.join(NAMES)}.")
    if not SLOWEST <= rate <= FASTEST:
        raise Refusal(f"The rate must be from {SLOWEST} to {FASTEST}.")


def _receive(media: str, file: Path, language: str, title: str, nature: str) -> int:
    """Keep the file and add its row and job; the caller commits."""
    from flask import current_app

    from webapp.extensions import db
    from webapp.models import SignTrack

    media_at(media)
    db.session.rollback()  # no transaction stays open while the file is copied
    with file.open("rb") as stream:
        name = current_app.extensions["storage"].save(stream, file.suffix, unchecked=True)
    track = SignTrack.receive(
        media=media_at(media),
        language=language,
        nature=nature,  # type: ignore[arg-type]  # click has checked it
        title=title.strip()[:200],
        original_name=file.name,
        file=name,
        bytes=file.stat().st_size,
    )
    db.session.flush()
    return track.id


def _prepared(track_id: int, file: Path) -> SignTrack:
    """Do the work on it and show how far it is; what cannot be played is not kept."""
    from webapp.extensions import db
    from webapp.models import SignTrack

    track = db.session.get_one(SignTrack, track_id)
    job_id = track.job_id or 0
    db.session.rollback()
    error = _work(job_id)
    track = db.session.get_one(SignTrack, track_id)
    if error is not None:
        remove_with_files(track)
        raise Refusal(f"{file.name}: {error}")
    return track


def _work(job_id: int) -> str | None:
    """Do a job, or wait for the worker that was quicker; return why it failed, or None."""
    from flask import current_app

    from webapp.extensions import db
    from webapp.models import Job

    run = current_app.extensions["run_job"].call_local
    worker = threading.Thread()
    with progressbar(length=100, label="Checking and preparing", file=sys.stderr) as shown:
        while True:
            job = db.session.get_one(Job, job_id)
            db.session.refresh(job)
            is_over, error = job.is_over, job.error if job.state != "done" else None
            done = round(job.fraction * 100)
            db.session.rollback()
            shown.update(max(0, done - shown.pos))
            if is_over:
                break
            if not worker.is_alive():
                worker = threading.Thread(target=run, args=(job_id,), daemon=True)
                worker.start()
            time.sleep(LOOK_EVERY_S)
    if worker.ident is not None:
        worker.join()
    return error


def remove_with_files(track: SignTrack) -> None:
    """Delete a signed version and then its files."""
    from flask import current_app

    from webapp.extensions import db

    files = track.files
    db.session.delete(track)
    db.session.commit()
    for name in files:
        current_app.extensions["storage"].delete(name)


def _findings(track: SignTrack) -> str:
    from webapp.sign_check_words import again_of, level_of, name_of, sentence_of

    failed = [check for check in track.checks if check.ok is False]
    if not failed:
        return "The checks found nothing to be better."
    lines = ["The checks found:"]
    for check in sorted(failed, key=lambda check: check.level):
        lines.append(f"  {name_of(check)} ({level_of(check.level)}): {sentence_of(check)}")
        if again := again_of(check):
            lines.append(f"    {again}")
    return "\n".join(lines)


def _publish(track: SignTrack) -> None:
    """Let viewers have it. Nobody has signed it off: that is written down with the step."""
    from webapp.extensions import db
    from webapp.models.sign_gate import gate_of
    from webapp.models.sign_step import SignStep

    gate = gate_of(track)
    hindrances = [_MISSING[each.name] for each in gate.missing if each.name in _MISSING]
    if hindrances:
        raise Refusal(f"It is kept, but viewers do not get it: {'; '.join(hindrances)}.")
    track.state, track.offered = "published", True
    db.session.add(
        SignStep(
            track_id=track.id,
            state="published",
            why=_WHY,
            version=track.version,
            overridden=[{"name": each.name, "count": each.count} for each in gate.missing],
        )
    )
    db.session.commit()


commands: list[click.Command] = []
"""None of its own: it is a command of ``sign``."""
