"""Fitting the words that people wrote to the sound: to ask for it, and what came of it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from webapp import access, respond
from webapp.access import May
from webapp.extensions import db
from webapp.models import Alignment, Cue, Transcript
from webapp.pages.review import review, wishes

blueprint = Blueprint("review_align", __name__, url_prefix=f"{review.ADDRESS}/align")


@blueprint.get("")
@access.media(May.REVIEW)
def show(slug: str, transcript_id: int) -> Response:
    """Show the button, or how far the work is; a poll gets the latter alone."""
    return _page()


@blueprint.post("")
@access.media(May.REVIEW)
def ask(slug: str, transcript_id: int) -> Response:
    """Ask for it: one at a time."""
    transcript, person = review.current_transcript(), access.person()
    refusal = _refusal(transcript)
    if refusal:
        return _page({"ask-align": refusal})
    Alignment.ask(transcript, person or abort(403))
    db.session.commit()
    return respond.see_other(_address(transcript), announce=_("The words are looked for."))


@blueprint.post("/<int:wish_id>")
@access.media(May.REVIEW)
def change(slug: str, transcript_id: int, wish_id: int) -> Response:
    """Stop the work (``do``: stop), or try again what failed (``do``: retry)."""
    return wishes.change(db.session.get(Alignment, wish_id), _address(review.current_transcript()))


def _refusal(transcript: Transcript) -> str:
    """Why it cannot be done; empty where it can."""
    wish = Alignment.newest_of(transcript.id)
    if wish is not None and not wish.job.is_over:
        return _("The words are being looked for already. Wait, or stop that first.")
    if not Alignment.is_possible(transcript):
        return _("This works for captions in English alone: the program knows no other language.")
    if not transcript.media.has_audio:
        return _("This video has no sound to listen to.")
    if not transcript.complete:
        return _("The captions are still being written. Wait until they are all there.")
    if not _has_wanted(transcript):
        return _("No caption has been corrected yet. The words of a draft have their times.")
    return ""


def _has_wanted(transcript: Transcript) -> bool:
    written = select(Cue.id).where(
        Cue.transcript_id == transcript.id, Cue.deleted_at_ms.is_(None), Cue.author == "person"
    )
    return db.session.scalar(written.limit(1)) is not None


def _page(errors: dict[str, str] | None = None) -> Response:
    transcript = review.current_transcript()
    wish = Alignment.newest_of(transcript.id)
    sentence = _outcome(wish) if wish else ""
    return respond.page(
        "pages/review_align.html",
        block="progress",
        status=422 if errors else 200,
        announce=wishes.news(wish, sentence),
        **wishes.progress(wish, sentence, _address(transcript)),
        errors=errors or {},
        **review.context(transcript),
    )


def _outcome(wish: Alignment) -> str:
    running = _("The words are looked for. You can leave this page; the work goes on.")
    if said := wishes.until_done(wish.job, running):
        return said
    fitted = ngettext(
        "The words of one caption have their times.",
        "The words of %(num)d captions have their times.",
        wish.fitted,
    )
    if not wish.missed:
        return fitted
    missed = ngettext(
        "Those of one were not found in the sound, and stayed as they were.",
        "Those of %(num)d were not found in the sound, and stayed as they were.",
        wish.missed,
    )
    return f"{fitted} {missed}"


def _address(transcript: Transcript) -> str:
    return url_for(".show", slug=transcript.media.slug, transcript_id=transcript.id)
