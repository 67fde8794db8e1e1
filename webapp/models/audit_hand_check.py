"""What only a person can judge of a page or site: who looked at it, when, and what she saw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal, get_args

from sqlalchemy import DateTime, ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.audit_run import AuditRun
from webapp.models.clock import utc_now

if TYPE_CHECKING:
    from webapp.models.user import User

Seen = Literal["good", "fault", "unsure"]
"""Nothing is wrong; something is; somebody else has to look, too."""
SEEN: tuple[str, ...] = get_args(Seen)
WHAT_CHARACTERS = 1000


class AuditHandCheck(db.Model):  # type: ignore[misc, name-defined]
    """One look of one person at one thing; appended, the last one counts. Audits with one stay."""

    __tablename__ = "audit_hand_check"
    __table_args__ = (Index("ix_audit_hand_check_subject", "subject", "task"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("audit_run.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    """The page; empty: the whole site."""
    task: Mapped[str] = mapped_column(String(80))
    """What is to be judged: the id of a rule, or the number of a criterion."""
    seen: Mapped[str] = mapped_column(String(8))
    """One of ``SEEN``."""
    what: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    run: Mapped[AuditRun] = relationship(back_populates="looks_by_hand")
    person: Mapped[User | None] = relationship()

    @classmethod
    def mark(
        cls, run: AuditRun, subject: str, task: str, seen: str, person: User, what: str = ""
    ) -> AuditHandCheck:
        """Write down what somebody saw; the caller commits."""
        check = cls(
            run_id=run.id, subject=subject, task=task, seen=seen, what=what, person_id=person.id
        )
        db.session.add(check)
        return check

    @classmethod
    def last(cls, run: AuditRun) -> Mapping[tuple[str, str], AuditHandCheck]:
        """The last look at each page and task, in this audit of a site or in one before it."""
        mine = (
            select(cls)
            .join(cls.run)
            .where(AuditRun.address == run.address, cls.run_id <= run.id)
            .order_by(cls.run_id, cls.id)
        )
        return {(each.subject, each.task): each for each in db.session.scalars(mine)}
