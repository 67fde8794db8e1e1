"""Putting media and signer into one video, when somebody asks for it."""

from __future__ import annotations

from sqlalchemy import select

from tasks.failures import StepFailed
from tasks.kept import kept_files
from tasks.pipeline import Work
from tasks.progress import reporter
from tasks.sign_work import memory_limit, opened
from webapp.extensions import db
from webapp.media.composed import compose
from webapp.media.probe import probe
from webapp.models import Composition
from webapp.models.composition import CHANGED, COMPOSE
from webapp.models.lease import Lease


def make(lease: Lease) -> None:
    """Make it from what viewers get of both, as it is now."""
    wish = _wish(lease)
    if wish.file:
        return
    track, rendition = wish.track, wish.track.media.rendition
    if rendition is None or not track.file or track.version != wish.track_version:
        raise StepFailed(CHANGED)
    layout, share, offset_ms, rate = wish.layout, wish.share, track.offset_ms, track.rate
    played, signed = rendition.file, track.file
    storage, memory_bytes = kept_files(), memory_limit()
    file = storage.new_name(".mp4")
    with opened(signed) as (signer, signer_info), storage.local(played) as media:
        media_info = probe(media, memory_bytes=memory_bytes)
        with storage.publish(file) as target:
            compose(
                media,
                media_info,
                signer,
                signer_info,
                target,
                layout="side" if layout == "side" else "corner",
                share=share,
                offset_ms=offset_ms,
                rate=rate,
                on_progress=reporter(lease),
                memory_bytes=memory_bytes,
            )
            size = target.stat().st_size
    wish = _wish(lease)
    wish.file, wish.bytes = file, size


def tidy() -> None:
    """Remove what nobody uses, first from the database."""
    for name in Composition.remove_unused():
        kept_files().delete(name)


def _wish(lease: Lease) -> Composition:
    wish: Composition | None = db.session.scalar(
        select(Composition).where(Composition.job_id == lease.job_id)
    )
    if wish is None:
        raise StepFailed(CHANGED)
    return wish


work = Work(COMPOSE, {"made": make}, sweep=tidy)
