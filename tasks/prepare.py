"""What becomes of an upload: it is checked, made playable and captioned."""

from __future__ import annotations

from flask import current_app

from tasks import captioning, media
from tasks.pipeline import Work
from webapp.events import processing_completed, processing_started
from webapp.models.job import PREPARE
from webapp.models.lease import Lease


def _started(lease: Lease) -> None:
    processing_started.send(current_app._get_current_object(), media_id=lease.media_id)  # type: ignore[attr-defined]


def _finished(lease: Lease) -> None:
    processing_completed.send(current_app._get_current_object(), media_id=lease.media_id)  # type: ignore[attr-defined]


work = Work(
    PREPARE,
    {
        "checked": media.check,
        "playable": media.make_playable,
        "listening": captioning.listen_to,
        "captions": captioning.write_captions,
    },
    engines={"listening": captioning.engine_of},
    started=_started,
    finished=_finished,
)
