"""Signed versions from the command line: check a file, add one, fit it, list, remove one."""

from __future__ import annotations

import click

from webapp.commands import Refusal, media_at
from webapp.commands.sign_add import add, line_of, remove_with_files
from webapp.commands.sign_check import check
from webapp.commands.sign_sync import sync


@click.group()
def sign() -> None:
    """Check, add, fit, list and remove signed versions.

    MEDIA is its address, or the last part of it.
    """


sign.add_command(check)
sign.add_command(add)
sign.add_command(sync)


@sign.command(name="list")
@click.argument("media")
def list_(media: str) -> None:
    """List the signed versions of MEDIA, with the number of each."""
    from webapp import create_app

    with create_app().app_context():
        tracks = media_at(media).sign_tracks
        click.echo("\n".join(map(line_of, tracks)) or "There is no signed version.")


@sign.command()
@click.argument("media")
@click.argument("number", type=int)
def remove(media: str, number: int) -> None:
    """Remove the signed version NUMBER (see list) of MEDIA, with its files."""
    from webapp import create_app

    with create_app().app_context():
        track = media_at(media).sign_track(number)
        if track is None:
            raise Refusal(f"There is no signed version {number}. See: sign list {media}")
        line = line_of(track)
        remove_with_files(track)
        click.echo(f"Removed: {line}")


commands = [sign]
