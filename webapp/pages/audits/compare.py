"""Two audits side by side: what is new, mended, moved or remains, and how pages read otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request

from webapp import access, respond
from webapp.access import May
from webapp.audit.tree import difference
from webapp.models import AuditPage, AuditRun
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


@dataclass(frozen=True, slots=True)
class TreeChange:
    """How one page reads otherwise, in the variants where it does so alike."""

    subject: str
    variants: Sequence[str]
    lines: Sequence[Line]
    is_cut: bool


@blueprint.get("")
@access.site(May.AUDIT)
def show(run_id: int) -> Response:
    """Compare with the audit ``before``, or with the last one; ``trees`` is a page to be read."""
    run = runs.finished(run_id)
    changes = Changes.read(run, request.args.get("before", type=int))
    shown = request.args.get("trees", "")
    changed = _changed_pages(changes.before, run) if changes.before else []
    return respond.page(
        "pages/audit_compare.html",
        run=run,
        changes=changes,
        others=[each for each in AuditRun.finished(run.address) if each.id != run.id],
        changed=changed,
        shown=shown,
        whole=request.args.get("all", ""),
        trees=_trees(changes.before, run, shown) if changes.before and shown in changed else [],
    )


def _pages(before: AuditRun, run: AuditRun) -> Iterator[tuple[AuditPage, AuditPage]]:
    earlier = {page.subject: page for page in before.looked_at}
    for page in run.looked_at:
        if page.subject in earlier:
            yield earlier[page.subject], page


def _changed_pages(before: AuditRun, run: AuditRun) -> list[str]:
    """The pages that read otherwise in one variant at least, in which both were looked at."""
    return [
        now.subject
        for then, now in _pages(before, run)
        if any(then.trees.get(name, tree) != tree for name, tree in now.trees.items())
    ]


def _trees(before: AuditRun, run: AuditRun, subject: str) -> list[TreeChange]:
    """How a page reads otherwise; variants with the same change stand together."""
    then, now = next(pair for pair in _pages(before, run) if pair[1].subject == subject)
    alike: dict[tuple[str, str], list[str]] = {}
    for name, tree in now.trees.items():
        if name in then.trees and then.trees[name] != tree:
            alike.setdefault((then.trees[name], tree), []).append(name)
    changes: dict[tuple[Line, ...], list[str]] = {}
    for (old, new), names in alike.items():
        lines = tuple(_read(difference(before.trees.get(old, ""), run.trees.get(new, ""))))
        changes.setdefault(lines, []).extend(names)
    return [
        TreeChange(subject, names, lines[:MOST_LINES], len(lines) > MOST_LINES)
        for lines, names in changes.items()
    ]


def _read(changed: str) -> Iterator[Line]:
    """Yield the lines of a difference in the unified form."""
    for number, line in enumerate(changed.splitlines()):
        if not line.startswith("@@"):
            yield Line(KINDS[line[:1]], line[1:])
        elif number:
            yield Line("left-out", "")
