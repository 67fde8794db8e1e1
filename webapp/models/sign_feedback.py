"""What viewers say of a signed version or a clip: whether they understood it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now
from webapp.models.user import User

Understood = Literal["yes", "partly", "no"]
UNDERSTOOD: tuple[str, ...] = get_args(Understood)
TEXT_CHARACTERS = 1000


class SignFeedback(db.Model):  # type: ignore[misc, name-defined]
    """One viewer's word, in text or signed, about one signed version or one clip."""

    __tablename__ = "sign_feedback"
    __table_args__ = (Index("ix_sign_feedback_open", "state", "track_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int | None] = mapped_column(
        ForeignKey("sign_track.id", ondelete="CASCADE"), index=True
    )
    clip_id: Mapped[int | None] = mapped_column(
        ForeignKey("sign_clip.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    """None: somebody who is not logged in, or an account that is gone."""
    token: Mapped[str] = mapped_column(String(64), default="", index=True)
    """By which somebody without an account sees what became of it."""
    understood: Mapped[str] = mapped_column(String(6))
    """One of ``UNDERSTOOD``."""
    at_ms: Mapped[int | None] = mapped_column(BigInteger)
    """The moment that it is about, in the signed version's own time; None: all of it."""
    text: Mapped[str] = mapped_column(String(TEXT_CHARACTERS), default="")
    reply: Mapped[str] = mapped_column(String(80), default="")
    """A video in which she says it: its name in storage, as it was uploaded."""
    reply_playable: Mapped[str] = mapped_column(String(80), default="")
    """The same as browsers play it; empty until it is made."""
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("job.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[str] = mapped_column(String(8), default="open")
    """``open`` or ``answered``."""
    answer: Mapped[str] = mapped_column(String(TEXT_CHARACTERS), default="")
    answered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    answered_at: Mapped[datetime | None] = mapped_column(DateTime)
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    person: Mapped[User | None] = relationship(foreign_keys=[person_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def files(self) -> list[str]:
        """The names of all that storage keeps of it."""
        return [name for name in (self.reply, self.reply_playable) if name]
