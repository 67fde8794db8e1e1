"""What reviewers' notes have in common, whether they are on captions or on a signed version."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, DateTime, ForeignKey, String, and_
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from webapp.models.clock import utc_now

if TYPE_CHECKING:
    from webapp.models.user import User

NOTE_CHARACTERS = 500


class Note:
    """Something said by a reviewer; it waits until somebody says that it is settled."""

    if TYPE_CHECKING:
        answers_id: Any

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str] = mapped_column(String(NOTE_CHARACTERS))
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    settled_at: Mapped[datetime | None] = mapped_column(DateTime)
    settled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )

    @declared_attr
    def person(self) -> Mapped[User | None]:
        return relationship("User", foreign_keys=[self.person_id])  # type: ignore[list-item]

    @declared_attr
    def settled_by(self) -> Mapped[User | None]:
        return relationship("User", foreign_keys=[self.settled_by_id])  # type: ignore[list-item]

    def settle(self, person: User) -> None:
        """Say that nothing is left to be done; the caller commits."""
        self.settled_at, self.settled_by_id = utc_now(), person.id

    def wait_again(self) -> None:
        """Let it wait again, because somebody answered; the caller commits."""
        self.settled_at, self.settled_by_id = None, None

    @classmethod
    def waits(cls) -> ColumnElement[bool]:
        """True of a note that is no answer, and not settled."""
        return and_(cls.answers_id.is_(None), cls.settled_at.is_(None))
