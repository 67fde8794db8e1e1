"""Add media from the command line, and fill an empty library with a demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from webapp.commands import Refusal

if TYPE_CHECKING:
    from webapp.models import Media


@click.group()
def media() -> None:
    """Add to the library."""


@media.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", required=True, help="What the library calls it.")
@click.option("--language", default="", help="BCP 47, such as en; left out: find out.")
@click.option("--now", is_flag=True, help="Prepare it here and now instead of in a worker.")
def add(file: Path, title: str, language: str, now: bool) -> None:
    """Add FILE to the library; a worker then prepares it."""
    from flask import current_app

    from webapp import create_app
    from webapp.events import video_uploaded
    from webapp.extensions import db
    from webapp.models import Media

    if not file.is_file():
        raise Refusal(f"There is no file {file}. Check the name and try again.")
    if not title.strip():
        raise Refusal("The title is empty. Give one with --title.")
    with create_app().app_context():
        storage = current_app.extensions["storage"]
        with file.open("rb") as stream:
            name = storage.save(stream, file.suffix)
        added = Media.receive(
            title=title.strip(),
            language=language,
            original_name=file.name,
            file=name,
            bytes=file.stat().st_size,
        )
        db.session.commit()
        click.echo(f"Added: {added.title} (/media/{added.slug})")
        if now:
            _prepare(added)
        else:
            video_uploaded.send(current_app._get_current_object(), job_id=added.jobs[0].id)  # type: ignore[attr-defined]
            click.echo("A worker will prepare it (manage.py up, or manage.py worker).")


@media.command()
def demo() -> None:
    """Fill an empty library with a short demo that is made here."""
    import tempfile

    from flask import current_app

    from webapp import create_app
    from webapp.extensions import db
    from webapp.media.demo import make_demo
    from webapp.models import Media, Transcript

    with create_app().app_context():
        if Media.count():
            return
        storage = current_app.extensions["storage"]
        with tempfile.TemporaryDirectory() as folder:
            made = make_demo(Path(folder))
            with made.video.open("rb") as stream:
                name = storage.save(stream, made.video.suffix)
            size = made.video.stat().st_size
        added = Media.receive(
            title=made.title,
            language="en",
            original_name=made.video.name,
            file=name,
            bytes=size,
        )
        added.description = made.description
        transcript = Transcript(media=added, language="en", origin="upload", complete=True)
        db.session.add(transcript)
        db.session.flush()
        transcript.add_cues(made.captions.cues, author="person")
        db.session.commit()
        _prepare(added)


def _prepare(added: Media) -> None:
    """Do the media's job in this process, and say how it went."""
    from flask import current_app

    from webapp.extensions import db

    job = added.jobs[0]
    job_id = job.id
    db.session.commit()  # the job has a session of its own
    click.echo("Preparing it ...")
    current_app.extensions["run_job"].call_local(job_id)
    if job.state == "failed":
        raise Refusal(job.error)
    click.echo("Ready.")


commands = [media]
