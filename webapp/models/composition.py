"""Media and signer in one picture, for who can play only one video: made when it is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import BigInteger, DateTime, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now
from webapp.models.job import Job, declare
from webapp.models.sign_track import SignTrack

COMPOSE = declare("compose", "asked", "made")
"""Putting media and signer into one picture."""

Layout = Literal["corner", "side"]
"""The signer in a corner of the media, or beside it."""
LAYOUTS: tuple[str, ...] = get_args(Layout)


class Composition(db.Model):  # type: ignore[misc, name-defined]
    """One rendition of a media with one signed version in it."""

    __tablename__ = "composition"
    __table_args__ = (UniqueConstraint("track_id", "track_version", "layout", "share"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(
        ForeignKey("sign_track.id", ondelete="CASCADE"), index=True
    )
    track_version: Mapped[int] = mapped_column()
    """Of the signed version, when it was asked for."""
    layout: Mapped[str] = mapped_column(String(6))
    """One of ``LAYOUTS``."""
    share: Mapped[int] = mapped_column()
    """How much of the picture's width is the signer's, in percent."""
    file: Mapped[str] = mapped_column(String(80), default="")
    """The name in storage; empty until it is made."""
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("job.id", ondelete="SET NULL"), index=True
    )
    used_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    """Asked for or played last; what nobody uses for long is removed, and can be made again."""

    track: Mapped[SignTrack] = relationship()
    job: Mapped[Job | None] = relationship()
