"""Who is reviewing which transcript just now, and at which cue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, ForeignKey, delete, select
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now
from webapp.models.user import User

if TYPE_CHECKING:
    from webapp.models.transcript import Transcript

HERE = timedelta(seconds=90)
"""Whoever was not heard of for so long has left: three of her beats are missing."""
JUST_NOW = timedelta(seconds=15)
"""Whoever was heard of since is not noted again while she stays at her cue."""
SWEPT = timedelta(days=1)
"""Rows that are older are removed when somebody comes."""


class Presence(db.Model):  # type: ignore[misc, name-defined]
    """Where somebody is in a transcript. It locks nothing: versions see to that."""

    __tablename__ = "presence"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    transcript_id: Mapped[int] = mapped_column(
        ForeignKey("transcript.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    cue_id: Mapped[int | None] = mapped_column(
        ForeignKey("cue.id", ondelete="SET NULL"), index=True
    )
    """The cue that she has open; None: she looks around."""
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now, index=True)

    user: Mapped[User] = relationship()

    @classmethod
    def beat(cls, user: User, transcript: Transcript, cue_id: int | None) -> None:
        """Note that ``user`` is here; the caller commits."""
        now = utc_now()
        here = db.session.get(cls, (user.id, transcript.id))
        if here is None:
            db.session.execute(delete(cls).where(cls.at < now - SWEPT))
            here = db.session.merge(cls(user_id=user.id, transcript_id=transcript.id))
        if here.cue_id != cue_id or here.at is None or here.at < now - JUST_NOW:
            here.cue_id, here.at = cue_id, now

    @classmethod
    def leave(cls, user: User, transcript: Transcript) -> None:
        """Note that ``user`` has gone; the caller commits."""
        db.session.execute(
            delete(cls).where(cls.user_id == user.id, cls.transcript_id == transcript.id)
        )

    @classmethod
    def others(cls, user: User, transcript: Transcript) -> Sequence[Presence]:
        """Who else is here, by name."""
        return db.session.scalars(
            select(cls)
            .join(cls.user)
            .where(
                cls.transcript_id == transcript.id,
                cls.user_id != user.id,
                cls.at > utc_now() - HERE,
            )
            .order_by(User.name, User.email)
            .options(contains_eager(cls.user))
        ).all()
