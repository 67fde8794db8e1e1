"""How far an audit is, on a page that asks for news until it is over; and the way to stop it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from webapp import access, respond
from webapp.access import May
from webapp.extensions import db
from webapp.models import AuditRun
from webapp.pages import polling
from webapp.pages.audits import runs

blueprint = Blueprint("audit_progress", __name__, url_prefix="/audits/<int:run_id>/progress")


@dataclass(frozen=True, slots=True)
class Way:
    """What the page shows of an audit that is under way, or just over."""

    run: AuditRun
    said: int = 0
    """The last quarter that was announced."""

    @property
    def is_over(self) -> bool:
        return self.run.state in ("done", "failed", "cancelled")

    @property
    def fraction(self) -> float:
        return 1.0 if self.run.state == "done" else self.run.job.fraction if self.run.job else 0.0

    @property
    def quarter(self) -> int:
        return polling.quarter(self.fraction, is_over=self.is_over)

    @property
    def percent(self) -> int:
        return round(self.fraction * 100)

    @property
    def sentence(self) -> str:
        job = self.run.job
        if self.run.state == "failed":
            return _(job.error) if job and job.error else _("Something went wrong.")
        return {
            "done": _("The audit is finished."),
            "cancelled": _("The audit was stopped. Nothing of it was kept."),
            "queued": _("It is waiting for its turn. You can leave this page; the work goes on."),
            "running": _("Pages are being looked at. You can leave this page; the work goes on."),
        }[self.run.state]

    @property
    def poll_url(self) -> str:
        """Where to ask for news; empty once there will be none."""
        if self.is_over:
            return ""
        return url_for("audit_progress.show", run_id=self.run.id, said=self.quarter)

    @property
    def poll_every_s(self) -> int:
        return polling.pause_s(self.run.job)

    @property
    def announcement(self) -> str | None:
        """What to say since the last announcement."""
        return polling.news(self.quarter, self.said, end=self.sentence)


@blueprint.get("")
@access.site(May.AUDIT)
def show(run_id: int) -> Response:
    """Answer a poll, or show the same as a page of its own."""
    way = Way(runs.found(run_id), request.args.get("said", 0, type=int))
    announce = way.announcement if respond.wants_fragment() else None
    return respond.page(
        "pages/audit_progress.html", block="primary", announce=announce, way=way, run=way.run
    )


@blueprint.post("")
@access.site(May.AUDIT)
def stop(run_id: int) -> Response:
    """Stop an audit; its process ends within seconds."""
    run = runs.found(run_id)
    if run.job is not None and not run.job.is_over:
        run.job.cancel()
        db.session.commit()
    return respond.see_other(url_for(".show", run_id=run_id), announce=_("The audit was stopped."))
