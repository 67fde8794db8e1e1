"""What becomes of an upload, step by step; a step that is done is not done again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import current_app

from tasks import captioning, media
from tasks.failures import StepFailed
from webapp.events import processing_completed, processing_started
from webapp.models.job import STEPS, Job

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["StepFailed", "run_steps"]

_DO: dict[str, Callable[[Job], None]] = {
    "checked": media.check,
    "playable": media.make_playable,
    "listening": captioning.listen_to,
    "captions": captioning.write_captions,
}


def run_steps(app: Flask, job: Job) -> None:
    """Do what is left of a job.

    Each step commits its effect and its name in one transaction. Raises StepFailed with a
    sentence for the uploader where the media is at fault.
    """
    processing_started.send(app, media_id=job.media_id)
    for step in STEPS[STEPS.index(job.step) + 1 :]:
        if step in _DO:
            _DO[step](job)
            job.complete_step(step)
    job.finish()
    processing_completed.send(current_app, media_id=job.media_id)
