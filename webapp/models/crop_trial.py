"""A part of a signer's picture that somebody set by hand, and whether it cuts a hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, DateTime, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.media.signing_proof import TINY
from webapp.models.clock import utc_now
from webapp.models.job import SOON, Job, declare
from webapp.models.sign_track import SignTrack
from webapp.models.user import User

TRY = declare("crop", "asked", "proven", queue="signs", priority=SOON)
"""Looking through a signed version for what a crop would cut."""


class CropTrial(db.Model):  # type: ignore[misc, name-defined]
    """One crop of one upload, what was seen outside of it, and whether a person kept it anyway."""

    __tablename__ = "crop_trial"

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(
        ForeignKey("sign_track.id", ondelete="CASCADE"), index=True
    )
    track_version: Mapped[int] = mapped_column()
    """Of the signed version, when it was asked for."""
    source: Mapped[str] = mapped_column(String(80))
    """The name in storage of the upload: of another one it says nothing."""
    crop: Mapped[list[float]] = mapped_column(JSON)
    """Left, top, width, height, as shares of the picture as shown."""
    outside: Mapped[float | None]
    """The largest share (0..1) of what moved in half a second that lies outside; None: not yet
    looked for."""
    at_ms: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Moments at which more than next to nothing does, the worst one first."""
    insisted: Mapped[bool] = mapped_column(default=False)
    """Whether the person kept it although it cuts what moves."""
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    """Who set it, or who insisted."""
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("job.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    track: Mapped[SignTrack] = relationship()
    person: Mapped[User | None] = relationship()
    job: Mapped[Job | None] = relationship()

    @classmethod
    def ask(cls, track: SignTrack, crop: Sequence[float], person: User) -> CropTrial:
        """Have a crop tried on what was uploaded; the caller commits. What holds is then shown."""
        job = Job.add(TRY)
        job.media_id = track.media_id
        trial = cls(
            track=track,
            track_version=track.version,
            source=track.source,
            crop=list(crop),
            person=person,
            job=job,
        )
        db.session.add(trial)
        return trial

    @classmethod
    def last(cls, track: SignTrack) -> CropTrial | None:
        """The newest of what is uploaded now."""
        mine = select(cls).where(cls.track_id == track.id, cls.source == track.source)
        trial: CropTrial | None = db.session.scalar(mine.order_by(cls.id.desc()).limit(1))
        return trial

    @property
    def holds(self) -> bool:
        """Whether it was shown to cut no hand."""
        return self.outside is not None and self.outside <= TINY

    @property
    def is_shown(self) -> bool:
        """Whether the signed version is shown, or being prepared, like this."""
        return self.crop == self.track.crop
