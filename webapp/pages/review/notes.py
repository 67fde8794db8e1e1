"""What reviewers say to each other about captions: to be added, answered and settled."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from webapp import access, names, respond
from webapp.access import May
from webapp.extensions import db
from webapp.models import Cue, CueDraft, CueNote, Report, Transcript, User
from webapp.models.note import NOTE_CHARACTERS
from webapp.pages.review import cue_fields, cue_rows, review

blueprint = Blueprint("review_notes", __name__, url_prefix=review.ADDRESS)
ON_A_PAGE = 20


@blueprint.get("/notes")
@access.media(May.REVIEW)
def index(slug: str, transcript_id: int) -> Response:
    """Show the notes on a transcript, those that wait first."""
    return _page(review.current_transcript())


@blueprint.post("/notes")
@access.media(May.REVIEW)
def add(slug: str, transcript_id: int) -> Response:
    """Say something about all the captions."""
    transcript, text = review.current_transcript(), _text("note")
    error = wrong(text)
    if error:
        return _page(transcript, {"note": error}, text)
    CueNote.add(transcript, None, _person(), text)
    db.session.commit()
    return _back(transcript, None, _("The note was added."))


@blueprint.post("/cues/<int:cue_id>/notes")
@access.media(May.REVIEW)
def add_on(slug: str, transcript_id: int, cue_id: int) -> Response:
    """Say something about a caption: from its form, or from its page without scripts."""
    transcript = review.current_transcript()
    cue = cue_rows.cue_of(transcript, cue_id) or abort(404)
    text = _text(f"note-{cue_id}")
    error = wrong(text)
    _keep_fields(cue)
    if error:
        return _beside(cue, {f"note-{cue_id}": error}, text)
    CueNote.add(transcript, cue, _person(), text)
    db.session.commit()
    return _back(transcript, cue, _("The note was added."))


@blueprint.post("/notes/<int:note_id>")
@access.media(May.REVIEW)
def change(slug: str, transcript_id: int, note_id: int) -> Response:
    """Answer a note (``do``: answer), or say that it is settled (``do``: settle)."""
    transcript = review.current_transcript()
    note = db.session.get(CueNote, note_id)
    if note is None or note.transcript_id != transcript.id or note.answers_id is not None:
        abort(404)
    cue = cue_rows.cue_of(transcript, note.cue_id)
    if cue is not None:
        _keep_fields(cue)
    if request.form.get("do") == "settle":
        note.settle(_person())
        db.session.commit()
        return _back(transcript, cue, _("The note is settled."))
    text = _text(f"answer-{note_id}")
    if error := wrong(text):
        errors = {f"answer-{note_id}": error}
        is_beside = cue is not None and respond.wants_fragment()
        return _beside(cue, errors, text) if cue and is_beside else _page(transcript, errors, text)
    note.answer(_person(), text)
    db.session.commit()
    return _back(transcript, cue, _("The answer was added."))


@blueprint.app_template_global("notes_of")
def notes_of(cue: Cue) -> list[CueNote]:
    """The notes on the one caption that is open."""
    return CueNote.by_cue([cue.id]).get(cue.id, [])


@blueprint.app_template_global("reports_of")
def reports_of(cue: Cue) -> list[Report]:
    """The reports that wait on the one caption that is open."""
    return Report.open_on([cue.id]).get(cue.id, [])


def _page(transcript: Transcript, errors: dict[str, str] | None = None, said: str = "") -> Response:
    page = max(1, request.args.get("page", 1, type=int))
    notes = CueNote.of_transcript(transcript.id, limit=ON_A_PAGE + 1, offset=(page - 1) * ON_A_PAGE)
    return respond.page(
        "pages/review_notes.html",
        status=422 if errors else 200,
        media=transcript.media,
        transcript=transcript,
        notes=notes[:ON_A_PAGE],
        waiting=CueNote.count_open(transcript.id),
        page=page,
        has_more=len(notes) > ON_A_PAGE,
        errors=errors or {},
        said=said,
    )


def _beside(cue: Cue, errors: dict[str, str], said: str) -> Response:
    """Show the notes of one caption again, where they stand in its form."""
    transcript = review.current_transcript()
    if not respond.wants_fragment():
        return _page(transcript, errors, said)
    return _in_form(cue, 422, None, errors, said, focus=next(iter(errors)))


def _back(transcript: Transcript, cue: Cue | None, done: str) -> Response:
    """After a change: the notes of the caption in its form, else the page that it came from."""
    here: dict[str, Any] = {"slug": transcript.media.slug, "transcript_id": transcript.id}
    if cue is not None and respond.wants_fragment():
        return _in_form(cue, 200, done, {}, "", focus=f"note-add-{cue.id}")
    from_cue = cue is not None and "version" in request.form
    notes = url_for(".index", **here)
    page = url_for("review_cues.form", **here, cue_id=cue.id) if cue and from_cue else notes
    return respond.see_other(page, announce=done)


def _in_form(
    cue: Cue, status: int, done: str | None, errors: dict[str, str], said: str, *, focus: str
) -> Response:
    """Answer with the notes of a caption alone, where they stand in its form."""
    return respond.page(
        "pages/review_notes.html",
        block="beside",
        status=status,
        announce=done,
        cue=cue,
        oob=True,
        errors=errors,
        said=said,
        focus=focus,
        **review.context(review.current_transcript()),
    )


def _keep_fields(cue: Cue) -> None:
    """Without scripts, a button of the caption's form sends what stands in the other fields."""
    if "version" not in request.form or respond.wants_fragment():
        return
    fields = cue_fields.sent(cue)
    CueDraft.keep(_person(), cue, fields.version, fields.content)


def _text(field: str) -> str:
    return names.clean(request.form.get(field, ""), NOTE_CHARACTERS + 1)


def wrong(text: str) -> str:
    """What is wrong with what somebody wants to say; '' where it can be kept."""
    if not text:
        return _("Write what you want to say.")
    if len(text) > NOTE_CHARACTERS:
        return _("Say it in at most %(count)s letters.", count=NOTE_CHARACTERS)
    return ""


def _person() -> User:
    return access.person() or abort(403)
