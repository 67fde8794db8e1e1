"""Comparing captions with a text that was set aside, and taking what is better."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import access, respond
from webapp.access import May
from webapp.captions.editing.difference import Piece, difference
from webapp.captions.editing.tokens import put_together
from webapp.extensions import db
from webapp.models import Cue, Transcript, User
from webapp.models.pen import EditRefused
from webapp.models.taking import Proposal, proposals, take
from webapp.pages.paging import Paging
from webapp.pages.review import review

blueprint = Blueprint("review_take", __name__, url_prefix=review.ADDRESS)
ON_A_PAGE = 30


class Line(NamedTuple):
    """A proposal as the page shows it."""

    proposal: Proposal
    pieces: list[Piece]
    facts: list[tuple[str, str, str]]
    """What else would change: what it is called, how it is, how it would be."""


@blueprint.get("/take/<int:aside_id>")
@access.media(May.REVIEW)
def show(slug: str, transcript_id: int, aside_id: int) -> Response:
    """Show what differs, page by page."""
    return _page(review.current_transcript(), _aside(aside_id))


@blueprint.post("/take/<int:aside_id>")
@access.media(May.REVIEW)
def act(slug: str, transcript_id: int, aside_id: int) -> Response:
    """Take what is ticked, or (``do``: all) all that nobody has touched; or (drop) none of it."""
    transcript, aside = review.current_transcript(), _aside(aside_id)
    wanted = request.form.get("do")
    if wanted == "drop":
        db.session.delete(aside)
        db.session.commit()
        return respond.see_other(_desk(transcript), announce=_("The other text was thrown away."))
    if wanted == "all":
        keys = [each.key for each in proposals(transcript, aside) if not each.is_touched]
    else:
        keys = request.form.getlist("take")
    if not keys:
        return _page(transcript, aside, _("Tick what you want to take."))
    try:
        taken = take(transcript, aside, _person(), keys)
        db.session.commit()
    except EditRefused as refusal:
        db.session.rollback()
        return _page(review.current_transcript(), _aside(aside_id), str(refusal))
    count = len(taken.changes) if taken else 0
    done = ngettext(
        "%(num)d caption was changed. You can undo that in one step.",
        "%(num)d captions were changed. You can undo that in one step.",
        count,
    )
    here = url_for(".show", slug=slug, transcript_id=transcript_id, aside_id=aside_id)
    return respond.see_other(here, announce=done)


def _page(transcript: Transcript, aside: Transcript, error: str = "") -> Response:
    found = proposals(transcript, aside)
    paging = Paging.asked(len(found), ON_A_PAGE)
    return respond.page(
        "pages/review_take.html",
        status=422 if error else 200,
        **review.context(transcript),
        aside=aside,
        lines=[_line(each, is_file=aside.origin != "engine") for each in found[paging.span]],
        count=len(found),
        untouched=sum(not each.is_touched for each in found),
        ticked=set(request.form.getlist("take")) if error else None,
        page=paging.page,
        pages=paging.pages,
        errors={"take-title": error} if error else {},
    )


def _line(proposal: Proposal, *, is_file: bool) -> Line:
    facts = [
        (str(word), read(proposal.old), read(proposal.new))
        for word, read in ((_("Speaker"), _speakers), (_("Sound"), _labels), (_("Time"), _times))
        if proposal.old
        and proposal.new
        and read(proposal.old) != read(proposal.new)
        and (is_file or read is not _speakers)
    ]
    return Line(proposal, difference(_text(proposal.old), _text(proposal.new)), facts)


def _text(cues: tuple[Cue, ...]) -> str:
    return put_together(" ".join(cue.text.split()) for cue in cues)


def _speakers(cues: tuple[Cue, ...]) -> str:
    return ", ".join(dict.fromkeys(cue.speaker for cue in cues if cue.speaker))


def _labels(cues: tuple[Cue, ...]) -> str:
    return ", ".join(cue.label for cue in cues if cue.label)


def _times(cues: tuple[Cue, ...]) -> str:
    return f"{cues[0].start_ms / 1000:.2f} – {cues[-1].end_ms / 1000:.2f} s"


def _aside(aside_id: int) -> Transcript:
    """A text of the same media that was set aside; one that is still being heard is none yet."""
    aside = access.current_media().transcript(aside_id)
    is_there = aside is not None and aside.state == "aside" and aside.complete
    return aside if aside is not None and is_there else abort(404)


def _desk(transcript: Transcript) -> str:
    return url_for("review.show", slug=transcript.media.slug, transcript_id=transcript.id)


def _person() -> User:
    return access.person() or abort(403)
