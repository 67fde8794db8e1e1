"""What people say of a finding: it is kept by the finding's identity, for later audits too."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, get_args

from sqlalchemy import DateTime, ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now

if TYPE_CHECKING:
    from webapp.models.audit_finding import AuditFinding
    from webapp.models.user import User

Saying = Literal["confirmed", "accepted", "wrong", "open"]
"""It is so; it is so and may stay until a day; it is not so; nothing is said any more."""
SAYINGS: tuple[str, ...] = get_args(Saying)
BECAUSE_CHARACTERS = 1000


class AuditVerdict(db.Model):  # type: ignore[misc, name-defined]
    """One thing that somebody said of a finding; appended, never rewritten. The last one counts."""

    __tablename__ = "audit_verdict"
    __table_args__ = (Index("ix_audit_verdict_identity", "identity", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(String(20))
    saying: Mapped[str] = mapped_column(String(10))
    """One of ``SAYINGS``."""
    until: Mapped[date | None] = mapped_column()
    """The last day on which something that is accepted may stay; a day of UTC."""
    because: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    person: Mapped[User | None] = relationship()

    @classmethod
    def say(
        cls,
        finding: AuditFinding,
        saying: str,
        person: User,
        *,
        because: str = "",
        until: date | None = None,
    ) -> AuditVerdict:
        """Write down what somebody says; the caller commits."""
        said = cls(
            identity=finding.identity,
            saying=saying,
            because=because,
            until=until,
            person_id=person.id,
        )
        db.session.add(said)
        return said

    @classmethod
    def history(cls, identity: str) -> Sequence[AuditVerdict]:
        """Everything that was said of a finding, the last first."""
        mine = select(cls).where(cls.identity == identity)
        return db.session.scalars(mine.order_by(cls.id.desc())).all()

    @classmethod
    def now(cls, identities: Collection[str] | None = None) -> Mapping[str, AuditVerdict]:
        """What holds of findings today, by identity; of all of them where none are named."""
        last = select(func.max(cls.id)).group_by(cls.identity)
        if identities is not None:
            last = last.where(cls.identity.in_(identities))
        said = db.session.scalars(select(cls).where(cls.id.in_(last)))
        return {each.identity: each for each in said if each.state != "open"}

    @property
    def state(self) -> str:
        """What it says today: what was accepted until a day is open again after it."""
        is_over = self.until is not None and self.until < utc_now().date()
        return "open" if is_over else self.saying
