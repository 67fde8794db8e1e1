"""Who is where in a transcript: said by each page, asked by the others; it locks nothing."""

from __future__ import annotations

from flask import Blueprint, Response, request

from webapp import access, respond
from webapp.access import May
from webapp.extensions import db, has_written
from webapp.models import Presence
from webapp.pages.review import cue_rows, review

blueprint = Blueprint("review_presence", __name__, url_prefix=review.ADDRESS)


@blueprint.get("/presence")
@access.media(May.REVIEW)
def show(slug: str, transcript_id: int) -> Response:
    """Show who else is here; a fragment that has not changed costs nothing (204)."""
    return _people()


@blueprint.post("/presence")
@access.media(May.REVIEW)
def beat(slug: str, transcript_id: int) -> Response:
    """Note where the person is: ``cue``, or nowhere in particular; ``left``: she has gone."""
    transcript, person = review.current_transcript(), access.person()
    assert person is not None  # noqa: S101  # the declaration has seen to it
    if "left" in request.form:
        Presence.leave(person, transcript)
    else:
        cue = cue_rows.cue_of(transcript, request.form.get("cue", type=int))
        Presence.beat(person, transcript, cue.id if cue else None)
    db.session.commit()
    has_written()
    return _people()


def _people() -> Response:
    transcript, person = review.current_transcript(), access.person()
    assert person is not None  # noqa: S101  # the declaration has seen to it
    return respond.page(
        "pages/review_people.html",
        block="people",
        others=Presence.others(person, transcript),
        **review.context(transcript),
    )
