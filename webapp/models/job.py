"""The job ledger: a job is a row, and the row is the truth.

The queue only carries the row's id. A worker claims the row with a conditional UPDATE that sets a
random token and a lease; every later write asks for that token, so that a worker which lost its
lease can change nothing. Only the database's clock is used.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey, Index, String, and_, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import now_ms

if TYPE_CHECKING:
    from webapp.models.media import Media

STEPS = ("received", "checked", "playable", "listening", "captions", "ready")
"""What becomes of an upload, in order. A job's ``step`` is the last one that is done."""

HINT_AGAIN_MS = 60_000
"""A queued job that nobody has claimed for so long is hinted to the queue again."""


class LeaseLost(Exception):
    """Another worker has this job now; whatever this one has not committed must not be."""


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

    @classmethod
    def claim(cls, job_id: int, lease_s: float, max_attempts: int) -> Job | None:
        """Take a job that is queued or whose lease has run out; None if it is not to be had.

        A job that has used up its attempts becomes ``failed``.
        """
        free = or_(
            cls.state == "queued", and_(cls.state == "running", cls.lease_until_ms < now_ms())
        )
        token = secrets.token_hex(16)
        claimed = db.session.execute(
            update(cls)
            .where(cls.id == job_id, free, cls.attempts < max_attempts)
            .values(
                state="running",
                token=token,
                attempts=cls.attempts + 1,
                lease_until_ms=now_ms() + int(lease_s * 1000),
                changed_at_ms=now_ms(),
            ),
            execution_options={"synchronize_session": False},
        )
        if claimed.rowcount == 0:  # type: ignore[attr-defined]
            db.session.execute(
                update(cls)
                .where(cls.id == job_id, free)
                .values(
                    state="failed",
                    changed_at_ms=now_ms(),
                    error="The work stopped several times before it was done. "
                    "Try again; if it stops once more, ask whoever runs this library.",
                ),
                execution_options={"synchronize_session": False},
            )
            db.session.commit()
            return None
        db.session.commit()
        return db.session.get(cls, job_id, populate_existing=True)

    def extend_lease(self, lease_s: float) -> None:
        self._write(lease_until_ms=now_ms() + int(lease_s * 1000))
        db.session.commit()

    def report(self, progress: float) -> None:
        """Show how far the present step is (0..1)."""
        self._write(progress=min(max(progress, 0.0), 1.0))
        db.session.commit()

    def complete_step(self, step: str) -> None:
        """Commit the session's work together with the step's name: both, or neither."""
        self._write(step=step, progress=0.0, changed_at_ms=now_ms())
        db.session.commit()

    def commit_with_progress(self, progress: float) -> None:
        """Commit a part of the present step's work, if the job is still this worker's."""
        self._write(progress=min(max(progress, 0.0), 1.0), changed_at_ms=now_ms())
        db.session.commit()

    def finish(self) -> None:
        self._write(state="done", step=STEPS[-1], progress=0.0, token="", changed_at_ms=now_ms())
        db.session.commit()

    def fail(self, sentence: str) -> None:
        self._write(state="failed", error=sentence, token="", changed_at_ms=now_ms())
        db.session.commit()

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
    def stranded(cls) -> Sequence[int]:
        """Ids of jobs to hint again: their worker is gone, or their hint was lost."""
        lost_hint = and_(cls.state == "queued", cls.hinted_at_ms < now_ms() - HINT_AGAIN_MS)
        lost_worker = and_(cls.state == "running", cls.lease_until_ms < now_ms())
        return cls._hint_again(or_(lost_hint, lost_worker))

    @classmethod
    def open_at_start(cls) -> Sequence[int]:
        """Ids of jobs that a starting worker hints at once, whatever became of their hints."""
        lost_worker = and_(cls.state == "running", cls.lease_until_ms < now_ms())
        return cls._hint_again(or_(cls.state == "queued", lost_worker))

    @classmethod
    def _hint_again(cls, condition: object) -> Sequence[int]:
        ids = db.session.scalars(select(cls.id).where(condition).order_by(cls.id)).all()  # type: ignore[arg-type]
        if ids:
            db.session.execute(
                update(cls).where(cls.id.in_(ids)).values(hinted_at_ms=now_ms()),
                execution_options={"synchronize_session": False},
            )
        db.session.commit()
        return ids

    def _write(self, **values: object) -> None:
        """Change the row if this worker still holds it; else nothing of the session is kept."""
        db.session.flush()
        written = db.session.execute(
            update(Job).where(Job.id == self.id, Job.token == self.token).values(**values),
            execution_options={"synchronize_session": False},
        )
        if written.rowcount == 0:  # type: ignore[attr-defined]
            db.session.rollback()
            raise LeaseLost(f"job {self.id} is another worker's now")
        db.session.expire(self)
