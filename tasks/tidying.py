"""Files that nobody needs: what crashes and broken uploads left behind in storage."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from webapp.extensions import db
from webapp.media.storage import quarantined, released
from webapp.models import (
    AuditFinding,
    Composition,
    IncomingUpload,
    Media,
    Rendition,
    SignCheck,
    SignClip,
    SignFeedback,
    SignTrack,
    Takeout,
)

if TYPE_CHECKING:
    from webapp.media.storage import Storage

log = logging.getLogger(__name__)

ABANDONED_S = 24 * 3600
"""A file this old belongs to no upload or step that is still to be committed: both commit at once
after the last byte. It counts from that byte, so that an upload may take as long as it wants."""
NAMING = (
    IncomingUpload.file, Media.file, Media.poster, Rendition.file,
    SignTrack.source, SignTrack.file, SignTrack.small, SignTrack.strip, SignTrack.poster,
    SignCheck.still, Composition.file,
    SignClip.source, SignClip.file, SignClip.poster,
    SignFeedback.reply, SignFeedback.reply_playable,
    AuditFinding.picture,
    Takeout.file,
)  # fmt: skip
"""The columns that name files in storage."""


def tidy(storage: Storage) -> int:
    """Remove files that are older than a day and that no row names; return how many those were.

    Unfinished uploads whose time is over go as well.
    """
    removed = storage.sweep_temporary(ABANDONED_S)
    for name in IncomingUpload.end_expired():
        storage.delete(name)
        removed += 1
    for names in storage.older_than(ABANDONED_S):
        for name in _nameless(names):
            storage.delete(name)
            removed += 1
    if removed:
        log.info("%s files that nobody needs were removed", removed)
    return removed


def _nameless(names: Collection[str]) -> set[str]:
    """Those that no row names, as they were before their check or as they are after it.

    A worker may have died between moving a file and writing down where it is.
    """
    # A connection that only reads: nobody waits for it, and it sees all that is committed now.
    with db.engine.connect().execution_options(read_only=True) as connection:
        if connection.scalar(select(Media.id).limit(1)) is None:
            return set()  # more likely the wrong database than a library that lost everything
        needed = _named(
            connection, {form(name) for name in names for form in (quarantined, released)}
        )
    return {name for name in names if not {quarantined(name), released(name)} & needed}


def _named(connection: Connection, names: Collection[str]) -> set[str]:
    found: set[str] = set()
    for column in NAMING:
        found.update(connection.scalars(select(column).where(column.in_(names))))
    return found
