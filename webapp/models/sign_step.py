"""The way of a signed version to viewers: who took which step, when and why, and who has it now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now
from webapp.models.review_step import WHY_CHARACTERS
from webapp.models.user import User


class SignStep(db.Model):  # type: ignore[misc, name-defined]
    """One step of one signed version; appended, never rewritten."""

    __tablename__ = "sign_step"
    __table_args__ = (Index("ix_sign_step_in_order", "track_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("sign_track.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[str] = mapped_column(String(12))
    """What the signed version became (``webapp.models.review_step.State``)."""
    hearing: Mapped[str] = mapped_column(String(10), default="")
    """What the person said of herself then: a deaf reviewer's sign-off is told apart."""
    why: Mapped[str] = mapped_column(String(WHY_CHARACTERS), default="")
    version: Mapped[int] = mapped_column()
    """The version that the step is about: what was changed later is not approved."""
    overridden: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What was still missing when it was published all the same: name and count of each."""
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    person: Mapped[User | None] = relationship()


class SignAssignment(db.Model):  # type: ignore[misc, name-defined]
    """One person who reviews a signed version; others may help her, and are not kept out."""

    __tablename__ = "sign_assignment"

    track_id: Mapped[int] = mapped_column(
        ForeignKey("sign_track.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    given_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    """Herself, where she took it."""
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    person: Mapped[User] = relationship(foreign_keys=[person_id])
