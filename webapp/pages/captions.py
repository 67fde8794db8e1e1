"""Adding captions from a file that somebody has."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.datastructures import FileStorage

from webapp import access, respond
from webapp.access import May
from webapp.captions import formats
from webapp.captions.document import CaptionError, Captions
from webapp.captions.formats.limits import MAX_BYTES
from webapp.extensions import db
from webapp.languages import NAMES
from webapp.models import Media, Transcript
from webapp.names import file_name

blueprint = Blueprint("captions", __name__)

LANGUAGES = [("", "As the file or the video says"), *sorted(NAMES.items(), key=lambda n: n[1])]
READABLE = [formats.FORMATS[name] for name in formats.READABLE]


@blueprint.get("/media/<slug>/captions")
@access.media(May.REVIEW)
def form(slug: str) -> Response:
    """Show the form."""
    return _page(access.current_media())


@blueprint.post("/media/<slug>/captions")
@access.media(May.REVIEW)
def add(slug: str) -> Response:
    """Read a caption file in any format as a new transcript."""
    media = access.current_media()
    asked = request.form.get("language", "")
    language = asked if asked in NAMES else ""
    sent = request.files.get("file")
    try:
        captions = _read(sent)
    except CaptionError as error:
        return _page(media, status=422, errors={"file": str(error)}, language=language)
    transcript = Transcript(
        media_id=media.id,
        language=language or captions.language[:35] or media.language,
        title=file_name(sent.filename or "")[:200] if sent else "",
        origin="upload",
        complete=True,
    )
    transcript.keep_extras(captions)
    db.session.add(transcript)
    db.session.flush()
    transcript.add_cues(captions.cues, author="file")
    db.session.commit()
    return respond.see_other(
        url_for("watch.show", slug=slug, captions=transcript.id),
        announce="One caption was added."
        if transcript.cue_count == 1
        else f"{transcript.cue_count} captions were added.",
    )


def _read(sent: FileStorage | None) -> Captions:
    if sent is None or not sent.filename:
        raise CaptionError("Choose a caption file.")
    captions = formats.read(sent.read(MAX_BYTES + 1), sent.filename)
    if not captions.cues:
        raise CaptionError("There are no captions in this file. Choose another one.")
    return captions


def _page(
    media: Media, status: int = 200, errors: dict[str, str] | None = None, language: str = ""
) -> Response:
    return respond.page(
        "pages/add_captions.html",
        block="primary",
        status=status,
        media=media,
        errors=errors or {},
        language=language,
        languages=LANGUAGES,
        readable=READABLE,
        accept=",".join(f".{ending}" for each in READABLE for ending in each.extensions),
    )
