"""Where a video is cut: what reviewers bring the edges of captions to.

It is a job of its own, so that captions never wait for it and nothing else fails with it.
"""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

from tasks.failures import StepFailed
from tasks.kept import kept_files
from tasks.pipeline import Work
from webapp.extensions import db
from webapp.media import MediaError, shots
from webapp.media.probe import MediaInfo, probe
from webapp.models import Media, Shots, linting
from webapp.models.lease import Lease
from webapp.models.shots import SHOTS, USUAL_FRAME_MS

KEEP_EVERY_MS = 60_000
"""At most so much of a video is looked at again when a worker was stopped."""
FLASH_MS = 200
"""A picture that is shown for less is a flash, not a shot: its end is no cut."""
BEFORE_MS = 1000
"""Whoever goes on begins so much earlier: a cut is told from the frame before it."""


def look_at(lease: Lease) -> None:
    """Store where a video is cut, going on where a worker was stopped."""
    media = db.session.get_one(Media, lease.media_id)
    begun = db.session.get(Shots, media.id)
    if media.kind != "video" or (begun and begun.complete):
        return
    times, seen_ms = (begun.times, begun.seen_ms) if begun else ([], 0)
    file = media.rendition.file if media.rendition else media.file
    length_ms = media.duration_ms
    db.session.commit()  # nobody waits for the database while the video is looked at
    try:
        with kept_files().local(file) as path:
            info = probe(path)
            times = _find(lease, path, info, times, seen_ms, length_ms)
    except MediaError as error:
        raise StepFailed(str(error)) from error
    _keep(lease, info, times, length_ms, complete=True)
    linting.forget(db.session.get_one(Media, lease.media_id))


def _find(
    lease: Lease, path: Path, info: MediaInfo, times: list[int], seen_ms: int, length_ms: int
) -> list[int]:
    """Add the cuts after ``seen_ms`` to ``times``; what was found is kept from time to time."""
    times = list(times)
    with shots.frames(path, info, start_ms=max(0, seen_ms - BEFORE_MS)) as seen:
        for frame in takewhile(lambda frame: frame.ms < length_ms, seen):
            if frame.is_cut and frame.ms >= (times[-1] + FLASH_MS if times else seen_ms):
                times.append(frame.ms)
            if frame.ms >= seen_ms + KEEP_EVERY_MS:
                seen_ms = frame.ms
                _keep(lease, info, times, seen_ms, complete=False)
                lease.report(seen_ms / length_ms)
    return times


def _keep(lease: Lease, info: MediaInfo, times: list[int], seen_ms: int, *, complete: bool) -> None:
    rate = info.video.frame_rate if info.video else None
    db.session.merge(
        Shots(
            media_id=lease.media_id,
            frame_ms=1000 / rate if rate else USUAL_FRAME_MS,
            times=list(times),
            seen_ms=seen_ms,
            complete=complete,
        )
    )


work = Work(SHOTS, {"found": look_at}, sweep=Shots.ask_for_next)
