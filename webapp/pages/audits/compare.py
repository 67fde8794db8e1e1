"""Two audits side by side: what is new, mended, moved or remains, and how pages read otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Blueprint, Response, request

from webapp import access, respond
from webapp.access import May
from webapp.audit.comparison import TreeChange
from webapp.models import AuditRun
from webapp.pages.audits import runs
from webapp.pages.audits.changes import Changes

blueprint = Blueprint("audit_compare", __name__, url_prefix="/audits/<int:run_id>/against")

KINDS = {"-": "gone", "+": "new", " ": "same", "": "same"}
MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Line:
    """A line of what assistive technology is given. ``kind``: same, gone, new or left-out."""

    kind: str
    text: str


class Reading(NamedTuple):
    """How one page reads otherwise in some of its forms."""

    forms: Sequence[Mapping[str, Any]]
    lines: Sequence[Line]
    is_cut: bool


@blueprint.get("")
@access.site(May.AUDIT)
def show(run_id: int) -> Response:
    """Compare with the audit ``before``, or with the last one; ``trees`` is a page to be read."""
    run = runs.finished(run_id)
    changes = Changes.read(run, request.args.get("before", type=int))
    shown = request.args.get("trees", "")
    return respond.page(
        "pages/audit_compare.html",
        run=run,
        changes=changes,
        others=[each for each in AuditRun.finished(run.address) if each.id != run.id],
        changed=list(dict.fromkeys(change.subject for change in changes.trees)),
        shown=shown,
        whole=request.args.get("all", ""),
        readings=[_reading(each, run) for each in changes.trees if each.subject == shown],
    )


def _reading(change: TreeChange, run: AuditRun) -> Reading:
    lines = list(_lines(change.difference))
    forms = [run.variants[name] for name in change.variants]
    return Reading(forms, lines[:MOST_LINES], len(lines) > MOST_LINES)


def _lines(changed: str) -> Iterator[Line]:
    """Yield the lines of a difference in the unified form."""
    for number, line in enumerate(changed.splitlines()):
        if not line.startswith("@@"):
            yield Line(KINDS[line[:1]], line[1:])
        elif number:
            yield Line("left-out", "")
