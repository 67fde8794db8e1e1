"""What becomes of an upload, step by step; a step that is done is not done again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tasks import captioning, media
from webapp.events import processing_completed, processing_started
from webapp.models.job import STEPS
from webapp.models.lease import Lease

if TYPE_CHECKING:
    from flask import Flask

_DO: dict[str, Callable[[Lease], None]] = {
    "checked": media.check,
    "playable": media.make_playable,
    "listening": captioning.listen_to,
    "captions": captioning.write_captions,
}


def run_steps(app: Flask, lease: Lease) -> None:
    """Do what is left of a job.

    Each step commits its effect and its name in one transaction. Raises StepFailed with a
    sentence for the uploader where the media is at fault.
    """
    processing_started.send(app, media_id=lease.media_id)
    for step in STEPS[STEPS.index(lease.done_step) + 1 :]:
        if step in _DO:
            _DO[step](lease)
            lease.complete_step(step)
    lease.finish()
    processing_completed.send(app, media_id=lease.media_id)
