"""The way of a signed version to viewers: who took which step, when and why, and who has it now."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db
from webapp.models.given import Given
from webapp.models.step import State, Step

if TYPE_CHECKING:
    from webapp.models.user import User

DEAF = "deaf"
"""``User.hearing`` of somebody who is deaf."""


class SignStep(Step, db.Model):  # type: ignore[misc, name-defined]
    """One step of one signed version; appended, never rewritten."""

    __tablename__ = "sign_step"
    __table_args__ = (Index("ix_sign_step_in_order", "track_id", "id"),)
    ABOUT: ClassVar[str] = "track_id"

    track_id: Mapped[int] = mapped_column(ForeignKey("sign_track.id", ondelete="CASCADE"))
    hearing: Mapped[str] = mapped_column(String(10), default="")
    """What the person said of herself then: a deaf reviewer's sign-off is told apart."""

    @classmethod
    def write(
        cls, about_id: int, person: User, state: State, why: str = "", *, version: int
    ) -> Self:
        step = super().write(about_id, person, state, why, version=version)
        step.hearing = person.hearing
        return step

    @classmethod
    def is_by_deaf(cls, track_id: int, version: int) -> bool:
        """Whether somebody who is deaf approved this very version."""
        return db.session.scalar(
            select(cls.id).where(
                cls.track_id == track_id,
                cls.version == version,
                cls.state == "approved",
                cls.hearing == DEAF,
            )
        ) is not None  # fmt: skip


class SignAssignment(Given, db.Model):  # type: ignore[misc, name-defined]
    """One person who reviews a signed version."""

    __tablename__ = "sign_assignment"
    ABOUT: ClassVar[str] = "track_id"

    track_id: Mapped[int] = mapped_column(
        ForeignKey("sign_track.id", ondelete="CASCADE"), primary_key=True
    )
