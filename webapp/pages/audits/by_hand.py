"""What needs a person: a list to work through, with what to look for, and who has done it."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp import access, names, respond
from webapp.access import May
from webapp.extensions import db
from webapp.look import Choice
from webapp.models import AuditHandCheck, AuditRun
from webapp.models.audit_hand_check import SEEN, WHAT_CHARACTERS
from webapp.pages.audits import runs
from webapp.pages.audits.hand_tasks import tasks

blueprint = Blueprint("audit_by_hand", __name__, url_prefix="/audits/<int:run_id>/by-hand")

SEEN_WORDS = {
    "good": Choice("good", lazy_gettext("Looked at: in order"), "good"),
    "fault": Choice("fault", lazy_gettext("Looked at: a fault"), "danger"),
    "unsure": Choice("unsure", lazy_gettext("Somebody else has to look, too"), "warn"),
}


@blueprint.get("")
@access.site(May.AUDIT)
def show(run_id: int) -> Response:
    """Show what is to be looked at: page by page, then criterion by criterion."""
    return _page(runs.finished(run_id), {})


@blueprint.post("")
@access.site(May.AUDIT)
def mark(run_id: int) -> Response:
    """Write down what somebody saw."""
    run, person = runs.finished(run_id), access.person() or abort(401)
    subject, what_for = request.form.get("subject", ""), request.form.get("task", "")
    task = next((t for t in tasks(run) if (t.subject, t.what) == (subject, what_for)), None)
    if task is None:
        abort(404)
    seen = request.form.get("seen", "")
    what = names.clean(request.form.get("what", ""), WHAT_CHARACTERS + 1)
    error = ""
    if seen not in SEEN:
        error = _("Choose what you saw.")
    elif seen == "fault" and not what:
        error = _("Say what is wrong, for whoever mends it.")
    elif len(what) > WHAT_CHARACTERS:
        error = _("Say it in at most %(count)s letters.", count=WHAT_CHARACTERS)
    if error:
        return _page(run, {task.id: error}, {"seen": seen, "what": request.form.get("what", "")})
    AuditHandCheck.mark(run, task.subject, task.what, seen, person, what)
    db.session.commit()
    page, only = request.form.get("page", 1, type=int), _only(request.form.get("only"))
    place = "tasks-title" if only else task.id  # what is done is not among what is open
    return respond.see_other(
        url_for(".show", run_id=run_id, page=page, only=only, _anchor=place), announce=_("Kept.")
    )


def _only(given: str | None) -> str | None:
    """Return ``open`` where only what is still to be looked at is wanted."""
    return "open" if given == "open" else None


def _page(run: AuditRun, errors: dict[str, str], typed: dict[str, Any] | None = None) -> Response:
    wanted = request.form if request.method == "POST" else request.args
    only = _only(wanted.get("only"))
    every, size = tasks(run), runs.list_size()
    found = [task for task in every if not (only and task.is_done)]
    pages = max(1, -(-len(found) // size))
    page = min(max(wanted.get("page", 1, type=int), 1), pages)
    address = partial(url_for, ".show", run_id=run.id, only=only)
    return respond.page(
        "pages/audit_by_hand.html",
        status=422 if errors else 200,
        run=run,
        tasks=found[(page - 1) * size : page * size],
        total=len(every),
        done=sum(task.is_done for task in every),
        only_open=only,
        seen_words=SEEN_WORDS,
        errors=errors,
        typed=typed or {},
        characters=WHAT_CHARACTERS,
        page=page,
        pages=pages,
        previous_url=address(page=page - 1) if page > 1 else None,
        next_url=address(page=page + 1) if page < pages else None,
    )
