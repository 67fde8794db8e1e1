"""How far the review of a signed version is, in words, and what its gate asks for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import access
from webapp.models import SignAssignment, SignStep, SignTrack
from webapp.models.gate import Item
from webapp.models.step import WAITING
from webapp.pages.review.states import BADGES, STATES, Asked, Next, Status

blueprint = Blueprint("sign_states", __name__)


@blueprint.app_template_global("sign_status")
def status(track: SignTrack) -> Status:
    """Say how far the review is, and which step comes next."""
    given, person = SignAssignment.of(track.id), access.person()
    is_mine = given is not None and person is not None and given.person_id == person.id
    return Status(
        str(STATES[track.state]),
        BADGES.get(track.state, ""),
        (given.person.shown_name,) if given else (),
        is_mine,
        _next(track, is_mine=is_mine),
    )


def asked(item: Item, track: SignTrack) -> Asked:
    """Put one thing that the gate asks for into words, and lead to where it is mended."""
    here: dict[str, Any] = {"slug": track.media.slug, "track_id": track.id}
    if item.is_met:
        return Asked(_met(item.name), item)
    match item.name:
        case "prepared":
            sentence = _("The video is not prepared yet.")
            return Asked(sentence, item, _("See how far"), url_for("signing.show", **here))
        case "musts":
            sentence = ngettext(
                "One check of the video failed that it must pass.",
                "%(num)s checks of the video failed that it must pass.",
                item.count,
            )
            return Asked(sentence, item, _("Read the report"), url_for("sign_report.show", **here))
        case "feedback":
            sentence = ngettext(
                "One viewer who did not understand it waits for an answer.",
                "%(num)s viewers who did not understand it wait for an answer.",
                item.count,
            )
            return Asked(sentence, item, _("Answer"), url_for("sign_answers.index"))
        case "notes":
            sentence = ngettext("One note is open.", "%(num)s notes are open.", item.count)
            return Asked(sentence, item, _("Read the notes"), "#notes-title")
        case "signed":
            return Asked(_not_signed(track), item, _("Sign it off"), "#approve-title")
        case "deaf":
            return Asked(_("Nobody who is deaf has signed it off."), item)
    sentence = _("Its time was fitted to the video's neither by sound nor by hand.")
    return Asked(sentence, item, _("Fit it"), url_for("sign_fit.show", **here))


def missing_words(overridden: list[dict[str, Any]], track: SignTrack) -> list[str]:
    """What was missing when it was published all the same, in words."""
    return [asked(Item(**each), track).sentence for each in overridden]


def _met(name: str) -> str:
    words = {
        "prepared": _("The video is prepared."),
        "musts": _("No check failed that the video must pass."),
        "feedback": _("No viewer who did not understand it waits."),
        "notes": _("No note is open."),
        "signed": _("A person signed off this version as it is now."),
        "deaf": _("Somebody who is deaf signed it off."),
        "fitted": _("Its time was fitted to the video's."),
    }
    return words[name]


def _not_signed(track: SignTrack) -> str:
    if SignStep.last(track.id, "approved") is None:
        return _("Nobody has signed it off.")
    return _("It was changed since it was signed off.")


def _next(track: SignTrack, *, is_mine: bool) -> Next:
    here: dict[str, Any] = {"slug": track.media.slug, "track_id": track.id}
    review = url_for("sign_review.show", **here)
    if track.state in WAITING and not is_mine:
        return Next(
            _("Review this signed version"), url_for("sign_review.step", **here), takes=True
        )
    if track.state == "approved":
        return Next(_("Publish"), f"{review}#publish-title")
    if track.state == "published":
        return Next(_("See what happened"), f"{review}#steps-title")
    return Next(_("Sign it off"), f"{review}#approve-title")
