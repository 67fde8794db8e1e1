"""The gate: what captions need before they are published, and the steps of their review."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _

from webapp import access, audit_log, names, respond
from webapp.access import May
from webapp.events import transcript_published
from webapp.extensions import db
from webapp.models import Assignment, ReviewStep, Transcript, User
from webapp.models.gate import Gate
from webapp.models.review import Review
from webapp.models.review_queue import reviewers_of
from webapp.models.reviewer import ReviewRefused
from webapp.models.step import WHY_CHARACTERS
from webapp.pages.review import review
from webapp.pages.review.states import STEPS, asked, missing_words, status

blueprint = Blueprint("review_publish", __name__, url_prefix=review.ADDRESS)


@blueprint.get("/publish")
@access.media(May.REVIEW)
def show(slug: str, transcript_id: int) -> Response:
    """Show what is there and what is missing, each with where it is mended."""
    return _page(_transcript())


@blueprint.post("/state")
@access.media(May.REVIEW)
def step(slug: str, transcript_id: int) -> Response:
    """Take one ``step`` of the review: take, back, assign, changes or approve."""
    transcript, why = _transcript(), _said("why")
    match request.form.get("step", "take"):
        case "take":
            done = _("You review these captions now.")
            return _do(transcript, lambda its: its.take(), done, "take", _desk(transcript))
        case "back":
            done = _("You gave them back.")
            return _do(transcript, lambda its: its.give_back(), done, "back")
        case "assign":
            return _assign(transcript)
        case "changes":
            done = _("You asked for changes.")
            return _do(transcript, lambda its: its.ask_for_changes(why), done, "changes-why")
        case "approve":
            read = "read_all" in request.form
            done = _("You approved the captions.")
            return _do(
                transcript,
                lambda its: its.approve(has_read_all=read, why=why),
                done,
                "read_all" if transcript.drafts else "approve-title",
            )
    abort(400)


@blueprint.post("/publish")
@access.media(May.PUBLISH)
def publish(slug: str, transcript_id: int) -> Response:
    """Offer the captions to viewers as reviewed; ``why``: although something is missing."""
    transcript, why = _transcript(), _said("why")

    def act(its: Review) -> None:
        missing = its.publish(why).missing
        audit_log.record(
            "captions.published",
            subject=transcript.media,
            transcript=transcript.id,
            missing=[each.name for each in missing],
            why=why if missing else "",
        )

    answer = _do(transcript, act, _("Published. Viewers read that people reviewed them."), "why")
    if answer.status_code != 422:
        transcript_published.send(
            current_app._get_current_object(),  # type: ignore[attr-defined]
            transcript_id=transcript_id,
        )
    return answer


@blueprint.post("/unpublish")
@access.media(May.PUBLISH)
def unpublish(slug: str, transcript_id: int) -> Response:
    """Take the captions from viewers."""
    transcript, why = _transcript(), _said("why")

    def act(its: Review) -> None:
        its.unpublish(why)
        audit_log.record(
            "captions.unpublished", subject=transcript.media, transcript=transcript.id, why=why
        )

    return _do(transcript, act, _("Viewers do not get these captions any more."), "unpublish-why")


def _assign(transcript: Transcript) -> Response:
    """Only who may publish says who reviews; others take captions for themselves."""
    if not access.may(May.PUBLISH, transcript.media):
        abort(403)
    wanted = request.form.get("person", type=int)
    people = reviewers_of(transcript.media.library_id)
    chosen = next((each for each in people if each.id == wanted), None)
    if chosen is None:
        return _page(transcript, {"person": _("Choose one of the list.")})
    done = _("%(name)s reviews these captions now.", name=chosen.shown_name)
    return _do(transcript, lambda its: its.assign(chosen), done, "person")


def _do(
    transcript: Transcript, act: Callable[[Review], None], done: str, field: str, then: str = ""
) -> Response:
    """Take a step, or say at ``field`` why it cannot be taken; go on at ``then``."""
    try:
        act(Review(transcript, _person()))
        db.session.commit()
    except ReviewRefused as refusal:
        db.session.rollback()
        return _page(_transcript(), {field: str(refusal)})
    here = url_for(".show", slug=transcript.media.slug, transcript_id=transcript.id)
    back = respond.own_path(request.form.get("next"), then or here)
    return respond.see_other(back, announce=done)


def _page(transcript: Transcript, errors: dict[str, str] | None = None) -> Response:
    gate = Gate.of(transcript)
    last = ReviewStep.last(transcript.id, "published")
    may_publish = access.may(May.PUBLISH, transcript.media)
    return respond.page(
        "pages/review_publish.html",
        status=422 if errors else 200,
        media=transcript.media,
        transcript=transcript,
        address=_desk(transcript),
        gate=gate,
        items=[asked(each, transcript) for each in gate.items if each.blocks or not each.is_met],
        now=status(transcript),
        given=Assignment.of(transcript.id),
        steps=ReviewStep.of(transcript.id),
        step_words=STEPS,
        is_current=last is not None and last.version == transcript.version,
        may_publish=may_publish,
        reviewers=reviewers_of(transcript.media.library_id) if may_publish else [],
        said=_said("why"),
        asked_step=request.form.get("step") or (request.endpoint or "").rpartition(".")[2],
        errors=errors or {},
        missing_words=missing_words,
    )


def _transcript() -> Transcript:
    """The transcript of the address; what is only set aside is not reviewed."""
    transcript = review.current_transcript()
    return transcript if transcript.state != "aside" else abort(404)


def _desk(transcript: Transcript) -> str:
    return url_for("review.show", slug=transcript.media.slug, transcript_id=transcript.id)


def _person() -> User:
    return access.person() or abort(403)


def _said(field: str) -> str:
    return names.clean(request.form.get(field, ""), WHY_CHARACTERS)
