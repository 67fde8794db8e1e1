"""Where the picture of a media is cut, as a program found it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import JSON, BigInteger, ForeignKey, exists
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db
from webapp.models import looking
from webapp.models.media import Media

SHOTS = looking.declare_look("shots", "asked", "found")
"""Looking for cuts in a video."""

USUAL_FRAME_MS = 40.0


class Cuts(NamedTuple):
    """What rules about the picture need to know of a media, as ``lint`` takes it."""

    shots_ms: list[int] | None
    """When the picture is cut, in order; None while that is not known."""
    frame_ms: float


class Shots(db.Model):  # type: ignore[misc, name-defined]
    """The cuts of one video."""

    __tablename__ = "shots"

    media_id: Mapped[int] = mapped_column(
        ForeignKey("media.id", ondelete="CASCADE"), primary_key=True
    )
    frame_ms: Mapped[float]
    """How long a frame lasts."""
    times: Mapped[list[int]] = mapped_column(JSON, default=list)
    """When the first frame after each cut is shown, in ms and in order."""
    seen_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    """How far the video was looked at: what a crash does not cost."""
    complete: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def of(cls, media_id: int) -> Shots | None:
        """The cuts of a media, once all were looked for."""
        found = db.session.get(cls, media_id)
        return found if found and found.complete else None

    @classmethod
    def cuts(cls, media_id: int) -> Cuts:
        """The cuts of a media and how long its frames are, as far as is known."""
        shots = cls.of(media_id)
        return Cuts(shots.times, shots.frame_ms) if shots else Cuts(None, USUAL_FRAME_MS)

    @classmethod
    def ask_for_next(cls) -> None:
        """Queue the work on one video that was not looked at, and commit."""
        looked = exists().where(cls.media_id == Media.id, cls.complete.is_(True))
        looking.ask_for_next(SHOTS, (Media.kind == "video") & ~looked)
