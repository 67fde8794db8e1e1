"""How far the review of captions is, in words, and the step that comes next."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from webapp import access
from webapp.models import Assignment, ReviewStep, Transcript
from webapp.models.gate import Item
from webapp.models.step import WAITING
from webapp.pages.review import jumps

blueprint = Blueprint("review_states", __name__)

STATES = {
    "draft": lazy_gettext("Draft"),
    "review": lazy_gettext("In review"),
    "changes": lazy_gettext("Changes are asked for"),
    "approved": lazy_gettext("Approved"),
    "published": lazy_gettext("Published"),
    "unpublished": lazy_gettext("Taken from viewers"),
    "aside": lazy_gettext("Set aside"),
}
STEPS = STATES | {
    "review": lazy_gettext("Taken to be reviewed"),
    "draft": lazy_gettext("Given back"),
}
"""What somebody did who brought captions into a state."""
ORIGINS = {
    "engine": lazy_gettext("Drafted by a program"),
    "embedded": lazy_gettext("Came in the video"),
    "upload": lazy_gettext("From a file"),
}
KINDS = {"chapters": lazy_gettext("Chapters"), "descriptions": lazy_gettext("Descriptions")}
BADGES = {"approved": "good", "published": "good", "changes": "warn", "unpublished": "warn"}


class Next(NamedTuple):
    """The one step that is offered first."""

    word: str
    url: str
    takes: bool = False
    """It is a form that takes the captions, not a link."""


class Status(NamedTuple):
    """What a page says of the review of a transcript."""

    word: str
    badge: str
    people: tuple[str, ...]
    """Who reviews it."""
    is_mine: bool
    next: Next


class Asked(NamedTuple):
    """One thing that the gate asks for, in words, and where it is mended."""

    sentence: str
    item: Item
    word: str = ""
    url: str = ""


@blueprint.app_template_global("review_status")
def status(transcript: Transcript) -> Status:
    """Say how far the review is; what it costs does not grow with the transcript."""
    given, person = Assignment.of(transcript.id), access.person()
    is_mine = given is not None and person is not None and given.person_id == person.id
    return Status(
        str(STATES[transcript.state]),
        BADGES.get(transcript.state, ""),
        (given.person.shown_name,) if given else (),
        is_mine,
        _next(transcript, is_mine=is_mine),
    )


@blueprint.app_template_filter("origin_word")
def origin_word(transcript: Transcript) -> str:
    """Say where captions come from: a media can have several in one language."""
    if transcript.kind in KINDS:
        return str(KINDS[transcript.kind])
    if transcript.reading_level is not None:
        return _("Plain language")
    return str(ORIGINS[transcript.origin])


@blueprint.app_template_global("reviewed_by")
def reviewed_by(transcript: Transcript) -> str:
    """Name who approved published captions, to people who are logged in; '' else."""
    if transcript.state != "published" or access.person() is None:
        return ""
    step = ReviewStep.last(transcript.id, "approved")
    return step.person.shown_name if step and step.person else ""


def asked(item: Item, transcript: Transcript) -> Asked:
    """Put one thing that the gate asks for into words."""
    here: dict[str, Any] = {"slug": transcript.media.slug, "transcript_id": transcript.id}
    if item.is_met:
        return Asked(_met(item.name), item)
    match item.name:
        case "written":
            url = url_for("watch.show", slug=here["slug"])
            return Asked(_("The captions are not all there yet."), item, _("See how far"), url)
        case "lint":
            sentence = ngettext(
                "A rule is broken once.", "Rules are broken %(num)s times.", item.count
            )
            return Asked(sentence, item, _("Mend it"), _next_cue(transcript, "lint"))
        case "speech":
            sentence = ngettext(
                "Once somebody speaks for long, and there is no caption.",
                "%(num)s times somebody speaks for long, and there is no caption.",
                item.count,
            )
            url = url_for("review_gaps.show", **here, kind="speech-without-cue")
            return Asked(sentence, item, _("See where"), url)
        case "looked":
            sentence = ngettext(
                "Nobody has looked at one caption.",
                "Nobody has looked at %(num)s captions.",
                item.count,
            )
            return Asked(sentence, item, _("Look at the next one"), _next_cue(transcript, "draft"))
        case "reports":
            sentence = ngettext(
                "One report of a viewer waits for an answer.",
                "%(num)s reports of viewers wait for an answer.",
                item.count,
            )
            url = url_for("report_answers.index", slug=here["slug"])
            return Asked(sentence, item, _("Answer"), url)
        case "notes":
            sentence = ngettext("One note is open.", "%(num)s notes are open.", item.count)
            return Asked(sentence, item, _("Read the notes"), url_for("review_notes.index", **here))
        case "signed":
            return Asked(_not_signed(transcript), item, _("Approve"), "#approve-title")
        case "proof":
            sentence = ngettext(
                "A saved file lost something that its format can hold.",
                "Saved files of %(num)s formats lost something that these can hold.",
                item.count,
            )
            return Asked(sentence, item, _("See what"), url_for("review_proof.show", **here))
    return Asked(_("Whoever approved them also made every change. Two see more than one."), item)


def missing_words(overridden: list[dict[str, Any]], transcript: Transcript) -> list[str]:
    """What was missing when captions were published all the same, in words."""
    return [asked(Item(**each), transcript).sentence for each in overridden]


def _met(name: str) -> str:
    words = {
        "written": _("All captions are there."),
        "lint": _("No rule is broken."),
        "speech": _("There is a caption wherever somebody speaks for long."),
        "looked": _("People have looked at every caption."),
        "reports": _("No report of a viewer waits."),
        "notes": _("No note is open."),
        "signed": _("A person approved these captions as they are now."),
        "proof": _("Saved in each format and read again, nothing is lost that it can hold."),
    }
    return words[name]


def _not_signed(transcript: Transcript) -> str:
    if ReviewStep.last(transcript.id, "approved") is None:
        return _("Nobody has approved these captions.")
    return _("The captions were changed since they were approved.")


def _next_cue(transcript: Transcript, kind: str) -> str:
    """Lead to the next cue of a kind, or, where cues cannot be looked for by it, to all."""
    here: dict[str, Any] = {"slug": transcript.media.slug, "transcript_id": transcript.id}
    if kind in jumps.KINDS:
        return url_for("review.show", **here, next=kind)
    return url_for("quality.show", **here)


def _next(transcript: Transcript, *, is_mine: bool) -> Next:
    here: dict[str, Any] = {"slug": transcript.media.slug, "transcript_id": transcript.id}
    gate = url_for("review_publish.show", **here)
    if transcript.state in WAITING and not is_mine:
        return Next(_("Review these captions"), url_for("review_publish.step", **here), takes=True)
    if transcript.state == "approved":
        return Next(_("Publish"), gate)
    if transcript.state == "published":
        return Next(_("See the review"), gate)
    return Next(_("Finish the review"), gate)
