"""A signed version of a media in one sign language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.captions.document import Captions
from webapp.extensions import db

if TYPE_CHECKING:
    from webapp.models.media import Media

SLOWEST, FASTEST = 0.5, 2.0
"""A signed version that runs at another rate than this was not made for the media."""


class SignTrack(db.Model):  # type: ignore[misc, name-defined]
    """A signer's video beside a media, and how its time follows the media's.

    At ``t`` ms of the media, the signer is at ``(t - offset_ms) * rate``.
    """

    __tablename__ = "sign_track"

    id: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(3))
    """ISO 639-3, such as ``bfi``."""
    title: Mapped[str] = mapped_column(String(200), default="")
    """Who signs, or what else tells this version from another."""
    file: Mapped[str] = mapped_column(String(80))
    """The name in storage of what browsers play."""
    media_type: Mapped[str] = mapped_column(String(80), default="video/mp4")
    poster: Mapped[str] = mapped_column(String(80), default="")
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    duration_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    offset_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    rate: Mapped[float] = mapped_column(default=1.0)

    media: Mapped[Media] = relationship(back_populates="sign_tracks")

    @property
    def files(self) -> list[str]:
        """The names of all that storage keeps of it."""
        return [name for name in (self.file, self.poster) if name]

    def time_of(self, media_ms: int) -> int:
        """Where the signer is, in ms, at a time of the media; it may lie outside her video."""
        return round((media_ms - self.offset_ms) * self.rate)

    def retimed(self, captions: Captions) -> Captions:
        """Captions of the media as they go with this video alone; what it lacks falls away."""
        moved = (
            replace(cue, start_ms=max(0, self.time_of(cue.start_ms)), end_ms=end_ms)
            for cue in captions.cues
            if (end_ms := self.time_of(cue.end_ms)) > 0
        )
        return replace(
            captions, cues=[cue for cue in moved if cue.start_ms < (self.duration_ms or cue.end_ms)]
        )
