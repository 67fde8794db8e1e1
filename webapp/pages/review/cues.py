"""One cue of the review page: its form, its saving, and what else can be done with it."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response, abort, current_app, request
from flask_babel import gettext as _

from webapp import access, respond
from webapp.access import May
from webapp.events import cue_saved
from webapp.extensions import commit_to_answer, db, has_written
from webapp.models import Cue, CueDraft, Presence, Revision, Transcript, User
from webapp.models.editor import Editor
from webapp.models.pen import EditRefused, Stale
from webapp.pages.review import conflicts, cue_fields, cue_form, cue_rows, review, verbs
from webapp.pages.review.answers import changed, cue_address
from webapp.pages.review.cue_fields import Fields

blueprint = Blueprint("review_cues", __name__, url_prefix=f"{review.ADDRESS}/cues/<int:cue_id>")


class Desk(NamedTuple):
    """What a request is about."""

    transcript: Transcript
    cue: Cue
    person: User


@blueprint.get("")
@access.media(May.REVIEW)
def form(slug: str, transcript_id: int, cue_id: int) -> Response:
    """Show a cue's form: in its row, or as a page. ``draft``: with what she had begun to type.

    ``close``: show its row instead.
    """
    desk = _desk(cue_id)
    if "close" in request.args and respond.wants_fragment():
        return respond.page(
            "pages/review_cue.html",
            block="closed",
            row=cue_rows.rows_of(desk.transcript, [desk.cue])[0],
            errors={},
            **review.context(desk.transcript),
        )
    draft = CueDraft.of(desk.person, [cue_id]).get(cue_id)
    fields = cue_fields.of_cue(desk.cue)
    taken = "draft" in request.args and draft is not None
    if taken and draft is not None:
        fields = cue_fields.of_content(draft.content, draft.version)
    return cue_form.show(desk.transcript, desk.cue, fields, draft=None if taken else draft)


@blueprint.post("")
@access.media(May.REVIEW)
def save(slug: str, transcript_id: int, cue_id: int) -> Response:
    """Save a cue's fields. ``choice``: what becomes of a conflict (``review_conflicts``)."""
    desk = _desk(cue_id, shown=False)
    if request.form.get("choice"):
        return conflicts.decide(desk.transcript, desk.cue, desk.person)
    return _change(desk, "save")


@blueprint.post("/<verb>")
@access.media(May.REVIEW)
def act(slug: str, transcript_id: int, cue_id: int, verb: str) -> Response:
    """Save what stands in the fields, and do something with the cue (``review_verbs``)."""
    if verb not in verbs.VERBS:
        abort(404)
    return _change(_desk(cue_id, shown=False), verb)


@blueprint.post("/draft")
@access.media(May.REVIEW)
def keep(slug: str, transcript_id: int, cue_id: int) -> Response:
    """Keep what was typed so far for the person herself; ``drop``: forget it."""
    desk = _desk(cue_id)
    if "drop" in request.form:
        CueDraft.drop(desk.person, cue_id)
        db.session.commit()
        has_written()
        if not respond.wants_fragment():
            return respond.see_other(
                cue_address(desk.transcript, cue_id), announce=_("Dropped. Here is the caption.")
            )
        return cue_form.show(desk.transcript, desk.cue, cue_fields.of_cue(desk.cue))
    fields = cue_fields.sent(desk.cue)
    CueDraft.keep(desk.person, desk.cue, fields.version, fields.content)
    db.session.commit()
    return current_app.response_class(status=204)


def _desk(cue_id: int, *, shown: bool = True) -> Desk:
    """Return what the request is about; 404 where the transcript has no such cue."""
    if request.method == "POST":
        request.form  # noqa: B018  # what is read before a form has arrived is read anew after it
    transcript, person = review.current_transcript(), access.person()
    cue = db.session.get(Cue, cue_id)
    if cue is None or cue.transcript_id != transcript.id or person is None:
        abort(404)
    if shown and cue.deleted_at_ms is not None:
        abort(404)
    return Desk(transcript, cue, person)


def _change(desk: Desk, verb: str) -> Response:
    """Save the fields and do what was asked for, in one transaction: all of it or nothing."""
    fields = cue_fields.sent(desk.cue)
    errors = cue_fields.errors_of(fields, desk.cue.id) if verb != "delete" else {}
    if errors:
        return cue_form.show(desk.transcript, desk.cue, fields, errors=errors, status=422)
    cue_id = desk.cue.id
    try:
        editor = Editor(desk.transcript, desk.person)
        saved = _save(editor, desk.cue, fields) if verb != "delete" else None
        relinted = editor.relinted
        done = verbs.do(editor, desk.cue, verb)
        if "text" in request.form or verb == "delete":  # the time line moves a cue without its text
            CueDraft.drop(desk.person, cue_id)
        Presence.beat(desk.person, desk.transcript, done.focus.opens)
        commit_to_answer()
    except Stale as stale:
        db.session.rollback()
        has_written()
        return conflicts.show(review.current_transcript(), cue_id, fields, stale, verb)
    except EditRefused as refused:
        db.session.rollback()
        has_written()
        errors = {f"cue-text-{cue_id}": str(refused)}
        return cue_form.show(desk.transcript, desk.cue, fields, errors=errors, status=422)
    revisions = [each for each in (saved, done.revision) if each]
    for revision in revisions:
        cue_saved.send(
            current_app._get_current_object(),  # type: ignore[attr-defined]
            transcript_id=desk.transcript.id,
            revision_id=revision.id,
        )
    return changed(
        desk.transcript,
        revisions,
        cue=desk.cue,
        focus=done.focus,
        said=done.said,
        relinted=relinted | editor.relinted,
        page=cue_address(desk.transcript, done.focus.opens) if done.focus.opens else "",
        **done.shows,
    )


def _save(editor: Editor, cue: Cue, fields: Fields) -> Revision | None:
    return editor.correct(
        cue.id,
        fields.version,
        text=fields.text,
        speaker=fields.speaker,
        label=fields.label,
        start_ms=fields.start_ms,
        end_ms=fields.end_ms,
    )
