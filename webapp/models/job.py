"""The job ledger: a job is a row, and the row is the truth.

The queue only carries the row's id; a worker holds the row by a lease (``webapp.models.lease``).
Only the database's clock is used.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from flask import current_app
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    String,
    and_,
    event,
    inspect,
    or_,
    select,
    table,
    update,
)
from sqlalchemy import column as named
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from webapp import logs
from webapp.events import job_queued
from webapp.extensions import db
from webapp.models.clock import now_ms
from webapp.models.job_attempt import JobAttempt

if TYPE_CHECKING:
    from webapp.models.media import Media


BATCH, USUAL, SOON = 0, 1, 2
"""Priorities. Soon: short work that somebody waits for; batch: what nobody looks for today."""


class Kind(NamedTuple):
    """A kind of background work: its name and its steps in order.

    A job's ``step`` is the last one that is done, the first one from the start. How a step is
    done is said in ``tasks``, by the module whose ``work`` names the kind.
    """

    name: str
    steps: tuple[str, ...]
    queue: str
    elsewhere: Mapping[str, str]
    """The queue of each step that is not done in ``queue``."""
    priority: int

    def queue_of(self, step: str) -> str:
        """In which queue a step is done."""
        return self.elsewhere.get(step, self.queue)


KINDS: dict[str, Kind] = {}


def declare(
    name: str,
    *steps: str,
    queue: str = "media",
    elsewhere: Mapping[str, str] = MappingProxyType({}),
    priority: int = USUAL,
) -> Kind:
    """Declare a kind of work; the module of the noun that it is about does so, once."""
    KINDS[name] = kind = Kind(name, steps, queue, elsewhere, priority)
    return kind


PREPARE = declare(
    "prepare", "received", "checked", "playable", "listening", "captions", "ready",
    elsewhere=dict.fromkeys(("listening", "captions", "ready"), "captions"),
)  # fmt: skip
"""What becomes of an upload."""
STEPS = PREPARE.steps

_ADDED = "jobs whose commit the queue waits for"

HINT_AGAIN_MS = 60_000
"""A queued job that nobody has claimed for so long is hinted to the queue again."""


class Job(db.Model):  # type: ignore[misc, name-defined]
    """Background work, on a media or on something else that refers to this row."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_open", "state", "lease_until_ms"),
        Index("ix_job_claim", "state", "queue", "priority"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[int | None] = mapped_column(
        ForeignKey("media.id", ondelete="CASCADE"), index=True
    )
    """None where the work is about no media."""
    kind: Mapped[str] = mapped_column(String(20), default=PREPARE.name)
    state: Mapped[str] = mapped_column(String(10), default="queued")
    """``queued``, ``running``, ``done``, ``failed`` or ``cancelled``."""
    step: Mapped[str] = mapped_column(String(20), default="received")
    progress: Mapped[float] = mapped_column(default=0.0)
    """How much of the step after ``step`` is done, 0..1."""
    attempts: Mapped[int] = mapped_column(default=0)
    token: Mapped[str] = mapped_column(String(32), default="")
    lease_until_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    hinted_at_ms: Mapped[int] = mapped_column(BigInteger, default=now_ms())
    due_at_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    """Nobody may claim it before; 0: at once."""
    postponed: Mapped[int] = mapped_column(default=0)
    """How often it was put off, because something that it needs was not to be had."""
    error: Mapped[str] = mapped_column(default="")
    """Why it failed or was put off, in a sentence for a person."""
    queue: Mapped[str] = mapped_column(String(10), server_default="media")
    """In which queue its next step is done (``webapp.queues``)."""
    priority: Mapped[int] = mapped_column(server_default="1")
    """``BATCH``, ``USUAL`` or ``SOON``: those with the highest go first."""
    library_id: Mapped[int] = mapped_column(server_default="0")
    """Whose turn it takes, for libraries take turns; 0: no library's, and those count as one."""
    worker: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """The name of the worker that took it up last (``webapp.models.worker``)."""
    request_id: Mapped[str] = mapped_column(String(64), default=logs.request_id, server_default="")
    """The request that asked for it, as the log names it; empty: none did."""
    created_at_ms: Mapped[int] = mapped_column(BigInteger, default=now_ms())
    changed_at_ms: Mapped[int] = mapped_column(BigInteger, default=now_ms())

    media: Mapped[Media] = relationship(back_populates="jobs")

    @classmethod
    def add(cls, kind: Kind, *, priority: int | None = None, library_id: int = 0) -> Job:
        """Add a job to the session. Once it is committed, and only then, the queue is told.

        ``library_id`` is left out where the job is about a media.
        """
        job = cls(kind=kind.name, step=kind.steps[0], priority=priority, library_id=library_id)
        db.session.add(job)
        db.session.info.setdefault(_ADDED, []).append(job)
        return job

    @property
    def steps(self) -> tuple[str, ...]:
        return KINDS[self.kind].steps

    @property
    def is_over(self) -> bool:
        return self.state in {"done", "failed", "cancelled"}

    @property
    def fraction(self) -> float:
        """How much of the whole job is done, 0..1."""
        if self.state == "done":
            return 1.0
        return min((self.steps.index(self.step) + self.progress) / (len(self.steps) - 1), 1.0)

    @property
    def next_step(self) -> str:
        """The step that is being done now, or the last one."""
        return self.steps[min(self.steps.index(self.step) + 1, len(self.steps) - 1)]

    def cancel(self) -> None:
        """Stop the work; the caller commits. A worker that has it notices at its next report."""
        db.session.execute(
            update(Job)
            .where(Job.id == self.id, Job.state.in_(("queued", "running")))
            .values(state="cancelled", token="", changed_at_ms=now_ms()),
            execution_options={"synchronize_session": False},
        )
        db.session.refresh(self)
        if self.state == "cancelled":
            JobAttempt.end(self.id, self.state)

    def retry(self) -> None:
        """Queue again what failed or was stopped, with its steps done so far.

        The caller commits and hints.
        """
        db.session.execute(
            update(Job)
            .where(Job.id == self.id, Job.state.in_(("failed", "cancelled")))
            .values(
                state="queued",
                attempts=0,
                postponed=0,
                due_at_ms=0,
                error="",
                hinted_at_ms=now_ms(),
            ),
            execution_options={"synchronize_session": False},
        )
        db.session.refresh(self)

    @classmethod
    def is_held(cls) -> ColumnElement[bool]:
        """True of a job that a worker does which is still heard of."""
        return and_(cls.state == "running", cls.lease_until_ms >= now_ms())

    @classmethod
    def is_free(cls) -> ColumnElement[bool]:
        """True of a job that a worker may claim."""
        due = and_(cls.state == "queued", cls.due_at_ms <= now_ms())
        return or_(due, and_(cls.state == "running", cls.lease_until_ms < now_ms()))

    @classmethod
    def waits(cls, queues: Collection[str]) -> bool:
        """Whether there is anything to be claimed in some queues; no transaction stays open."""
        one = select(cls.id).where(cls.queue.in_(queues), cls.is_free()).limit(1)
        with db.engine.connect().execution_options(read_only=True) as connection:
            return connection.scalar(one) is not None

    @classmethod
    def stranded(cls) -> Sequence[int]:
        """Ids of jobs to hint: their worker or their hint is gone, or their time has come."""
        lost_hint = cls.hinted_at_ms < now_ms() - HINT_AGAIN_MS
        was_put_off = cls.hinted_at_ms < cls.due_at_ms
        return cls._hint_again(
            and_(cls.is_free(), or_(cls.state == "running", lost_hint, was_put_off))
        )

    @classmethod
    def open_at_start(cls) -> Sequence[int]:
        """Ids of jobs that a starting worker hints at once, whatever became of their hints."""
        return cls._hint_again(cls.is_free())

    @classmethod
    def _hint_again(cls, condition: ColumnElement[bool]) -> Sequence[int]:
        found = select(cls.id).where(condition).order_by(cls.id)
        ids = db.session.scalars(found.with_for_update(skip_locked=True)).all()
        if ids:
            db.session.execute(
                update(cls).where(cls.id.in_(ids)).values(hinted_at_ms=now_ms()),
                execution_options={"synchronize_session": False},
            )
        db.session.commit()
        return ids


@event.listens_for(Job, "before_insert")
def _find_its_place(_mapper: object, connection: Connection, job: Job) -> None:
    """Put a new job into its queue, and count it for the library of its media."""
    kind = KINDS[job.kind or PREPARE.name]
    following = kind.steps[kind.steps.index(job.step or kind.steps[0]) + 1 :]
    job.queue = job.queue or kind.queue_of(following[0] if following else kind.steps[-1])
    job.priority = kind.priority if job.priority is None else job.priority
    if not job.library_id and job.media_id is not None:
        media = table("media", named("id"), named("library_id"))
        of_media = select(media.c.library_id).where(media.c.id == job.media_id)
        job.library_id = connection.execute(of_media).scalar_one()


@event.listens_for(db.session, "after_commit")
def _tell_the_queue(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for job in session.info.pop(_ADDED, ()):
        (job_id,) = inspect(job).identity
        job_queued.send(current_app._get_current_object(), job_id=job_id)  # type: ignore[attr-defined]


@event.listens_for(db.session, "after_rollback")
def _forget_what_was_added(session: Session) -> None:
    session.info.pop(_ADDED, None)
