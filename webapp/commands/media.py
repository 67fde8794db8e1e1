"""Add media from the command line, and fill an empty library with a demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from webapp.commands import Refusal

VISIBILITIES = ("public", "link", "members", "people")

if TYPE_CHECKING:
    from webapp.models import Media


@click.group()
def media() -> None:
    """Add to the library."""


@media.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", required=True, help="What the library calls it.")
@click.option("--language", default="", help="BCP 47, such as en; left out: find out.")
@click.option("--library", "slug", default="main", show_default=True, help="Which library.")
@click.option(
    "--visibility",
    type=click.Choice(VISIBILITIES),
    help="Who may watch it; left out: as the library says.",
)
@click.option("--now", is_flag=True, help="Prepare it here and now instead of in a worker.")
def add(
    file: Path, title: str, language: str, slug: str, visibility: str | None, now: bool
) -> None:
    """Add FILE to the library; a worker then prepares it."""
    from flask import current_app

    from webapp import create_app
    from webapp.events import video_uploaded
    from webapp.extensions import db
    from webapp.models import Library, Media

    if not file.is_file():
        raise Refusal(f"There is no file {file}. Check the name and try again.")
    if not title.strip():
        raise Refusal("The title is empty. Give one with --title.")
    with create_app().app_context():
        library = Library.by_slug(slug)
        if library is None:
            raise Refusal(f"There is no library {slug}. Give the last part of its address.")
        storage = current_app.extensions["storage"]
        with file.open("rb") as stream:
            name = storage.save(stream, file.suffix, unchecked=True)
        added = Media.receive(
            library=library,
            visibility=visibility or "",
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
    from sqlalchemy import select

    from webapp import create_app
    from webapp.extensions import db
    from webapp.media.demo import make_demo
    from webapp.models import Library, Media, Transcript

    with create_app().app_context():
        if db.session.scalar(select(Media.id).limit(1)) is not None:
            return
        storage = current_app.extensions["storage"]
        with tempfile.TemporaryDirectory() as folder:
            made = make_demo(Path(folder))
            with made.video.open("rb") as stream:
                name = storage.save(stream, made.video.suffix, unchecked=True)
            size = made.video.stat().st_size
        added = Media.receive(
            library=Library.default(),
            visibility="public",
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


@media.command()
def sounds() -> None:
    """Have the sound looked at again where that failed; new media need no command."""
    from webapp import create_app
    from webapp.models import SoundPicture

    with create_app().app_context():
        count = SoundPicture.forget_failures()
        click.echo(f"Asked for again: {count}. A worker does one after another.")


@media.command("time-lines")
def time_lines() -> None:
    """Have waveforms and cuts looked for again where that failed; new media need no command."""
    from webapp import create_app
    from webapp.models import looking
    from webapp.models.shots import SHOTS
    from webapp.models.waveform import WAVEFORM

    with create_app().app_context():
        count = sum(looking.forget_failures(kind) for kind in (WAVEFORM, SHOTS))
        click.echo(f"Asked for again: {count}. A worker does one after another.")


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
