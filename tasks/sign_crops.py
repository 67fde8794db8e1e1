"""Trying a crop that somebody set by hand: it is used once it is shown to cut no hand."""

from __future__ import annotations

from sqlalchemy import select

from tasks.failures import StepFailed
from tasks.pipeline import Work
from tasks.progress import reporter
from tasks.sign_work import memory_limit, opened
from webapp.extensions import db
from webapp.media.sign_measures import Span
from webapp.media.signing_proof import Crop, prove
from webapp.models import SignActivity
from webapp.models.crop_trial import TRY, CropTrial
from webapp.models.lease import Lease
from webapp.models.sign_track import GONE


def look_through(lease: Lease) -> None:
    """Find out what the crop cuts while somebody signs; one that cuts nothing is prepared.

    Where it was not found out when somebody signs, all that moves counts. Where the version has
    changed since it was asked for, nobody is overruled: the page offers the crop.
    """
    trial = _trial(lease)
    source, crop = trial.source, Crop(*trial.crop)
    activity = SignActivity.of(trial.track_id)
    stretches = activity.stretches if activity is not None else []
    with opened(source) as (path, info):
        active = [Span(start, end) for start, end in stretches] or [Span(0, info.limit_ms)]
        proof = prove(
            path, info, active, crop, on_progress=reporter(lease), memory_bytes=memory_limit()
        )
    trial = _trial(lease)
    trial.outside, trial.at_ms = proof.outside.value, list(proof.outside.at_ms)
    track = trial.track
    if trial.holds and track.version == trial.track_version and not track.is_being_prepared:
        track.crop_to(trial.crop)


def _trial(lease: Lease) -> CropTrial:
    """What is tried; StepFailed where the upload is not there any more."""
    mine = select(CropTrial).where(CropTrial.job_id == lease.job_id)
    trial: CropTrial | None = db.session.scalar(mine)
    if trial is None or trial.track.source != trial.source:
        raise StepFailed(GONE)
    return trial


work = Work(TRY, {"proven": look_through})
