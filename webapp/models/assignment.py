"""Who is to review which captions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now

if TYPE_CHECKING:
    from webapp.models.user import User


class Assignment(db.Model):  # type: ignore[misc, name-defined]
    """One person who reviews a transcript; others may help her, and are not kept out."""

    __tablename__ = "assignment"

    transcript_id: Mapped[int] = mapped_column(
        ForeignKey("transcript.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    given_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    """Herself, where she took it."""
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    person: Mapped[User] = relationship(foreign_keys=[person_id])

    @classmethod
    def of(cls, transcript_id: int) -> Assignment | None:
        return db.session.get(cls, transcript_id)
