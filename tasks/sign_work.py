"""What each step on a signed version begins and ends with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from tasks.failures import StepFailed
from tasks.kept import kept_files
from tasks.pipeline import TryLater
from webapp.extensions import db
from webapp.media import MediaError
from webapp.media.failure import N_
from webapp.media.probe import MediaInfo, probe
from webapp.media.sign_rendition import NO_PICTURE
from webapp.models import SignTrack
from webapp.models.lease import Lease
from webapp.models.sign_track import GONE

MEDIA_IS_UNCHECKED = N_(
    "The video that is signed is still being checked. Length and sound are compared after that."
)


def track_of(lease: Lease, still: str | None = None) -> SignTrack:
    """The version that the job prepares; StepFailed where it is gone.

    ``still``: its upload must be this one, as when the step began.
    """
    mine = select(SignTrack).where(SignTrack.job_id == lease.job_id)
    track: SignTrack | None = db.session.scalar(mine)
    if track is None or still not in (None, track.source):
        raise StepFailed(GONE)
    return track


def wait_for_media(track: SignTrack) -> None:
    """Go on only when it is known what is signed: TryLater while its upload waits for its check."""
    media = track.media
    if media.is_quarantined and media.job is not None and not media.job.is_over:
        raise TryLater(MEDIA_IS_UNCHECKED)


@contextmanager
def opened(file: str) -> Iterator[tuple[Path, MediaInfo]]:
    """A kept video and what it is; StepFailed where it is none, or work on it fails.

    No transaction stays open: what follows takes long.
    """
    db.session.commit()
    try:
        with kept_files().local(file) as path:
            info = probe(path, memory_bytes=memory_limit())
            if info.video is None:
                raise StepFailed(NO_PICTURE)
            yield path, info
    except MediaError as error:
        raise StepFailed(str(error)) from error


def delete_replaced(lease: Lease, names: Iterable[str]) -> None:
    """Commit what took the place of some files, then delete these."""
    lease.report(1.0)
    for name in filter(None, names):
        kept_files().delete(name)


def memory_limit() -> int:
    """How much a program that reads an unknown file may take, in bytes."""
    limit: int = current_app.extensions["settings"].media_memory_bytes
    return limit
