"""Audits: pages are looked at by a process of its own, and what it found is kept all at once."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app
from sqlalchemy import select

from tasks import audit_looking
from tasks.audit_process import Limits, News, follow
from tasks.failures import StepFailed
from tasks.kept import kept_files
from tasks.pipeline import Work
from webapp.audit.run import Run
from webapp.extensions import db
from webapp.media.failure import N_
from webapp.models import AuditRun
from webapp.models.audit_run import AUDIT
from webapp.models.clock import utc_now
from webapp.models.lease import Lease

GONE = N_("This audit is not there any more.")
HEARD_EVERY_S = 2.0


def make(lease: Lease) -> None:
    """Have the pages looked at, and keep what was found.

    Nothing is kept before the end: after a crash it begins anew.
    """
    run = _run(lease)
    settings = current_app.extensions["settings"]
    limits = Limits(settings.audit_memory_bytes, settings.audit_time_limit_s)
    order = {"address": run.address, "matrix": run.matrix, "pages": run.pages}
    db.session.commit()  # nobody waits for the database while pages are looked at
    with TemporaryDirectory(prefix="audit-") as place:
        folder = Path(place)
        command = [sys.executable, "-m", audit_looking.__name__, json.dumps(order), place]
        follow(command, limits, folder / "complaints.txt", _Progress(lease))
        made, about = Run.load(folder), audit_looking.read_about(folder)
    pictures = _stored(made.pictures)
    _run(lease).keep(made, rules=about["rules"], release=about["release"], pictures=pictures)


def tidy(_lease: Lease) -> None:
    """Remove audits that are old, first from the database."""
    for name in AuditRun.remove_old():
        kept_files().delete(name)


def begin_of_the_night() -> None:
    """Begin the audit of this night, where there is to be one."""
    hour = current_app.extensions["settings"].audit_nightly_hour
    if hour is not None:
        AuditRun.start_of_the_night(hour, utc_now())


@dataclass(slots=True)
class _Progress:
    """Writes down how far it is, and hears now and then whether it is still wanted."""

    lease: Lease
    share: float = 0.0
    heard: float = 0.0

    def __call__(self, news: News) -> None:
        """Take one line of the process. LeaseLost where somebody stopped the audit."""
        if news:
            self.share = news["done"] / max(news["in_all"], 1)
            _run(self.lease).looks_at(news["subject"], news["done"], news["in_all"])
        if news or time.monotonic() - self.heard >= HEARD_EVERY_S:
            self.heard = time.monotonic()
            self.lease.report(self.share)


def _stored(pictures: Mapping[str, bytes]) -> dict[str, str]:
    """Put pictures into storage; what is the same is kept once."""
    names: dict[bytes, str] = {}
    for picture in pictures.values():
        if picture not in names:
            names[picture] = kept_files().save(BytesIO(picture), ".png")
    return {identity: names[picture] for identity, picture in pictures.items()}


def _run(lease: Lease) -> AuditRun:
    run: AuditRun | None = db.session.scalar(
        select(AuditRun).where(AuditRun.job_id == lease.job_id)
    )
    if run is None:
        raise StepFailed(GONE)
    return run


work = Work(AUDIT, {"kept": make}, finished=tidy, sweep=begin_of_the_night)
