"""``manage.py sign sync``: fits a signed version's time to the media's by the sound of both."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.termui import progressbar

from webapp.commands import Refusal, media_at

if TYPE_CHECKING:
    from webapp.media.sound_sync import Fit
    from webapp.models import Media, SignTrack


@click.command()
@click.argument("media")
@click.argument("file")
@click.option("--version", type=int, help="Keep what is found with this signed version of MEDIA.")
def sync(media: str, file: str, version: int | None) -> None:
    """Find how FILE goes with MEDIA by the sound that both have recorded.

    FILE is a signer's video with its sound, or the number of a signed version of MEDIA (see list).
    Without --version, what is found is printed and nothing is kept.
    """
    from webapp import create_app
    from webapp.extensions import db

    with create_app().app_context():
        found = media_at(media)
        if version is not None:
            _numbered(found, version)
        played, signed = _file_of(found), _named(found, file)
        db.session.rollback()  # no transaction stays open: listening takes long
        with played as media_path, signed as signed_path:
            fit = _fit(media_path, signed_path)
        if version is not None:
            track = _numbered(media_at(media), version)
            track.confidence = fit.confidence
            track.fit(fit.offset_ms, fit.rate, how="sound")
            db.session.commit()
        click.echo(_report(fit, version))


def _numbered(media: Media, number: int) -> SignTrack:
    track = media.sign_track(number)
    if track is None:
        raise Refusal(f"There is no signed version {number}. See: sign list {media.slug}")
    return track


def _file_of(media: Media) -> AbstractContextManager[Path]:
    from flask import current_app

    if not media.has_audio:
        raise Refusal(f"{media.title} has no sound, so nothing can be compared with it.")
    path: AbstractContextManager[Path] = current_app.extensions["storage"].local(media.file)
    return path


def _named(media: Media, file: str) -> AbstractContextManager[Path]:
    """The file of that name, or what was uploaded as the signed version of that number."""
    from flask import current_app

    path = Path(file).resolve()
    if path.is_file():
        return nullcontext(path)
    if not file.isdecimal():
        raise Refusal(f"There is no file {file}. Check the name and try again.")
    source = _numbered(media, int(file)).source
    if not source:
        raise Refusal(f"What was uploaded as signed version {file} is not kept. Name its file.")
    kept: AbstractContextManager[Path] = current_app.extensions["storage"].local(source)
    return kept


def _fit(played: Path, signed: Path) -> Fit:
    from flask import current_app

    from webapp.media import MediaError, sound_sync
    from webapp.media.probe import probe

    memory_bytes = current_app.extensions["settings"].media_memory_bytes
    try:
        infos = [probe(path, memory_bytes=memory_bytes) for path in (played, signed)]
        if not infos[1].has_audio:
            raise Refusal("The signer's video has no sound, so it cannot be fitted by it.")
        with progressbar(length=100, label="Listening", file=sys.stderr) as shown:
            fit = sound_sync.fit(
                played,
                infos[0],
                signed,
                infos[1],
                on_progress=lambda done: shown.update(int(done * 100) - shown.pos),
                memory_bytes=memory_bytes,
            )
    except MediaError as error:
        raise Refusal(str(error)) from error
    if not fit.matches:
        raise Refusal(
            f"The two do not sound alike (confidence {fit.confidence:.2f} of 1), so nothing was "
            "fitted. Fit them by hand."
        )
    return fit


def _report(fit: Fit, version: int | None) -> str:
    drift = (fit.rate - 1) * 100
    lines = [
        f"Offset: {fit.offset_ms} ms (the signer's video begins there in the media)",
        f"Drift: {drift:+.4f} % (rate {fit.rate:.6f})",
        f"Confidence: {fit.confidence:.2f} of 1",
    ]
    if version is not None:
        lines.append(f"Kept with signed version {version}.")
    return "\n".join(lines)


commands: list[click.Command] = []
"""None of its own: it is a command of ``sign``."""
