"""When somebody signs in a signed version, and when she rests, as a program found it."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db


class SignActivity(db.Model):  # type: ignore[misc, name-defined]
    """The stretches of one signed version in which the signer moves as signing does."""

    __tablename__ = "sign_activity"

    track_id: Mapped[int] = mapped_column(
        ForeignKey("sign_track.id", ondelete="CASCADE"), primary_key=True
    )
    stretches: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    """Start and end of each, in ms of the signed version's own time."""

    @classmethod
    def of(cls, track_id: int) -> SignActivity | None:
        return db.session.get(cls, track_id)
