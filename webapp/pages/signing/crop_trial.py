"""What a crop that was set by hand would cut: looked for on the whole video, then shown."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import access, audit_log, respond
from webapp.access import May
from webapp.extensions import db
from webapp.media.crop_edges import edges_of
from webapp.models import CropTrial
from webapp.pages.signing import crop, review

POLL_EVERY_S = 2
SHOWN = 3

blueprint = Blueprint(
    "sign_crop_trial", __name__, url_prefix=f"{review.ADDRESS}/crop/<int:trial_id>"
)


@blueprint.get("")
@access.media(May.REVIEW)
def show(slug: str, track_id: int, trial_id: int) -> Response:
    """Show how far the work is, or what was found; a poll gets that part alone."""
    return _page(_trial(trial_id))


@blueprint.post("")
@access.media(May.REVIEW)
def keep(slug: str, track_id: int, trial_id: int) -> Response:
    """Keep it. What cuts something that moves needs her word (``sure``), which is written down."""
    trial = _trial(trial_id)
    if trial.outside is None:
        abort(404)
    if trial.track.is_being_prepared:
        return _page(trial, {"keep": str(crop.BUSY)})
    if not trial.holds:
        if "sure" not in request.form:
            error = _("Look at the pictures and at the video, and say that no hand is cut.")
            return _page(trial, {"sure": error})
        trial.insisted, trial.person = True, review.person()
        audit_log.record(
            "signing.cropped",
            subject=trial.track.media,
            track=trial.track_id,
            crop=trial.crop,
            outside=trial.outside,
        )
    return crop.keep(trial.track, trial.crop)


def _trial(trial_id: int) -> CropTrial:
    """One of what is uploaded now; 404 otherwise."""
    track, trial = crop.uploaded_track(), db.session.get(CropTrial, trial_id)
    if trial is None or trial.track_id != track.id or trial.source != track.source:
        abort(404)
    return trial


def _page(trial: CropTrial, errors: dict[str, str] | None = None) -> Response:
    track, job = trial.track, trial.job
    is_over = trial.outside is not None or job is None or job.is_over
    address = url_for(".show", slug=track.media.slug, track_id=track.id, trial_id=trial.id)
    return respond.page(
        "pages/sign_crop_trial.html",
        block="progress",
        status=422 if errors else 200,
        announce=_found(trial) if is_over and not errors else None,
        errors=errors or {},
        trial=trial,
        sentence=_found(trial),
        percent=round(job.fraction * 100) if job else 0,
        poll_url="" if is_over else address,
        poll_every_s=POLL_EVERY_S,
        edges=edges_of(trial.crop),
        suggested=None,
        moments=[] if trial.holds else trial.at_ms[:SHOWN],
        **review.context(track),
    )


def _found(trial: CropTrial) -> str:
    job = trial.job
    if trial.outside is None:
        if job is None or job.state in ("failed", "cancelled"):
            return _("It did not work: %(why)s", why=_(job.error) if job and job.error else "")
        if job.state == "queued":
            return _("It is waiting for its turn. You can leave this page; the work goes on.")
        return _("The video is being looked through. You can leave this page; the work goes on.")
    if not trial.holds:
        return ngettext(
            "At one moment, something that moves lies outside: up to %(percent)s %% of it. A hand "
            "may be cut.",
            "At %(num)s moments and perhaps more, something that moves lies outside: up to "
            "%(percent)s %% of it. A hand may be cut.",
            len(trial.at_ms),
            percent=max(1, round(trial.outside * 100)),
        )
    if trial.is_shown:
        return _("No hand is cut, so it is kept. The video is prepared like this.")
    return _("No hand is cut. Something else has been changed meanwhile: keep it if you like.")
