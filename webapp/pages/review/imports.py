"""Taking captions from a file into those that are there: it is set aside first, to be compared."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from webapp import respond
from webapp.access import May, media
from webapp.captions.document import CaptionError
from webapp.extensions import db
from webapp.models import Transcript
from webapp.names import file_name
from webapp.pages.captions import ACCEPT, READABLE, read_file
from webapp.pages.review import review

blueprint = Blueprint("review_import", __name__, url_prefix=review.ADDRESS)


@blueprint.get("/import")
@media(May.REVIEW)
def form(slug: str, transcript_id: int) -> Response:
    """Show the form."""
    return _page(review.current_transcript())


@blueprint.post("/import")
@media(May.REVIEW)
def receive(slug: str, transcript_id: int) -> Response:
    """Set a caption file aside, and go on to compare it."""
    transcript, sent = review.current_transcript(), request.files.get("file")
    try:
        captions = read_file(sent)
    except CaptionError as error:
        return _page(transcript, {"file": str(error)})
    aside = Transcript(
        media_id=transcript.media_id,
        kind=transcript.kind,
        language=transcript.language,
        title=file_name(sent.filename or "")[:200] if sent else "",
        origin="upload",
        complete=True,
        state="aside",
        offered=False,
    )
    db.session.add(aside)
    db.session.flush()
    aside.add_cues(captions.cues, author="file")
    db.session.commit()
    return respond.see_other(
        url_for("review_take.show", slug=slug, transcript_id=transcript_id, aside_id=aside.id)
    )


def _page(transcript: Transcript, errors: dict[str, str] | None = None) -> Response:
    return respond.page(
        "pages/review_import.html",
        block="primary",
        status=422 if errors else 200,
        **review.context(transcript),
        errors=errors or {},
        readable=READABLE,
        accept=ACCEPT,
    )
