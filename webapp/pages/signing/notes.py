"""Notes at moments of a signed version: to be added, answered and settled."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from webapp import access, names, respond
from webapp.access import May
from webapp.captions.stamps import read_stamp
from webapp.extensions import db
from webapp.models import SignNote, SignTrack
from webapp.models.note import NOTE_CHARACTERS
from webapp.pages.review.notes import wrong
from webapp.pages.signing import review

TIME_CHARACTERS = 20

blueprint = Blueprint("sign_notes", __name__, url_prefix=review.ADDRESS)


@blueprint.post("/notes")
@access.media(May.REVIEW)
def add(slug: str, track_id: int) -> Response:
    """Say something (``note``) at a moment (``moment``, as typed), or, without one, about all."""
    track, text = review.current_track(), _text("note")
    typed = names.clean(request.form.get("moment", ""), TIME_CHARACTERS)
    at_ms = read_stamp(typed) if typed else None
    errors = {"note": wrong(text)} if wrong(text) else {}
    if error := _wrong_moment(track, typed, at_ms):
        errors = {"moment": error, **errors}
    if errors:
        return review.page(track, errors, said=text, moment=typed)
    note = SignNote.add(track.id, at_ms, review.person(), text)
    db.session.commit()
    return _back(track, note, _("The note was added."))


@blueprint.post("/notes/<int:note_id>")
@access.media(May.REVIEW)
def change(slug: str, track_id: int, note_id: int) -> Response:
    """Answer a note (``do``: answer), or say that it is settled (``do``: settle)."""
    track, note = review.current_track(), db.session.get(SignNote, note_id)
    if note is None or note.track_id != track.id or note.answers_id is not None:
        abort(404)
    if request.form.get("do") == "settle":
        note.settle(review.person())
        db.session.commit()
        return _back(track, note, _("The note is settled."))
    text = _text(f"answer-{note_id}")
    if error := wrong(text):
        return review.page(track, {f"answer-{note_id}": error}, said=text)
    note.answer(review.person(), text)
    db.session.commit()
    return _back(track, note, _("The answer was added."))


def _back(track: SignTrack, note: SignNote, done: str) -> Response:
    """To the moment of the note: who reviews goes on there."""
    here = url_for("sign_review.show", slug=track.media.slug, track_id=track.id, at=note.at_ms)
    return respond.see_other(f"{here}#note-of-{note.id}", announce=done)


def _wrong_moment(track: SignTrack, typed: str, at_ms: int | None) -> str:
    if typed and at_ms is None:
        return _("Write a time such as 1:02.500.")
    if at_ms is not None and track.duration_ms and at_ms > track.duration_ms:
        return _("The signed version ends before this moment.")
    return ""


def _text(field: str) -> str:
    return names.clean(request.form.get(field, ""), NOTE_CHARACTERS + 1)
