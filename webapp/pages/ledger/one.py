"""One job: what it is about, what became of each attempt; trying it again, and stopping it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, url_for
from flask_babel import gettext as _

from webapp import access, audit_log, respond
from webapp.access import May
from webapp.events import job_queued
from webapp.extensions import db
from webapp.models import Job, Library, ledger
from webapp.models.job_attempt import JobAttempt
from webapp.models.ledger import ALL, Wanted
from webapp.pages.ledger import listed, words

blueprint = Blueprint("ledger_job", __name__)
blueprint.add_app_template_filter(words.lasting, "lasting")


@blueprint.get("/jobs/<int:job_id>")
@access.administrator
def show(job_id: int) -> Response:
    """Show any job."""
    return _page(job_id, None)


@blueprint.get("/libraries/<library>/jobs/<int:job_id>")
@access.library(May.MANAGE)
def show_of_library(library: str, job_id: int) -> Response:
    """Show a job about a video of a library."""
    return _page(job_id, access.current_library())


@blueprint.post("/jobs/<int:job_id>/retry")
@access.administrator
def retry(job_id: int) -> Response:
    """Queue any job again that failed or was stopped."""
    return _retry(job_id, None)


@blueprint.post("/libraries/<library>/jobs/<int:job_id>/retry")
@access.library(May.MANAGE)
def retry_of_library(library: str, job_id: int) -> Response:
    """The same for a job about a video of a library."""
    return _retry(job_id, access.current_library())


@blueprint.post("/jobs/<int:job_id>/cancel")
@access.administrator
def cancel(job_id: int) -> Response:
    """Stop any job."""
    return _cancel(job_id, None)


@blueprint.post("/libraries/<library>/jobs/<int:job_id>/cancel")
@access.library(May.MANAGE)
def cancel_of_library(library: str, job_id: int) -> Response:
    """The same for a job about a video of a library."""
    return _cancel(job_id, access.current_library())


def _page(job_id: int, library: Library | None) -> Response:
    job = _found(job_id, library)
    (row,) = words.rows([job])
    return respond.page(
        "pages/ledger_job.html",
        block="primary",
        library=library,
        row=row,
        job=job,
        attempts=JobAttempt.of_job(job.id),
        outcomes=words.OUTCOMES,
        here_url=address(job.id, library),
        poll_every_s=listed.pause_s([job]),
        list_url=listed.address(library),
    )


def _retry(job_id: int, library: Library | None) -> Response:
    job = _found(job_id, library)
    here = address(job_id, library)
    if job not in ledger.retriable(Wanted(ALL, ids=(job.id,))):
        (row,) = words.rows([job])
        said = row.cannot_retry or _("It is not over yet.")
        return respond.see_other(here, announce=said)
    job.retry()
    audit_log.record("job.retried", subject=job.media, job=job.id, kind=job.kind)
    db.session.commit()
    hint([job.id])
    return respond.see_other(here, announce=_("It is being tried again."))


def _cancel(job_id: int, library: Library | None) -> Response:
    job = _found(job_id, library)
    here = address(job_id, library)
    if job.is_over:
        return respond.see_other(here, announce=_("It was over already."))
    job.cancel()
    audit_log.record("job.cancelled", subject=job.media, job=job.id, kind=job.kind)
    db.session.commit()
    return respond.see_other(here, announce=_("It was stopped."))


def address(job_id: int, library: Library | None) -> str:
    """Where a job's page is: among all, or in a library."""
    if library is None:
        return url_for("ledger_job.show", job_id=job_id)
    return url_for("ledger_job.show_of_library", library=library.slug, job_id=job_id)


def hint(ids: list[int]) -> None:
    """Tell the queue of jobs that may be claimed again; after the commit."""
    for job_id in ids:
        job_queued.send(current_app._get_current_object(), job_id=job_id)  # type: ignore[attr-defined]


def _found(job_id: int, library: Library | None) -> Job:
    job = ledger.one(job_id, library.id if library else None)
    return job if job is not None else abort(404)
