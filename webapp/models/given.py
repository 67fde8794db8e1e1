"""What is kept of who is to review what, whether captions or a signed version."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from sqlalchemy import DateTime, ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now

if TYPE_CHECKING:
    from webapp.models.user import User


class Given:
    """What one person is to review; others may help her, and are not kept out."""

    ABOUT: ClassVar[str]
    """The column that says what is reviewed."""

    person_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    given_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    """Herself, where she took it."""
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    @declared_attr
    def person(self) -> Mapped[User]:
        return relationship("User", foreign_keys=[self.person_id])  # type: ignore[list-item]

    @classmethod
    def of(cls, about_id: int) -> Self | None:
        """Who reviews it; None where nobody has taken it."""
        return db.session.get(cls, about_id)

    @classmethod
    def give(cls, about_id: int, person: User, *, by: User) -> None:
        """Give it to somebody, whoever had it before; the caller commits."""
        given = cls()
        setattr(given, cls.ABOUT, about_id)
        given.person_id, given.given_by_id = person.id, by.id
        db.session.merge(given)
