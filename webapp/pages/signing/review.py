"""Reviewing a signed version: both videos, notes, what programs found, the gate and its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from webapp import access, audit_log, names, respond
from webapp.access import May
from webapp.extensions import db
from webapp.models import SignAssignment, SignNote, SignStep, SignTrack, User
from webapp.models.review_queue import reviewers_of
from webapp.models.reviewer import ReviewRefused
from webapp.models.sign_gate import gate_of
from webapp.models.sign_review import SignReview
from webapp.models.sign_speech import compared
from webapp.models.step import WHY_CHARACTERS
from webapp.pages.review.states import STEPS
from webapp.pages.signing.states import asked, missing_words, status

ADDRESS = "/media/<slug>/signing/<int:track_id>"
"""Where everything about one signed version begins."""
SHOWN = 20
"""Places of each kind that programs found: who mends twenty looks again then."""

blueprint = Blueprint("sign_review", __name__, url_prefix=ADDRESS)


@blueprint.get("/review")
@access.media(May.REVIEW)
def show(slug: str, track_id: int) -> Response:
    """Show all that a reviewer needs; ``at`` (ms of the signed version): where both begin."""
    return page(current_track())


@blueprint.post("/review")
@access.media(May.REVIEW)
def step(slug: str, track_id: int) -> Response:
    """Take one ``step``: take, back, assign, changes or approve."""
    track, why = current_track(), _said("why")
    match request.form.get("step", "take"):
        case "take":
            done = _("You review this signed version now.")
            return _do(track, lambda its: its.take(), done, "take")
        case "back":
            return _do(track, lambda its: its.give_back(), _("You gave it back."), "give-back")
        case "assign":
            return _assign(track)
        case "changes":
            done = _("You asked for changes.")
            return _do(track, lambda its: its.ask_for_changes(why), done, "changes-why")
        case "approve":
            done = _("You signed it off.")
            return _do(track, lambda its: its.approve(why), done, "approve-title")
    abort(400)


@blueprint.post("/publish")
@access.media(May.PUBLISH)
def publish(slug: str, track_id: int) -> Response:
    """Offer it to viewers; ``why``: although something is missing."""
    track, why = current_track(), _said("why")

    def act(its: SignReview) -> None:
        missing = its.publish(why).missing
        audit_log.record(
            "signing.published",
            subject=track.media,
            track=track.id,
            missing=[each.name for each in missing],
            why=why if missing else "",
        )

    return _do(track, act, _("Published. Viewers get this signed version."), "why")


@blueprint.post("/unpublish")
@access.media(May.PUBLISH)
def unpublish(slug: str, track_id: int) -> Response:
    """Take it from viewers."""
    track, why = current_track(), _said("why")

    def act(its: SignReview) -> None:
        its.unpublish(why)
        audit_log.record("signing.unpublished", subject=track.media, track=track.id, why=why)

    done = _("Viewers do not get this signed version any more.")
    return _do(track, act, done, "unpublish-why")


def current_track() -> SignTrack:
    """The signed version of the address; 404 unless it is one of this media."""
    track_id = (request.view_args or {}).get("track_id", 0)
    return access.current_media().sign_track(track_id) or abort(404)


def page(track: SignTrack, errors: dict[str, str] | None = None, **more: Any) -> Response:
    """Answer with the page, which says what is wrong with what was sent."""
    gate, last = gate_of(track), SignStep.last(track.id, "published")
    may_publish = access.may(May.PUBLISH, track.media)
    return respond.page(
        "pages/sign_review.html",
        status=422 if errors else 200,
        errors=errors or {},
        gate=gate,
        items=[asked(each, track) for each in gate.items],
        now=status(track),
        given=SignAssignment.of(track.id),
        steps=SignStep.of(track.id),
        step_words=STEPS,
        missing_words=missing_words,
        is_current=track.offered and last is not None and last.version == track.version,
        may_publish=may_publish,
        reviewers=reviewers_of(track.media.library_id) if may_publish else [],
        notes=SignNote.of(track.id),
        waiting=SignNote.count_open(track.id),
        compared=compared(track),
        shown=SHOWN,
        why=_said("why"),
        asked_step=request.form.get("step") or (request.endpoint or "").rpartition(".")[2],
        **(context(track) | more),
    )


def context(track: SignTrack) -> dict[str, Any]:
    """What every page about the review of a signed version shows."""
    at_ms = max(request.args.get("at", 0, type=int), 0)
    return {
        "media": track.media,
        "track": track,
        "at_ms": at_ms,
        "media_at_ms": max(track.media_time_of(at_ms), 0) if at_ms else 0,
        "offset_ms": track.offset_ms,
        "rate": track.rate,
    }


def person() -> User:
    """Who reviews."""
    return access.person() or abort(403)


def _assign(track: SignTrack) -> Response:
    """Only who may publish says who reviews; others take a version for themselves."""
    if not access.may(May.PUBLISH, track.media):
        abort(403)
    wanted = request.form.get("person", type=int)
    people = reviewers_of(track.media.library_id)
    chosen = next((each for each in people if each.id == wanted), None)
    if chosen is None:
        return page(track, {"person": _("Choose one of the list.")})
    done = _("%(name)s reviews this signed version now.", name=chosen.shown_name)
    return _do(track, lambda its: its.assign(chosen), done, "person")


def _do(track: SignTrack, act: Callable[[SignReview], None], done: str, field: str) -> Response:
    """Take a step, or say at ``field`` why it cannot be taken."""
    try:
        act(SignReview(track, person()))
        db.session.commit()
    except ReviewRefused as refusal:
        db.session.rollback()
        return page(current_track(), {field: str(refusal)})
    here = url_for(".show", slug=track.media.slug, track_id=track.id)
    return respond.see_other(respond.own_path(request.form.get("next"), here), announce=done)


def _said(field: str) -> str:
    return names.clean(request.form.get(field, ""), WHY_CHARACTERS)
