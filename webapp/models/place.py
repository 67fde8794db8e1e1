"""How far a person has watched a media."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, DateTime, ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db
from webapp.models.clock import utc_now

if TYPE_CHECKING:
    from webapp.models.media import Media
    from webapp.models.user import User

BEGUN_MS = 10_000
"""Whoever stopped before it has hardly begun: nothing is kept."""
SEEN = 0.95
"""Whoever came so far has seen it: nothing is offered any more."""


class Place(db.Model):  # type: ignore[misc, name-defined]
    """Where somebody stopped watching, to be offered again."""

    __tablename__ = "place"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    media_id: Mapped[int] = mapped_column(
        ForeignKey("media.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at_ms: Mapped[int] = mapped_column(BigInteger)
    changed_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now, onupdate=utc_now)

    @classmethod
    def of(cls, user: User | None, media_ids: Iterable[int]) -> dict[int, int]:
        """Where ``user`` stopped in each of these media, in ms by media id; in one query."""
        ids = list(media_ids)
        if user is None or not ids:
            return {}
        found = select(cls.media_id, cls.at_ms).where(cls.user_id == user.id, cls.media_id.in_(ids))
        return {row.media_id: row.at_ms for row in db.session.execute(found)}

    @classmethod
    def keep(cls, user: User, media: Media, at_ms: int) -> None:
        """Note that ``user`` is at ``at_ms``; the caller commits.

        The first seconds leave a former place as it is, and the last part removes it.
        """
        if at_ms >= media.duration_ms * SEEN:
            db.session.execute(delete(cls).where(cls.user_id == user.id, cls.media_id == media.id))
        elif at_ms >= BEGUN_MS:
            db.session.merge(
                cls(user_id=user.id, media_id=media.id, at_ms=at_ms, changed_at=utc_now())
            )

    @classmethod
    def forget(cls, user: User) -> None:
        """Forget where ``user`` stopped, in every media; the caller commits."""
        db.session.execute(delete(cls).where(cls.user_id == user.id))
