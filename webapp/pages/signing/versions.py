"""The signed versions of a media, for those who look after them, and one of them by itself."""

from __future__ import annotations

import math
from pathlib import PurePath

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webapp import access, audit_log, media_links, names, respond, sign_languages
from webapp.access import May
from webapp.events import job_queued
from webapp.extensions import db
from webapp.media import storage
from webapp.models import SignTrack
from webapp.pages import files
from webapp.pages.signing import report, work
from webapp.pages.signing.words import name_of

ADDRESS = "/media/<slug>/signing"

blueprint = Blueprint("signing", __name__, url_prefix=ADDRESS)


@blueprint.get("")
@access.media(May.REVIEW)
def index(slug: str) -> Response:
    """Show every signed version, and whether the video itself is signed."""
    return _index()


@blueprint.post("")
@access.media(May.MANAGE)
def mark(slug: str) -> Response:
    """Say that the video itself is signed, in which language, or that it is not."""
    media = access.current_media()
    language = request.form.get("signed_in", "")
    if language and language not in sign_languages.NAMES:
        return _index({"signed_in": _("Choose one of the list.")}, status=422)
    if language != media.signed_in:
        media.signed_in = language
        audit_log.record("media.changed", subject=media, changed=["signed_in"])
        db.session.commit()
    return respond.see_other(url_for(".index", slug=slug), announce=_("Kept."))


@blueprint.get("/<int:track_id>")
@access.media(May.REVIEW)
def show(slug: str, track_id: int) -> Response:
    """Show one version: the video, its preparation, its quality. ``t``: seconds to start at."""
    media, track = access.current_media(), this_version(track_id)
    start = request.args.get("t", 0.0, type=float)
    return respond.page(
        "pages/sign_version.html",
        media=media,
        track=track,
        start=round(start, 3) if math.isfinite(start) and start > 0 else 0,
        work=work.of(media, track, shown=work.there(track)),
        report=report.of(track),
        may_change=may_change(track),
    )


@blueprint.get("/<int:track_id>/progress")
@access.media(May.REVIEW)
def progress(slug: str, track_id: int) -> Response:
    """Answer a poll, or show the same as a page of its own."""
    media, track = access.current_media(), this_version(track_id)
    said, shown = request.args.get("said", 0, type=int), request.args.get("shown", "")
    preparation = work.of(media, track, shown, said) or abort(404)
    return respond.page(
        "pages/sign_progress.html",
        block="primary",
        announce=preparation.announcement,
        media=media,
        track=track,
        work=preparation,
        may_change=may_change(track),
    )


@blueprint.post("/<int:track_id>/retry")
@access.media(May.REVIEW)
def retry(slug: str, track_id: int) -> Response:
    """Queue a failed preparation again; the steps that were done stay done."""
    track = this_version(track_id)
    job = track.job or abort(404)
    if job.state == "failed":
        job.retry()
        db.session.commit()
        job_queued.send(current_app._get_current_object(), job_id=job.id)  # type: ignore[attr-defined]
    return respond.see_other(
        url_for(".show", slug=slug, track_id=track_id), announce=_("It is being tried again.")
    )


@blueprint.get("/<int:track_id>/original")
@access.media(May.REVIEW)
def original(slug: str, track_id: int) -> BaseResponse:
    """Send the file as it was uploaded, to be saved. An unchecked one goes back to who sent it."""
    track = this_version(track_id)
    allowed = media_links.is_media_origin() or may_change(track)
    if not track.source or (storage.is_quarantined(track.source) and not allowed):
        abort(404)
    suffix = PurePath(track.original_name).suffix.lstrip(".")
    name = names.download_name(name_of(track), suffix)
    return files.send(track.source, "application/octet-stream", save_as=name)


def this_version(track_id: int) -> SignTrack:
    """The signed version that an address names; 404 where this media has none of this number."""
    track = access.current_media().sign_track(track_id)
    if track is None:
        abort(404)
    return track


def may_change(track: SignTrack) -> bool:
    """Whether whoever asks may change or delete it: she manages the media, or added it herself."""
    user = access.person()
    own = user is not None and track.person_id == user.id
    return own or access.may(May.MANAGE, track.media)


def _index(errors: dict[str, str] | None = None, status: int = 200) -> Response:
    media = access.current_media()
    return respond.page(
        "pages/sign_versions.html",
        block="primary",
        status=status,
        media=media,
        versions=[
            (track, work.of(media, track, shown=""), report.of(track))
            for track in media.sign_tracks
        ],
        languages=[("", _("No, nobody signs in it")), *sign_languages.NAMES.items()],
        signed_in=request.form.get("signed_in", media.signed_in),
        errors=errors or {},
    )
