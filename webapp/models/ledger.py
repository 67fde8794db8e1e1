"""The ledger of jobs as people look at it: what they seek, and what each job is about.

What needs a person comes first: what failed, then what is being done, then what waits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from webapp.extensions import db
from webapp.models.audit_run import AUDIT, AuditRun
from webapp.models.job import Job
from webapp.models.mail import MAIL, Mail
from webapp.models.media import Media
from webapp.models.sign_clip import CLIP, SignClip
from webapp.models.sign_feedback import SignFeedback
from webapp.models.sign_track import SIGNS, SignTrack
from webapp.models.takeout import TAKEOUT, Takeout

OPEN = ("failed", "running", "queued")
"""States of jobs that are not over, or that need a person, in the order in which they matter."""
STATES = (*OPEN, "done", "cancelled")
ENDED_BADLY = ("failed", "cancelled")
ALL = "all"

Subject = Mail | SignTrack | SignClip | SignFeedback | AuditRun | Takeout | Media
"""What a job can be about."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which jobs somebody looks for; what is empty does not matter."""

    state: str = ""
    """One of ``STATES``, ``ALL``, or empty for those of ``OPEN``."""
    kind: str = ""
    queue: str = ""
    text: str = ""
    """A part of a title, of a mail's address, of a worker's name or of an error; or a number."""
    library_id: int | None = None
    """Only what is about media of this library; None: everything."""
    ids: tuple[int, ...] = ()

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield what must be true of a job."""
        if self.state != ALL:
            yield Job.state.in_((self.state,) if self.state else OPEN)
        if self.kind:
            yield Job.kind == self.kind
        if self.library_id is not None:
            yield Job.media_id.in_(select(Media.id).where(Media.library_id == self.library_id))
        if self.queue:
            yield Job.queue == self.queue
        if self.ids:
            yield Job.id.in_(self.ids)
        if self.text:
            yield or_(*self._texts())

    def _texts(self) -> Iterator[ColumnElement[bool]]:
        if self.text.isdecimal() and len(self.text) < 10:
            yield Job.id == int(self.text)
        yield Job.error.icontains(self.text, autoescape=True)
        yield Job.worker.icontains(self.text, autoescape=True)
        yield Job.media_id.in_(
            select(Media.id).where(Media.title.icontains(self.text, autoescape=True))
        )
        if self.library_id is None:
            yield Job.id.in_(
                select(Mail.job_id).where(Mail.recipient.icontains(self.text, autoescape=True))
            )


class Failed(NamedTuple):
    """How many jobs of a kind failed."""

    kind: str
    jobs: int


def found(wanted: Wanted, *, limit: int, offset: int = 0) -> Sequence[Job]:
    """The jobs that are wanted, what needs a person first, and the newest first among its like."""
    query = select(Job).where(*wanted.conditions()).options(joinedload(Job.media))
    if wanted.state == "":
        rank = {state: place for place, state in enumerate(OPEN)}
        query = query.order_by(case(rank, value=Job.state))
    return db.session.scalars(query.order_by(Job.id.desc()).limit(limit).offset(offset)).all()


def count(wanted: Wanted) -> int:
    """How many jobs `found` finds."""
    return db.session.scalar(select(func.count(Job.id)).where(*wanted.conditions())) or 0


def failed_by_kind(library_id: int | None = None) -> Sequence[Failed]:
    """How many of each kind failed; the most first."""
    wanted = Wanted("failed", library_id=library_id)
    number = func.count(Job.id)
    query = (
        select(Job.kind, number)
        .where(*wanted.conditions())
        .group_by(Job.kind)
        .order_by(number.desc(), Job.kind)
    )
    return [Failed(*row) for row in db.session.execute(query)]


def counts(library_id: int | None = None) -> Mapping[str, int]:
    """How many jobs are in each state of ``OPEN``."""
    wanted = Wanted(library_id=library_id)
    each = select(Job.state, func.count(Job.id).label("jobs")).group_by(Job.state)
    query = each.where(*wanted.conditions())
    return dict.fromkeys(OPEN, 0) | {row.state: row.jobs for row in db.session.execute(query)}


def one(job_id: int, library_id: int | None = None) -> Job | None:
    """A job by its number; None where there is none, or none about media of the library."""
    wanted = Wanted(ALL, ids=(job_id,), library_id=library_id)
    return next(iter(found(wanted, limit=1)), None)


def subjects(jobs: Collection[Job]) -> Mapping[int, Subject]:
    """What each of these jobs is about, by its id; nothing where that is gone."""
    about: dict[int, Subject] = {job.id: job.media for job in jobs if job.media is not None}
    for kind, model in _MODELS:
        ids = [job.id for job in jobs if job.kind == kind]
        if ids:
            for each in db.session.scalars(select(model).where(model.job_id.in_(ids))):
                about[each.job_id] = each
    return about


_MODELS: tuple[tuple[str, Any], ...] = (
    (MAIL.name, Mail),
    (SIGNS.name, SignTrack),
    (CLIP.name, SignClip),
    (CLIP.name, SignFeedback),
    (AUDIT.name, AuditRun),
    (TAKEOUT.name, Takeout),
)


def retriable(wanted: Wanted) -> Sequence[Job]:
    """Jobs that can be tried again, of those that are wanted: they failed or were stopped.

    What a job is about must be there; of a mail, what it says, too.
    """
    others = [model for _, model in _MODELS if model is not Mail]
    is_there = or_(
        Job.media_id.is_not(None),
        exists().where(Mail.job_id == Job.id, Mail.text != ""),
        *(exists().where(model.job_id == Job.id) for model in others),
    )
    query = select(Job).where(Job.state.in_(ENDED_BADLY), is_there, *wanted.conditions())
    return db.session.scalars(query.order_by(Job.id)).all()
