"""Trying again all jobs of a kind that failed, after a page that says how many those are."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import access, audit_log, respond
from webapp.access import May
from webapp.extensions import db
from webapp.models import Library, ledger
from webapp.models.job import KINDS
from webapp.models.ledger import Wanted
from webapp.pages.ledger import listed, one, words

blueprint = Blueprint("ledger_again", __name__)


@blueprint.get("/jobs/again")
@access.administrator
def ask() -> Response:
    """Say how many would be tried again, and ask whether it is wanted."""
    return _question(None)


@blueprint.get("/libraries/<library>/jobs/again")
@access.library(May.MANAGE)
def ask_of_library(library: str) -> Response:
    """The same for jobs about the videos of a library."""
    return _question(access.current_library())


@blueprint.post("/jobs/again")
@access.administrator
def retry() -> Response:
    """Queue all of a kind again."""
    return _retry(None)


@blueprint.post("/libraries/<library>/jobs/again")
@access.library(May.MANAGE)
def retry_of_library(library: str) -> Response:
    """The same for jobs about the videos of a library."""
    return _retry(access.current_library())


def _question(library: Library | None) -> Response:
    wanted = _wanted(library)
    all_failed, number = ledger.count(wanted), len(ledger.retriable(wanted))
    kind = words.KINDS[wanted.kind]
    says = [ngettext("One job is tried again.", "%(num)s jobs are tried again.", number)]
    if all_failed > number:
        says.append(
            ngettext(
                "One cannot be, because what it was about is gone.",
                "%(num)s cannot be, because what they were about is gone.",
                all_failed - number,
            )
        )
    says.append(_("Steps that were done stay done. Nothing else is changed."))
    return respond.page(
        "pages/confirm.html",
        title=_("Try again what failed: %(kind)s", kind=kind),
        says=says,
        button=ngettext("Try it again", "Try all %(num)s again", number),
        back=listed.address(library),
        error="",
    )


def _retry(library: Library | None) -> Response:
    wanted = _wanted(library)
    jobs = ledger.retriable(wanted)
    for job in jobs:
        job.retry()
    if jobs:
        audit_log.record("jobs.retried", library=library, kind=wanted.kind, jobs=len(jobs))
    ids = [job.id for job in jobs]
    db.session.commit()
    one.hint(ids)
    return respond.see_other(
        listed.address(library),
        announce=ngettext("One job is tried again.", "%(num)s jobs are tried again.", len(ids)),
    )


def _wanted(library: Library | None) -> Wanted:
    kind = request.args.get("kind", "")
    if kind not in KINDS:
        abort(404)
    return Wanted("failed", kind, library_id=library.id if library else None)
