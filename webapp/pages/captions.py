"""Adding captions, chapters or descriptions from a file that somebody has.

Whoever wants to see first what the program makes of the file has it set aside: nobody else gets it
before she says so.
"""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from werkzeug.datastructures import FileStorage

from webapp import access, languages, respond
from webapp.access import May
from webapp.captions import formats
from webapp.captions.document import CaptionError, Captions
from webapp.captions.formats.limits import MAX_BYTES
from webapp.extensions import db
from webapp.models import Media, Transcript
from webapp.names import file_name

blueprint = Blueprint("captions", __name__)


class What(NamedTuple):
    """What a file can hold: a kind of transcript, and the reading level of an easy edition."""

    kind: str
    reading_level: int | None
    word: str


WHAT = {
    "captions": What("captions", None, lazy_gettext("Captions, word for word")),
    "easy-3": What("captions", 3, lazy_gettext("Captions in easy words (reading level 3)")),
    "easy-2": What("captions", 2, lazy_gettext("Captions in very easy words (reading level 2)")),
    "easy-1": What("captions", 1, lazy_gettext("Captions in short sentences (reading level 1)")),
    "chapters": What("chapters", None, lazy_gettext("Chapters: titles with their times")),
    "descriptions": What("descriptions", None, lazy_gettext("Descriptions of what is to be seen")),
}
"""By what the form sends."""
READABLE = [formats.FORMATS[name] for name in formats.READABLE]
ACCEPT = ",".join(f".{ending}" for each in READABLE for ending in each.extensions)
SHOWN_CUES = 20


@blueprint.get("/media/<slug>/captions")
@access.media(May.REVIEW)
def form(slug: str) -> Response:
    """Show the form."""
    return _page(access.current_media())


@blueprint.post("/media/<slug>/captions")
@access.media(May.REVIEW)
def add(slug: str) -> Response:
    """Read a caption file in any format as a new transcript, of the kind that ``what`` names.

    ``look``: it is set aside, to be looked at first.
    """
    media = access.current_media()
    asked_what = request.form.get("what", "")
    what = WHAT.get(asked_what, WHAT["captions"])
    asked = request.form.get("language", "")
    language = asked if asked in languages.KNOWN else ""
    sent = request.files.get("file")
    try:
        captions = read_file(sent)
    except CaptionError as error:
        errors = {"file": str(error)}
        return _page(media, status=422, errors=errors, language=language, what=asked_what)
    transcript = Transcript(
        media_id=media.id,
        kind=what.kind,
        reading_level=what.reading_level,
        language=language or captions.language[:35] or media.language,
        title=file_name(sent.filename or "")[:200] if sent else "",
        origin="upload",
        complete=True,
    )
    if looks := "look" in request.form:
        transcript.state, transcript.offered = "aside", False
    transcript.keep_extras(captions)
    db.session.add(transcript)
    db.session.flush()
    transcript.add_cues(captions.cues, author="file")
    db.session.commit()
    if looks:
        return respond.see_other(url_for(".preview", slug=slug, transcript_id=transcript.id))
    return _done(transcript)


@blueprint.get("/media/<slug>/captions/<int:transcript_id>/preview")
@access.media(May.REVIEW)
def preview(slug: str, transcript_id: int) -> Response:
    """Show what was read from a file, before anybody else gets it."""
    transcript = _set_aside(transcript_id)
    others = transcript.media.texts(transcript.kind)
    return respond.page(
        "pages/captions_preview.html",
        media=transcript.media,
        transcript=transcript,
        lines=transcript.cues(limit=SHOWN_CUES),
        others=[each for each in others if each.language == transcript.language],
    )


@blueprint.post("/media/<slug>/captions/<int:transcript_id>/preview")
@access.media(May.REVIEW)
def decide(slug: str, transcript_id: int) -> Response:
    """Add what was looked at (``do``: add), or throw it away."""
    transcript = _set_aside(transcript_id)
    if request.form.get("do") != "add":
        db.session.delete(transcript)
        db.session.commit()
        return respond.see_other(url_for(".form", slug=slug), announce=_("Nothing was added."))
    transcript.state, transcript.offered = "draft", True
    db.session.commit()
    return _done(transcript)


def read_file(sent: FileStorage | None) -> Captions:
    """Read a caption file that was sent; CaptionError with a sentence where it cannot be used."""
    if sent is None or not sent.filename:
        raise CaptionError(_("Choose a caption file."))
    captions = formats.read(sent.read(MAX_BYTES + 1), sent.filename)
    if not captions.cues:
        raise CaptionError(_("There are no captions in this file. Choose another one."))
    return captions


def _set_aside(transcript_id: int) -> Transcript:
    """A file of this media that somebody looks at first."""
    found = access.current_media().transcript(transcript_id)
    waits = found is not None and found.state == "aside" and found.origin == "upload"
    return found if found is not None and waits else abort(404)


def _done(transcript: Transcript) -> Response:
    shown = transcript.id if transcript.kind == "captions" else None
    return respond.see_other(
        url_for("watch.show", slug=transcript.media.slug, captions=shown),
        announce=_added(transcript),
    )


def _added(transcript: Transcript) -> str:
    count = transcript.cue_count
    if transcript.kind == "chapters":
        return ngettext("One chapter was added.", "%(num)s chapters were added.", count)
    if transcript.kind == "descriptions":
        return ngettext("One description was added.", "%(num)s descriptions were added.", count)
    return ngettext("One caption was added.", "%(num)s captions were added.", count)


def _page(
    media: Media,
    status: int = 200,
    errors: dict[str, str] | None = None,
    language: str = "",
    what: str = "captions",
) -> Response:
    return respond.page(
        "pages/add_captions.html",
        block="primary",
        status=status,
        media=media,
        errors=errors or {},
        language=language,
        what=what,
        kinds=[(value, each.word) for value, each in WHAT.items()],
        languages=languages.choices(_("As the file or the video says")),
        readable=READABLE,
        accept=ACCEPT,
    )
