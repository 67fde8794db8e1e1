"""The history of captions: what was changed, by whom, and the way back to a moment."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import access, respond
from webapp.access import May
from webapp.extensions import db
from webapp.models import Cue, CueChange, Transcript, User, history
from webapp.models.editor import Editor
from webapp.models.history import Entry, Step
from webapp.models.pen import EditRefused
from webapp.models.revision import snapshot
from webapp.pages.review import review
from webapp.pages.review.history_words import KINDS, Difference, between

blueprint = Blueprint("review_history", __name__, url_prefix=review.ADDRESS)

ON_A_PAGE = 20
PREVIEWED = 50
"""Of a way back that changes more captions, so many are shown."""


@blueprint.get("/history")
@access.media(May.REVIEW)
def show(slug: str, transcript_id: int) -> Response:
    """Show the changes, the newest first; ``before``: those older than this revision."""
    transcript = review.current_transcript()
    before = request.args.get("before", type=int)
    found = history.entries(transcript, limit=ON_A_PAGE + 1, before=before)
    entries = found[:ON_A_PAGE]
    return respond.page(
        "pages/review_history.html",
        **review.context(transcript),
        entries=entries,
        differences={entry.revision.id: _differences(entry) for entry in entries},
        kinds=KINDS,
        is_first=before is None,
        is_last=len(found) <= ON_A_PAGE,
        older=entries[-1].revision.id if len(found) > ON_A_PAGE else None,
    )


@blueprint.get("/history/<int:revision_id>")
@access.media(May.REVIEW)
def preview(slug: str, transcript_id: int, revision_id: int) -> Response:
    """Show what would change if all captions were again as just after a revision (0: at first)."""
    return _preview(review.current_transcript(), revision_id)


@blueprint.post("/history/<int:revision_id>")
@access.media(May.REVIEW)
def restore(slug: str, transcript_id: int, revision_id: int) -> Response:
    """Bring all captions back, as one new revision."""
    transcript = review.current_transcript()
    revision = history.revision_of(transcript, revision_id) or abort(404)
    if request.form.get("version", type=int) != transcript.version:
        return _preview(transcript, revision_id, _changed_meanwhile())
    Editor(transcript, _person()).restore_all(revision)
    db.session.commit()
    done = _("The captions are again as they were then. You can undo that.")
    return respond.see_other(
        url_for(".show", slug=slug, transcript_id=transcript_id), announce=done
    )


@blueprint.get("/cues/<int:cue_id>/history")
@access.media(May.REVIEW)
def of_cue(slug: str, transcript_id: int, cue_id: int) -> Response:
    """Show the changes of one caption."""
    return _cue_page(review.current_transcript(), _cue(cue_id))


@blueprint.post("/cues/<int:cue_id>/history")
@access.media(May.REVIEW)
def restore_cue(slug: str, transcript_id: int, cue_id: int) -> Response:
    """Make a caption again what it was after a ``change`` (0: at first)."""
    transcript, cue = review.current_transcript(), _cue(cue_id)
    if request.form.get("version", type=int) != cue.version:
        return _cue_page(transcript, cue, _changed_meanwhile())
    change = _change_of(cue, request.form.get("change", 0, type=int))
    try:
        Editor(transcript, _person()).restore(change)
        db.session.commit()
    except EditRefused as refusal:
        db.session.rollback()
        return _cue_page(review.current_transcript(), _cue(cue_id), str(refusal))
    return respond.see_other(
        url_for(".of_cue", slug=slug, transcript_id=transcript_id, cue_id=cue_id),
        announce=_("The caption is again as it was then. You can undo that."),
    )


def _differences(entry: Entry) -> list[Difference]:
    return [between(each.cue_id, each.before, each.after) for each in entry.changes]


def _preview(transcript: Transcript, revision_id: int, error: str = "") -> Response:
    revision = history.revision_of(transcript, revision_id) or abort(404)
    steps: list[Step] = history.way_back(transcript, revision)
    return respond.page(
        "pages/review_restore.html",
        status=422 if error else 200,
        **review.context(transcript),
        revision=revision,
        count=len(steps),
        title=ngettext("%(num)d caption would change", "%(num)d captions would change", len(steps)),
        differences=[between(*each) for each in steps[:PREVIEWED]],
        kinds=KINDS,
        errors={"restore": error} if error else {},
    )


def _cue_page(transcript: Transcript, cue: Cue, error: str = "") -> Response:
    page = max(1, request.args.get("page", 1, type=int))
    found = history.changes_of(cue, limit=ON_A_PAGE + 1, offset=(page - 1) * ON_A_PAGE)
    changes = found[:ON_A_PAGE]
    is_last = len(found) <= ON_A_PAGE
    now = snapshot(cue)
    return respond.page(
        "pages/review_cue_history.html",
        status=422 if error else 200,
        **review.context(transcript),
        cue=cue,
        now=now,
        changes=[(each, between(cue.id, each.before, each.after)) for each in changes],
        ways={each.id: between(cue.id, now, each.after) for each in changes if each.after != now},
        at_first=changes[-1].before if changes and is_last else None,
        to_first=between(cue.id, now, changes[-1].before) if changes and is_last else None,
        kinds=KINDS,
        page=page,
        is_last=is_last,
        errors={"history": error} if error else {},
    )


def _change_of(cue: Cue, change_id: int) -> CueChange:
    if change_id == 0:
        first = db.session.scalars(
            db.select(CueChange).where(CueChange.cue_id == cue.id).order_by(CueChange.version)
        ).first()
        return CueChange(cue_id=cue.id, after=first.before) if first else abort(404)
    change = db.session.get(CueChange, change_id)
    return change if change is not None and change.cue_id == cue.id else abort(404)


def _cue(cue_id: int) -> Cue:
    """A caption of this transcript, also one that was deleted: it can be brought back."""
    cue = db.session.get(Cue, cue_id)
    mine = cue is not None and cue.transcript_id == review.current_transcript().id
    return cue if cue is not None and mine else abort(404)


def _changed_meanwhile() -> str:
    return _("Somebody changed the captions meanwhile. Look again at what would change.")


def _person() -> User:
    return access.person() or abort(403)
