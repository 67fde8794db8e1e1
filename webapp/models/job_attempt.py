"""What became of each attempt at a job: who tried, for how long, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db
from webapp.models.clock import now_ms

SHOWN = 50
"""So many of the last attempts are shown; a job that is put off has a few more than others."""


class JobAttempt(db.Model):  # type: ignore[misc, name-defined]
    """One time that a worker took a job up. Written by the lease, in its transactions."""

    __tablename__ = "job_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), index=True)
    worker: Mapped[str] = mapped_column(String(80), default="")
    begun_ms: Mapped[int] = mapped_column(BigInteger, default=now_ms())
    ended_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    """0: it goes on, or its worker was lost and nobody has noticed yet."""
    outcome: Mapped[str] = mapped_column(String(10), default="running")
    """``running``, ``done``, ``failed``, ``cancelled``, ``later`` (put off), ``handed`` (on to
    another queue), or ``lost`` (its worker was not heard of any more)."""
    error: Mapped[str] = mapped_column(default="")
    """Why, in a sentence for a person."""

    @classmethod
    def begin(cls, job_id: int, worker: str) -> None:
        """Note that a worker takes a job up; whoever had it before was lost. The caller commits."""
        cls.end(job_id, "lost")
        db.session.add(cls(job_id=job_id, worker=worker))
        db.session.flush()

    @classmethod
    def end(cls, job_id: int, outcome: str, error: str = "") -> None:
        """Note how the attempt ends that is under way, if one is; the caller commits."""
        db.session.execute(
            update(cls)
            .where(cls.job_id == job_id, cls.ended_ms == 0)
            .values(ended_ms=now_ms(), outcome=outcome, error=error),
            execution_options={"synchronize_session": False},
        )

    @classmethod
    def of_job(cls, job_id: int) -> Sequence[JobAttempt]:
        """The last attempts at a job, the newest first."""
        mine = select(cls).where(cls.job_id == job_id).order_by(cls.id.desc()).limit(SHOWN)
        return db.session.scalars(mine).all()

    @property
    def begun_at(self) -> datetime:
        return datetime.fromtimestamp(self.begun_ms / 1000, UTC)

    @property
    def lasted(self) -> timedelta | None:
        """How long it took; None while it goes on."""
        if not self.ended_ms:
            return None
        return timedelta(milliseconds=self.ended_ms - self.begun_ms)
