"""An audit as a file, to be kept or read by other programs."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from flask import Blueprint, Response, abort, current_app

from webapp import access, names
from webapp.access import May
from webapp.audit import reports
from webapp.audit.comparison import compare, trees
from webapp.media.storage import FileGone
from webapp.models import AuditFinding, AuditRun
from webapp.pages.audits import rules, runs

blueprint = Blueprint("audit_export", __name__)


class Form(NamedTuple):
    """A kind of file."""

    word: str
    media_type: str


FORMS = {
    "html": Form("HTML", "text/html"),
    "json": Form("JSON", "application/json"),
    "junit": Form("JUnit", "application/xml"),
    "sarif": Form("SARIF", "application/sarif+json"),
}
"""By the name in the address, which is that of a module of ``webapp.audit.reports``."""


@blueprint.get("/audits/<int:run_id>/export.<form>")
@access.site(May.AUDIT)
def send(run_id: int, form: str) -> Response:
    """Send an audit in one of ``FORMS``, compared with the one before it."""
    if form not in FORMS:
        abort(404)
    run = runs.finished(run_id)
    made = run.as_run()
    if form == "html":
        made = replace(made, pictures=_pictures(run))
    report = reports.Report(made, rules.of(run))
    if run.before:
        before = run.before.as_run()
        report = replace(report, comparison=compare(before, made), trees=trees(before, made))
    response = Response(
        reports.write(report, form), content_type=f"{FORMS[form].media_type}; charset=utf-8"
    )
    name = names.download_name(
        "audit", f"{run.started_at:%Y-%m-%d}", str(run.id), reports.FORMATS[form]
    )
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _pictures(run: AuditRun) -> dict[str, bytes]:
    storage = current_app.extensions["storage"]
    found = {}
    for finding in AuditFinding.all_of(run):
        if finding.picture:
            with suppress(FileGone), storage.open(finding.picture) as picture:
                found[finding.identity] = picture.read()
    return found
