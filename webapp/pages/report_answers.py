"""Reviewers see what viewers reported of a media, and say what became of it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _

from webapp import access, names, respond
from webapp.access import May
from webapp.events import report_answered
from webapp.extensions import db
from webapp.models import Report
from webapp.pages.caption_reports import STATES, TEXT_CHARACTERS, kind_words

blueprint = Blueprint("report_answers", __name__)

ON_A_PAGE = 20


@blueprint.get("/media/<slug>/reports")
@access.media(May.REVIEW)
def index(slug: str) -> Response:
    """Show reviewers what was reported of a media, the open ones first; ``cue``: of one caption."""
    return _page()


@blueprint.post("/media/<slug>/reports/<int:report_id>")
@access.media(May.REVIEW)
def answer(slug: str, report_id: int) -> Response:
    """Close a report: ``state`` is mended or kept, ``answer`` what the viewer reads."""
    media = access.current_media()
    report = db.session.get(Report, report_id)
    if report is None or report.media_id != media.id:
        abort(404)
    state = request.form.get("state", "")
    said = names.clean(request.form.get("answer", ""), TEXT_CHARACTERS + 1)
    error = _wrong_answer(state, said)
    if error:
        return _page(report, said, error)
    report.close(state, said)
    db.session.commit()
    report_answered.send(current_app._get_current_object(), report_id=report.id)  # type: ignore[attr-defined]
    return respond.see_other(
        url_for(".index", slug=slug, cue=request.args.get("cue")),
        announce=_("Answered. Whoever reported it can read that."),
    )


def _page(report: Report | None = None, said: str = "", error: str = "") -> Response:
    media = access.current_media()
    page = max(1, request.args.get("page", 1, type=int))
    cue_id = request.args.get("cue", type=int)
    waiting = Report.open_for(media, cue_id)
    return respond.page(
        "pages/reports.html",
        status=422 if error else 200,
        media=media,
        waiting=Report.in_state(
            media,
            is_open=True,
            limit=ON_A_PAGE,
            offset=(page - 1) * ON_A_PAGE,
            cue_id=cue_id,
        ),
        answered=Report.in_state(media, is_open=False, limit=ON_A_PAGE, cue_id=cue_id),
        cue_id=cue_id,
        count=waiting,
        page=page,
        pages=max(1, -(-waiting // ON_A_PAGE)),
        kinds=kind_words(),
        states=STATES,
        refused=report,
        said=said,
        errors={f"answer-{report.id}": error} if report and error else {},
    )


def _wrong_answer(state: str, said: str) -> str:
    if state not in ("mended", "kept"):
        return _("Choose what became of it.")
    if state == "kept" and not said:
        return _("Say why it stays as it is. The viewer reads it.")
    if len(said) > TEXT_CHARACTERS:
        return _("Say it in at most %(count)s letters.", count=TEXT_CHARACTERS)
    return ""
