"""The command line. A module here with ``commands`` (click commands) is found by discovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from webapp.models import Media


class Refusal(click.ClickException):
    """Something that a person asked for and that cannot be done; exits with 2 and one sentence."""

    exit_code = 2


def media_at(address: str) -> Media:
    """The media at an address, or with the last part of one; Refusal where there is none."""
    from webapp.models import Media

    found = Media.by_slug(address.rstrip("/").rsplit("/", 1)[-1])
    if found is None:
        raise Refusal(f"There is no media {address}. Give its address, such as /media/...")
    return found
