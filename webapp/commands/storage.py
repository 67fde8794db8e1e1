"""``manage.py storage``: the bucket that keeps the files."""

from __future__ import annotations

import math

import click

from webapp.commands import Refusal
from webapp.config import load_settings


@click.group()
def storage() -> None:
    """Look after the object store that keeps the files."""


@storage.command("set-up")
def set_up() -> None:
    """Let browsers reach the bucket from our pages, and have it end unfinished uploads."""
    from webapp import stored_files
    from webapp.media.bucket import Bucket
    from webapp.media.bucket_rules import set_rules
    from webapp.media.storage import StorageFailure

    settings = load_settings()
    if not settings.s3_bucket:
        raise Refusal("SIGHTLINE_S3_BUCKET is not set: files are kept in a folder.")
    if not settings.public_url:
        raise Refusal(
            "SIGHTLINE_PUBLIC_URL is not set. Set it to the address of the site, "
            "so that the bucket knows whose pages may ask it."
        )
    days = math.ceil(stored_files.parts_kept_s(settings) / stored_files.A_DAY_S)
    bucket = Bucket(stored_files.place_of(settings))
    try:
        set_rules(bucket, origin=settings.public_url, parts_kept_days=days)
    except StorageFailure as failure:
        raise Refusal(
            f"The bucket {bucket.name} could not be set up: {failure.__cause__ or failure}. "
            "Check that it is there, SIGHTLINE_S3_ENDPOINT_URL, the keys and what they may do."
        ) from failure
    click.echo(
        f"{bucket.name}: pages of {settings.public_url} may read files and send parts; "
        f"unfinished uploads end after {days} days."
    )


commands = [storage]
