"""What an audit found, rule by rule, narrowed as somebody wants it."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from webapp import access, respond
from webapp.access import May
from webapp.models import AuditFinding, AuditRun, AuditVerdict
from webapp.pages.audits import export, filters, runs
from webapp.pages.audits.changes import Changes
from webapp.pages.audits.words import CHANGES, OUTCOMES, SAYINGS, SEVERITIES, TOUCHED

blueprint = Blueprint("audit_findings", __name__, url_prefix="/audits/<int:run_id>")


@blueprint.get("")
@access.site(May.AUDIT)
def index(run_id: int) -> Response:
    """Show findings; each field of `filters.Chosen` narrows them, ``against`` is another audit."""
    run = runs.found(run_id)
    if run.finished_at is None:
        return redirect(url_for("audit_progress.show", run_id=run_id), 303)
    changes = Changes.read(run, request.args.get("against", type=int))
    chosen = filters.Chosen.read(request.args, run)
    wanted = chosen.narrowed(run, changes.identities)
    counts, size = AuditFinding.counts(run, wanted), runs.list_size()
    total = sum(counts.values())
    pages = max(1, -(-total // size))
    page = min(max(request.args.get("page_no", 1, type=int), 1), pages)
    found = AuditFinding.narrowed(
        run, wanted, filters.in_order(run), limit=size, offset=(page - 1) * size
    )
    against = changes.before.id if changes.before else None

    def url(page: int) -> str:
        return url_for(".index", run_id=run_id, against=against, page_no=page, **chosen.query)

    return respond.page(
        "pages/audit.html",
        announce=_said(total, page, pages) if respond.swaps_main() else None,
        run=run,
        figures=AuditFinding.counts_of([run])[run.id],
        not_made=[each for page in run.looked_at for each in page.not_made],
        chosen=chosen,
        options=filters.options(run),
        labels=filters.labels(),
        changes=changes,
        others=[each for each in AuditRun.finished(run.address) if each.id != run.id],
        groups=[(rule, counts[rule], list(each)) for rule, each in groupby(found, _rule_of)],
        found=found,
        verdicts=AuditVerdict.now([each.identity for each in found]),
        total=total,
        page=page,
        pages=pages,
        previous_url=url(page - 1) if page > 1 else None,
        next_url=url(page + 1) if page < pages else None,
        severities=SEVERITIES,
        touched=TOUCHED,
        outcomes=OUTCOMES,
        sayings=SAYINGS,
        change_words=CHANGES,
        exports=export.FORMS,
    )


def _rule_of(finding: AuditFinding) -> str:
    return finding.rule


def _said(total: int, page: int, pages: int) -> str:
    found = ngettext("One finding.", "%(num)s findings.", total) if total else _("No findings.")
    if pages < 2:
        return str(found)
    return str(found) + " " + _("Page %(page)s of %(pages)s.", page=page, pages=pages)
