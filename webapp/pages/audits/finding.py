"""One finding: what it is, whom it hurts, how to mend it, since when, and what people say of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as AnyResponse

from webapp import access, names, respond
from webapp.access import May
from webapp.extensions import db
from webapp.models import AuditFinding, AuditPage, AuditRun, AuditVerdict
from webapp.models.audit_verdict import BECAUSE_CHARACTERS, SAYINGS
from webapp.models.clock import utc_now
from webapp.pages import files
from webapp.pages.audits import runs, words

blueprint = Blueprint(
    "audit_finding", __name__, url_prefix="/audits/<int:run_id>/findings/<identity>"
)


@blueprint.get("")
@access.site(May.AUDIT)
def show(run_id: int, identity: str) -> Response:
    """Show a finding."""
    return _page(_found(run_id, identity), {})


@blueprint.post("")
@access.site(May.AUDIT)
def say(run_id: int, identity: str) -> Response:
    """Keep what somebody says of a finding; it holds for later audits, too."""
    finding, person = _found(run_id, identity), access.person() or abort(401)
    saying = request.form.get("saying", "")
    because = names.clean(request.form.get("because", ""), BECAUSE_CHARACTERS + 1)
    until, errors = _until(saying)
    if saying not in SAYINGS:
        errors["saying"] = _("Choose what you say of it.")
    if saying in ("accepted", "wrong") and not because:
        errors["because"] = _("Say why, for those who read it later.")
    if len(because) > BECAUSE_CHARACTERS:
        errors["because"] = _("Say it in at most %(count)s letters.", count=BECAUSE_CHARACTERS)
    if errors:
        return _page(finding, errors)
    AuditVerdict.say(finding, saying, person, because=because, until=until)
    db.session.commit()
    return respond.see_other(
        url_for(".show", run_id=run_id, identity=identity),
        announce=_("Kept. It holds for later audits, too."),
    )


@blueprint.get("/picture")
@access.site(May.AUDIT)
def picture(run_id: int, identity: str) -> AnyResponse:
    """Send the picture of the element."""
    name = _found(run_id, identity).picture
    if not name:
        abort(404)
    return files.send(name, "image/png")


def _found(run_id: int, identity: str) -> AuditFinding:
    return AuditFinding.of(runs.finished(run_id), identity) or abort(404)


def _until(saying: str) -> tuple[date | None, dict[str, str]]:
    """Read the day until which something is accepted, and what is wrong with it."""
    if saying != "accepted":
        return None, {}
    try:
        until = date.fromisoformat(request.form.get("until", ""))
    except ValueError:
        return None, {"until": _("Name the day until which it may stay, such as 2027-03-31.")}
    if until < utc_now().date():
        return None, {"until": _("This day is over. Name a later one.")}
    return until, {}


def _page(finding: AuditFinding, errors: dict[str, str]) -> Response:
    run = finding.run
    history = AuditFinding.history(finding.identity)
    said = AuditVerdict.history(finding.identity)
    page = next((page for page in run.looked_at if page.subject == finding.subject), None)
    return respond.page(
        "pages/audit_finding.html",
        status=422 if errors else 200,
        run=run,
        finding=finding,
        rule=run.rules.get(finding.rule),
        forms=[(name, run.variants.get(name)) for name in finding.variants],
        looked_at=page,
        where=_address(run, page),
        is_here=page is not None and not run.address and _is_here(page.address),
        history=history,
        verdict=AuditVerdict.now([finding.identity]).get(finding.identity),
        said=said,
        form=_filled(said, errors),
        errors=errors,
        sayings=words.SAYINGS,
        severities=words.SEVERITIES,
        touched=words.TOUCHED,
        characters=BECAUSE_CHARACTERS,
    )


def _filled(said: Any, errors: Mapping[str, str]) -> dict[str, str]:
    """What stands in the form: what was typed, else what was said last."""
    if errors:
        return {name: request.form.get(name, "") for name in ("saying", "until", "because")}
    last = said[0] if said else None
    if last is None or last.state == "open":
        return {"saying": "", "until": "", "because": ""}
    until = last.until.isoformat() if last.until else ""
    return {"saying": last.saying, "until": until, "because": last.because}


def _address(run: AuditRun, page: AuditPage | None) -> str:
    """Where the page is now; empty where it was only there during the audit."""
    if page is None:
        return ""
    if run.address:
        return urljoin(run.address, page.address)
    return page.address if _is_here(page.address) else ""


def _is_here(address: str) -> bool:
    """Whether a page of the known library is one of this installation, too: it names no media."""
    if not address.startswith("/"):
        return False
    try:
        rule, _arguments = current_app.url_map.bind("").match(
            urlsplit(address).path, return_rule=True
        )
    except (HTTPException, RequestRedirect):
        return False
    return not rule.arguments
