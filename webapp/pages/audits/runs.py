"""All audits, how findings went over time, and the beginning of another one."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp import access, audit_log, names, respond
from webapp.access import May
from webapp.extensions import db
from webapp.look import current_look
from webapp.models import AuditFinding, AuditRun
from webapp.models.audit_run import (
    EVERY_PAGE,
    MATRICES,
    NOTE_CHARACTERS,
    PAGES_CHARACTERS,
    Wish,
)
from webapp.pages.audits import chart, words

blueprint = Blueprint("audits", __name__, url_prefix="/audits")

GLOB_HINT = lazy_gettext(
    "Names of pages, such as watch*. A star stands for any letters; the star alone for every page."
)


@blueprint.get("")
@access.site(May.AUDIT)
def index() -> Response:
    """List audits, the last one first."""
    return _page(Wish(), {})


@blueprint.post("")
@access.site(May.AUDIT)
def start() -> Response:
    """Begin an audit."""
    wish = Wish(
        request.form.get("address", ""),
        request.form.get("matrix", ""),
        names.clean(request.form.get("pages", ""), PAGES_CHARACTERS + 1) or EVERY_PAGE,
    )
    errors = _errors(wish)
    if errors:
        return _page(replace(wish, pages=request.form.get("pages", "")), errors)
    run = AuditRun.start(wish, access.person())
    audit_log.record("audit.started", address=wish.address, matrix=wish.matrix, pages=wish.pages)
    db.session.commit()
    return respond.see_other(
        url_for("audit_progress.show", run_id=run.id), announce=_("The audit was started.")
    )


@blueprint.post("/<int:run_id>/note")
@access.site(May.AUDIT)
def note(run_id: int) -> Response:
    """Keep what somebody wants to remember of an audit; with a note it is not removed."""
    run = found(run_id)
    run.note = names.clean(request.form.get("note", ""), NOTE_CHARACTERS)
    db.session.commit()
    return respond.see_other(
        url_for("audit_findings.index", run_id=run_id), announce=_("The note is kept.")
    )


def found(run_id: int) -> AuditRun:
    """The audit that the address names, or 404."""
    return db.session.get(AuditRun, run_id) or abort(404)


def finished(run_id: int) -> AuditRun:
    """The same, once there is something to be read of it."""
    run = found(run_id)
    return run if run.finished_at else abort(404)


def _errors(wish: Wish) -> dict[str, str]:
    errors: dict[str, str] = {}
    if wish.address and wish.address not in _addresses():
        errors["address"] = _("This installation does not allow that site to be audited.")
    if wish.matrix not in MATRICES:
        errors["matrix"] = _("Choose in how many forms each page is looked at.")
    if len(wish.pages) > PAGES_CHARACTERS:
        errors["pages"] = _("Name the pages in at most %(count)s letters.", count=PAGES_CHARACTERS)
    if not errors and AuditRun.under_way():
        errors["start"] = _("An audit is under way. Wait until it is over, or stop it.")
    return errors


def _addresses() -> tuple[str, ...]:
    allowed: tuple[str, ...] = current_app.extensions["settings"].auditable
    return allowed


def _page(wish: Wish, errors: dict[str, str]) -> Response:
    size, total = list_size(), AuditRun.count()
    pages = max(1, -(-total // size))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    runs = AuditRun.newest(limit=size, offset=(page - 1) * size)
    return respond.page(
        "pages/audits.html",
        status=422 if errors else 200,
        runs=runs,
        counts=AuditFinding.counts_of(runs),
        under_way=AuditRun.under_way(),
        chart=_chart(),
        wish=wish,
        errors=errors,
        glob_hint=GLOB_HINT,
        sites=[
            ("", words.known_library()),
            *((each, each) for each in _addresses()),
        ],
        matrices=list(words.MATRICES.values()),
        matrix_words=words.MATRICES,
        states=words.STATES,
        page=page,
        pages=pages,
        previous_url=url_for(".index", page=page - 1) if page > 1 else None,
        next_url=url_for(".index", page=page + 1) if page < pages else None,
    )


def list_size() -> int:
    """How many things one page of a list shows: one alone where little is wanted at once."""
    look = current_look()
    return 1 if look.density == 1 else look.list_size


def _chart() -> chart.Chart | None:
    """Draw the audits that looked at the same as the last one did."""
    like = AuditRun.alike(limit=chart.MOST_BARS)
    return chart.draw([chart.Point(run.id, run.started_at, run.counted()) for run in like])
