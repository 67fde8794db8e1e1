"""The job ledger: a job is a row, and the row is the truth.

The queue only carries the row's id; a worker holds the row by a lease (``webapp.models.lease``).
Only the database's clock is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    and_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import now_ms

if TYPE_CHECKING:
    from webapp.models.media import Media

STEPS = ("received", "checked", "playable", "listening", "captions", "ready")
"""What becomes of an upload, in order. A job's ``step`` is the last one that is done."""

HINT_AGAIN_MS = 60_000
"""A queued job that nobody has claimed for so long is hinted to the queue again."""


class Job(db.Model):  # type: ignore[misc, name-defined]
    """Background work on one media."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_open", "state", "lease_until_ms"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="prepare")
    state: Mapped[str] = mapped_column(String(10), default="queued")
    """``queued``, ``running``, ``done``, ``failed`` or ``cancelled``."""
    step: Mapped[str] = mapped_column(String(20), default="received")
    progress: Mapped[float] = mapped_column(default=0.0)
    """How much of the step after ``step`` is done, 0..1."""
    attempts: Mapped[int] = mapped_column(default=0)
    token: Mapped[str] = mapped_column(String(32), default="")
    lease_until_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    hinted_at_ms: Mapped[int] = mapped_column(BigInteger, default=now_ms())
    error: Mapped[str] = mapped_column(default="")
    """Why it failed, in a sentence for a person."""
    created_at_ms: Mapped[int] = mapped_column(BigInteger, default=now_ms())
    changed_at_ms: Mapped[int] = mapped_column(BigInteger, default=now_ms())

    media: Mapped[Media] = relationship(back_populates="jobs")

    @property
    def is_over(self) -> bool:
        return self.state in {"done", "failed", "cancelled"}

    @property
    def fraction(self) -> float:
        """How much of the whole job is done, 0..1."""
        if self.state == "done":
            return 1.0
        steps = len(STEPS) - 1
        return min((STEPS.index(self.step) + self.progress) / steps, 1.0)

    @property
    def next_step(self) -> str:
        """The step that is being done now, or the last one."""
        return STEPS[min(STEPS.index(self.step) + 1, len(STEPS) - 1)]

    def retry(self) -> None:
        """Queue a failed job again, with its steps done so far; the caller commits and hints."""
        db.session.execute(
            update(Job)
            .where(Job.id == self.id, Job.state == "failed")
            .values(state="queued", attempts=0, error="", hinted_at_ms=now_ms()),
            execution_options={"synchronize_session": False},
        )
        db.session.refresh(self)

    @classmethod
    def is_free(cls) -> ColumnElement[bool]:
        """True of a job that a worker may claim."""
        return or_(
            cls.state == "queued", and_(cls.state == "running", cls.lease_until_ms < now_ms())
        )

    @classmethod
    def stranded(cls) -> Sequence[int]:
        """Ids of jobs to hint again: their worker is gone, or their hint was lost."""
        lost_hint = and_(cls.state == "queued", cls.hinted_at_ms < now_ms() - HINT_AGAIN_MS)
        lost_worker = and_(cls.state == "running", cls.lease_until_ms < now_ms())
        return cls._hint_again(or_(lost_hint, lost_worker))

    @classmethod
    def open_at_start(cls) -> Sequence[int]:
        """Ids of jobs that a starting worker hints at once, whatever became of their hints."""
        return cls._hint_again(cls.is_free())

    @classmethod
    def _hint_again(cls, condition: ColumnElement[bool]) -> Sequence[int]:
        ids = db.session.scalars(select(cls.id).where(condition).order_by(cls.id)).all()
        if ids:
            db.session.execute(
                update(cls).where(cls.id.in_(ids)).values(hinted_at_ms=now_ms()),
                execution_options={"synchronize_session": False},
            )
        db.session.commit()
        return ids
