"""Signed versions from the command line: check a file, add one, fit it, list, remove one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.termui import progressbar

from webapp.commands import Refusal, media_at
from webapp.commands.sign_check import check
from webapp.commands.sign_sync import sync

if TYPE_CHECKING:
    from webapp.models import SignTrack


@click.group()
def sign() -> None:
    """Check, add, fit, list and remove signed versions.

    MEDIA is its address, or the last part of it.
    """


sign.add_command(check)
sign.add_command(sync)


@sign.command()
@click.argument("media")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", required=True, help="The sign language, by ISO 639-3, such as bfi.")
@click.option("--title", default="", help="Who signs, or what else tells it from another.")
@click.option("--offset-ms", default=0, help="When the signer's video begins in the media.")
@click.option("--rate", default=1.0, help="How fast it runs against the media.", show_default=True)
def add(media: str, file: Path, language: str, title: str, offset_ms: int, rate: float) -> None:
    """Add FILE, a video of somebody who signs, to MEDIA. Its sound is dropped."""
    from webapp import create_app
    from webapp.extensions import db
    from webapp.media import MediaError
    from webapp.models import SignTrack

    _check(file, language, rate)
    with create_app().app_context():
        media_id = media_at(media).id
        db.session.rollback()  # no transaction stays open: what follows takes long
        track = SignTrack(
            media_id=media_id,
            language=language,
            title=title.strip()[:200],
            offset_ms=offset_ms,
            rate=rate,
        )
        try:
            _prepare(track, file.resolve())
        except MediaError as error:
            raise Refusal(f"{file.name}: {error}") from error
        db.session.add(track)
        db.session.commit()
        click.echo(f"Added: {_line(track)}")


@sign.command(name="list")
@click.argument("media")
def list_(media: str) -> None:
    """List the signed versions of MEDIA, with the number of each."""
    from webapp import create_app

    with create_app().app_context():
        tracks = media_at(media).sign_tracks
        click.echo("\n".join(map(_line, tracks)) or "There is no signed version.")


@sign.command()
@click.argument("media")
@click.argument("number", type=int)
def remove(media: str, number: int) -> None:
    """Remove the signed version NUMBER (see list) of MEDIA, with its files."""
    from flask import current_app

    from webapp import create_app
    from webapp.extensions import db

    with create_app().app_context():
        track = media_at(media).sign_track(number)
        if track is None:
            raise Refusal(f"There is no signed version {number}. See: sign list {media}")
        line, files = _line(track), track.files
        db.session.delete(track)
        db.session.commit()
        for name in files:
            current_app.extensions["storage"].delete(name)
        click.echo(f"Removed: {line}")


def _check(file: Path, language: str, rate: float) -> None:
    """Refuse what can be told to be wrong without looking into the file."""
    from webapp.media.two_point_fit import FASTEST, SLOWEST
    from webapp.sign_languages import NAMES

    if not file.is_file():
        raise Refusal(f"There is no file {file}. Check the name and try again.")
    if language not in NAMES:
        raise Refusal(f"{language} is no sign language known here. Known are {', '.join(NAMES)}.")
    if not SLOWEST <= rate <= FASTEST:
        raise Refusal(f"The rate must be from {SLOWEST} to {FASTEST}.")


def _prepare(track: SignTrack, source: Path) -> None:
    """Make what browsers play, without sound, and a still; MediaError where it cannot be done."""
    from flask import current_app

    from webapp.media import MediaError, probe, rendition

    storage = current_app.extensions["storage"]
    memory_bytes = current_app.extensions["settings"].media_memory_bytes
    info = probe.probe(source, memory_bytes=memory_bytes)
    if info.video is None:
        raise MediaError("Nobody can be seen signing here: it has sound only. Choose a video.")
    plan = rendition.plan(info, source, silent=True)
    file, poster = storage.new_name(plan.suffix), storage.new_name(".jpg")
    with progressbar(length=100, label="Preparing", file=sys.stderr) as shown:
        rendition.make_rendition(
            source,
            storage.path(file),
            info,
            on_progress=lambda done: shown.update(int(done * 100) - shown.pos),
            silent=True,
            memory_bytes=memory_bytes,
        )
    rendition.make_poster(source, storage.path(poster), info, memory_bytes=memory_bytes)
    track.file, track.media_type, track.poster = file, plan.media_type, poster
    track.width, track.height = info.video.width, info.video.height
    track.duration_ms = info.duration_ms


def _line(track: SignTrack) -> str:
    from webapp.sign_languages import name_of

    seconds = track.duration_ms / 1000
    title = f", {track.title}" if track.title else ""
    return f"{track.id}: {name_of(track.language)}{title} ({seconds:.1f} s)"


commands = [sign]
