"""Clips of signing, and replies that viewers sign: checked, then made playable without sound."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from tasks.failures import StepFailed
from tasks.kept import kept_files
from tasks.pipeline import Work
from webapp.extensions import db
from webapp.media import MediaError
from webapp.media.clip import make_clip
from webapp.media.failure import N_
from webapp.media.probe import probe
from webapp.media.rendition import make_poster
from webapp.models import SignClip, SignFeedback
from webapp.models.lease import Lease
from webapp.models.sign_clip import CLIP

GONE = N_("It was deleted meanwhile.")


def make_playable(lease: Lease) -> None:
    """Make what browsers play, under new names, and release the upload from quarantine.

    What is not a video, or too long, stays in quarantine: nobody plays it.
    """
    storage = kept_files()
    memory_bytes: int = current_app.extensions["settings"].media_memory_bytes
    sent = _about(lease)
    has_poster = isinstance(sent, SignClip)
    source = sent.source if isinstance(sent, SignClip) else sent.reply
    db.session.commit()  # nobody waits for the database while it is encoded
    file, poster = storage.new_name(".mp4"), storage.new_name(".jpg")
    try:
        with storage.local(source) as path:
            info = probe(path, memory_bytes=memory_bytes)
            with storage.publish(file) as target:
                size = make_clip(path, target, info, memory_bytes=memory_bytes)
            lease.report(0.8)
            if has_poster:
                with storage.publish(poster) as target:
                    make_poster(path, target, info, memory_bytes=memory_bytes)
        storage.prepare_release(source)
    except MediaError as error:
        raise StepFailed(str(error)) from error
    sent = _about(lease)
    lease.confirm()  # or another worker would lose the file that it is looking at
    kept = storage.release(source)
    if isinstance(sent, SignFeedback):
        sent.reply, sent.reply_playable = kept, file
        return
    sent.source, sent.file, sent.poster = kept, file, poster
    sent.width, sent.height = size
    sent.duration_ms = info.duration_ms


def _about(lease: Lease) -> SignClip | SignFeedback:
    """The clip, or what a viewer said, that the job is about."""
    clip = db.session.scalar(select(SignClip).where(SignClip.job_id == lease.job_id))
    said = db.session.scalar(select(SignFeedback).where(SignFeedback.job_id == lease.job_id))
    found: SignClip | SignFeedback | None = clip or said
    if found is None:
        raise StepFailed(GONE)
    return found


work = Work(CLIP, {"playable": make_playable})
