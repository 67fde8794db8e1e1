"""A copy of what is a person's, that she asked for: made in the background, and hers for a week."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, DateTime, ForeignKey, String, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db, hold
from webapp.models.clock import utc_now
from webapp.models.job import SOON, Job, declare
from webapp.models.user import User

TAKEOUT = declare("takeout", "asked", "zipped", queue="exports", priority=SOON)

KEPT = timedelta(days=7)
"""So long a copy can be saved; then its file is removed."""


class Takeout(db.Model):  # type: ignore[misc, name-defined]
    """The one copy of a person: on its way, or ready to be saved."""

    __tablename__ = "takeout"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    """There is never more than one copy of what is hers."""
    file: Mapped[str] = mapped_column(String(80))
    """The name in storage, chosen when she asks: a worker that begins again after a crash writes
    the same file. It is there, whole, once ``ready_at`` says so."""
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    asked_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    ready_at: Mapped[datetime | None] = mapped_column(DateTime)
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("job.id", ondelete="SET NULL"), index=True
    )

    person: Mapped[User] = relationship()
    job: Mapped[Job | None] = relationship()

    @classmethod
    def of(cls, person: User) -> Takeout | None:
        return db.session.scalar(select(cls).where(cls.person_id == person.id))

    @classmethod
    def of_job(cls, job_id: int) -> Takeout | None:
        """What a job is to make; None where it is not wanted any more."""
        return db.session.scalar(select(cls).where(cls.job_id == job_id))

    @classmethod
    def ask(cls, person: User, file: str) -> str | None:
        """Have a copy made under a name in storage, unless one is on its way; the caller commits.

        Returns the name of an older copy's file, which is to be deleted after the commit, '' where
        there is none; None where one is on its way.
        """
        hold(person)  # whoever presses the button twice asks once
        mine = cls.of(person)
        if mine is None:
            db.session.add(cls(person_id=person.id, file=file, job=Job.add(TAKEOUT)))
            return ""
        if mine.is_under_way:
            return None
        older = mine.file
        mine.file, mine.bytes = file, 0
        mine.asked_at, mine.ready_at = utc_now(), None
        mine.job = Job.add(TAKEOUT)
        return older

    def keep(self, size: int) -> None:
        """Say that the file is there, of so many bytes; the caller commits."""
        self.bytes, self.ready_at = size, utc_now()

    @property
    def is_under_way(self) -> bool:
        return self.ready_at is None and self.job is not None and not self.job.is_over

    @property
    def is_ready(self) -> bool:
        """Whether it can be saved: it was made, and its time is not over."""
        return self.ends_at is not None and utc_now() < self.ends_at

    @property
    def ends_at(self) -> datetime | None:
        """When its file is removed; None while there is none."""
        return self.ready_at + KEPT if self.ready_at else None

    @classmethod
    def is_named(cls, file: str) -> bool:
        """Whether a file is, or will be, somebody's copy."""
        return db.session.scalar(select(cls.id).where(cls.file == file)) is not None

    @classmethod
    def end(cls, person: User) -> list[str]:
        """Take a person's copy away, and stop the work on it; the caller commits.

        Returns names of files that are to be deleted after the commit.
        """
        mine = cls.of(person)
        if mine is None:
            return []
        if mine.job is not None:
            mine.job.cancel()
        db.session.delete(mine)
        return [mine.file]

    @classmethod
    def remove_over(cls) -> list[str]:
        """Remove copies whose time is over, and what came to nothing, and commit.

        Returns names of files that are to be deleted.
        """
        is_over = or_(Job.id.is_(None), Job.state.not_in(("queued", "running")))
        since = func.coalesce(cls.ready_at, cls.asked_at)
        old = select(cls).outerjoin(cls.job).where(is_over, since <= utc_now() - KEPT)
        gone = db.session.scalars(old.with_for_update(of=cls, skip_locked=True)).all()
        names = [each.file for each in gone]
        for each in gone:
            db.session.delete(each)
        db.session.commit()
        return names
