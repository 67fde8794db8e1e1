"""What reviewers say to each other about moments of a signed version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now
from webapp.models.cue_note import NOTE_CHARACTERS
from webapp.models.user import User


class SignNote(db.Model):  # type: ignore[misc, name-defined]
    """A note at a moment, with its answers; it waits until somebody says that it is settled."""

    __tablename__ = "sign_note"
    __table_args__ = (Index("ix_sign_note_open", "track_id", "settled_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("sign_track.id", ondelete="CASCADE"))
    at_ms: Mapped[int | None] = mapped_column(BigInteger)
    """In the signed version's own time; None: it is about all of it."""
    answers_id: Mapped[int | None] = mapped_column(
        ForeignKey("sign_note.id", ondelete="CASCADE"), index=True
    )
    """The note that this one answers; answers are not answered."""
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str] = mapped_column(String(NOTE_CHARACTERS))
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    settled_at: Mapped[datetime | None] = mapped_column(DateTime)
    settled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )

    person: Mapped[User | None] = relationship(foreign_keys=[person_id])
    settled_by: Mapped[User | None] = relationship(foreign_keys=[settled_by_id])
    answers: Mapped[list[SignNote]] = relationship(order_by="SignNote.id")
