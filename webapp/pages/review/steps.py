"""Undo, redo, and a caption where there was none: what is about the transcript as a whole."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from webapp import access, respond
from webapp.access import May
from webapp.captions.stamps import read_stamp
from webapp.events import cue_saved
from webapp.extensions import db, has_written
from webapp.models import Cue, Revision, Transcript
from webapp.models.editor import Editor
from webapp.models.pen import EditRefused, Stale
from webapp.pages.review import review, verbs
from webapp.pages.review.answers import Focus, changed, cue_address, in_page, row_address

blueprint = Blueprint("review_steps", __name__, url_prefix=review.ADDRESS)


@blueprint.post("/undo", defaults={"way": "undo"})
@blueprint.post("/redo", defaults={"way": "redo"})
@access.media(May.REVIEW)
def step(slug: str, transcript_id: int, way: str) -> Response:
    """Take back the person's own last change, or bring back what she undid last."""
    transcript = review.current_transcript()
    try:
        editor = _editor(transcript)
        revision = editor.undo() if way == "undo" else editor.redo()
        db.session.commit()
    except EditRefused as refused:
        db.session.rollback()
        has_written()
        return _refused(transcript, str(refused))
    except Stale as stale:
        db.session.rollback()
        has_written()
        by = stale.by.shown_name if stale.by else _("Somebody")
        return _refused(
            transcript,
            _("%(name)s has changed that caption since. Nothing was undone.", name=by),
        )
    has_written()
    _tell(revision)
    said = _("Undone.") if way == "undo" else _("Done again.")
    return _arrive(transcript, revision, said, editor.relinted)


@blueprint.post("/new")
@access.media(May.REVIEW)
def insert(slug: str, transcript_id: int) -> Response:
    """Put in a caption at ``at`` (ms, or as it is typed in ``time``)."""
    transcript = review.current_transcript()
    at_ms = request.form.get("at", type=int)
    if at_ms is None:
        at_ms = read_stamp(request.form.get("time", ""))
    if at_ms is None or at_ms < 0:
        return _refused(transcript, _("Write a time such as 1:02.500."))
    following = db.session.scalar(
        select(Cue)
        .where(
            Cue.transcript_id == transcript.id, Cue.deleted_at_ms.is_(None), Cue.start_ms > at_ms
        )
        .order_by(Cue.start_ms, Cue.id)
        .limit(1)
    )
    editor = _editor(transcript)
    done = verbs.put_in(editor, at_ms, following)
    assert done.revision is not None  # noqa: S101  # a caption was put in
    db.session.commit()
    has_written()
    _tell(done.revision)
    cue = db.session.get_one(Cue, done.revision.changes[0].cue_id)
    return changed(
        transcript,
        [done.revision],
        cue=cue,
        focus=done.focus,
        said=done.said,
        relinted=editor.relinted,
        page=cue_address(transcript, cue.id),
    )


def _arrive(
    transcript: Transcript, revision: Revision, said: str, relinted: frozenset[int]
) -> Response:
    """Go to what was undone; where its rows are not in the page, to another window."""
    cues = [db.session.get_one(Cue, change.cue_id) for change in revision.changes]
    cues.sort(key=lambda each: (each.start_ms, each.id))
    shown = next((cue for cue in cues if cue.deleted_at_ms is None), None)
    cue = shown or cues[0]
    other = None if shown else cue.neighbour(after=True) or cue.neighbour(after=False)
    target = shown or other
    if target is not None and respond.wants_fragment() and not in_page(target):
        return respond.see_other(row_address(transcript, target), announce=said)
    focus = Focus(f"edit-{target.id}" if target else "rows-title")
    return changed(
        transcript,
        [revision],
        cue=cue,
        focus=focus,
        said=said,
        relinted=relinted,
        page=row_address(transcript, target) if target else "",
    )


def _refused(transcript: Transcript, sentence: str) -> Response:
    if respond.wants_fragment():
        return respond.page(
            "pages/review_answer.html",
            block="answer",
            status=422,
            announce=sentence,
            changes=[],
            goes_on=None,
            **review.context(transcript),
        )
    here = url_for("review.show", slug=transcript.media.slug, transcript_id=transcript.id)
    return respond.see_other(here, announce=sentence)


def _editor(transcript: Transcript) -> Editor:
    person = access.person()
    assert person is not None  # noqa: S101  # the declaration has seen to it
    return Editor(transcript, person)


def _tell(revision: Revision) -> None:
    cue_saved.send(
        current_app._get_current_object(),  # type: ignore[attr-defined]
        transcript_id=revision.transcript_id,
        revision_id=revision.id,
    )
