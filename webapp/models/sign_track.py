"""A signed version of a media in one sign language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal, get_args

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, String, delete
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.captions.document import Captions
from webapp.extensions import db
from webapp.media.failure import N_
from webapp.models.clock import utc_now
from webapp.models.job import Job, declare
from webapp.models.sign_activity import SignActivity
from webapp.models.sign_check import SignCheck
from webapp.models.user import User

if TYPE_CHECKING:
    from webapp.models.composition import Composition
    from webapp.models.media import Media

SIGNS = declare(
    "signs", "received", "checked", "playable", "pictures", "active", "fitted", "ready",
    queue="signs",
)  # fmt: skip
"""What becomes of a signed version: its file is examined, made playable in two sizes, stills are
taken, it is found out when the signer signs, and its time is fitted to the media's."""

GONE = N_("This signed version was removed, or another file took its place.")

Nature = Literal["interpretation", "translation", "original"]
"""What an interpreter signed along, what a deaf translator made, or what was signed first."""
NATURES: tuple[str, ...] = get_args(Nature)


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
    nature: Mapped[str] = mapped_column(String(14), default="interpretation")
    """One of ``NATURES``."""
    file: Mapped[str] = mapped_column(String(80), default="")
    """The name in storage of what browsers play; empty until it is made."""
    small: Mapped[str] = mapped_column(String(80), default="")
    """The same in fewer pixels, for slow connections and small windows."""
    strip: Mapped[str] = mapped_column(String(80), default="")
    """Key frames beside each other, for who wants no motion; their times are ``strip_ms``."""
    strip_ms: Mapped[list[int]] = mapped_column(JSON, default=list)
    media_type: Mapped[str] = mapped_column(String(80), default="video/mp4")
    poster: Mapped[str] = mapped_column(String(80), default="")
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    duration_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    offset_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    rate: Mapped[float] = mapped_column(default=1.0)
    fitted: Mapped[str] = mapped_column(String(5), default="")
    """How offset and rate were found: ``sound``, ``hand``, or empty."""
    confidence: Mapped[float | None]
    """How sure that is, 0..1, where a program found them."""
    source: Mapped[str] = mapped_column(String(80), default="")
    """What was uploaded, with its sound: preparation begins with it whenever it is done anew."""
    original_name: Mapped[str] = mapped_column(String(500), default="")
    upload_key: Mapped[str | None] = mapped_column(String(43), unique=True, index=True)
    """The same for each try of one form with one file, so that pressing twice brings it once."""
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    crop: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    """The part of the picture that is shown: left, top, width, height, as shares.

    None: nobody has chosen, and nothing is cut off; all of it on purpose is 0, 0, 1, 1."""
    suggested_crop: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    """The part that was proven to hold all signing; None where there is none to suggest."""
    state: Mapped[str] = mapped_column(String(12), default="published")
    """Where it is on its way to viewers (``webapp.models.step.State``)."""
    offered: Mapped[bool] = mapped_column(default=True)
    """Whether viewers get it."""
    version: Mapped[int] = mapped_column(default=1)
    """Higher with each change of what viewers would see."""
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    """Who added it; None: the command line, or an account that is gone."""
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("job.id", ondelete="SET NULL"), index=True
    )
    """The preparation; None where it came prepared."""
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    media: Mapped[Media] = relationship(back_populates="sign_tracks")
    person: Mapped[User | None] = relationship()
    job: Mapped[Job | None] = relationship()
    checks: Mapped[list[SignCheck]] = relationship(
        cascade="all, delete-orphan", order_by="SignCheck.id"
    )
    if TYPE_CHECKING:
        compositions: Mapped[list[Composition]]  # by `Composition.track`

    @classmethod
    def receive(
        cls,
        *,
        media: Media,
        language: str,
        nature: Nature,
        title: str,
        original_name: str,
        file: str,
        bytes: int,
        person: User | None = None,
        upload_key: str | None = None,
    ) -> SignTrack:
        """Add what was uploaded together with the job that prepares it: both, or neither.

        ``file`` is its name in storage. Viewers get it when somebody has published it. The caller
        commits.
        """
        job = Job.add(SIGNS)
        job.media_id = media.id
        track = cls(
            media_id=media.id,
            language=language,
            nature=nature,
            title=title,
            original_name=original_name,
            source=file,
            bytes=bytes,
            person_id=person.id if person else None,
            upload_key=upload_key,
            state="draft",
            offered=False,
            job=job,
        )
        db.session.add(track)
        return track

    def receive_again(self, *, original_name: str, file: str, bytes: int) -> list[str]:
        """Put another upload in the place of this one, and have it prepared from the beginning.

        It is a draft again, and no viewer gets it: nobody has seen the new file yet. Returns the
        names in storage of what is not needed any more. The caller commits.
        """
        gone = self.files
        if self.job is not None and not self.job.is_over:
            self.job.state, self.job.token = "cancelled", ""  # a worker loses its hold on it
        db.session.execute(delete(SignActivity).where(SignActivity.track_id == self.id))
        self.source, self.original_name, self.bytes = file, original_name, bytes
        self.file = self.small = self.strip = self.poster = ""
        self.strip_ms, self.checks, self.compositions = [], [], []
        self.crop = self.suggested_crop = self.confidence = None
        self.offset_ms, self.rate, self.fitted = 0, 1.0, ""
        self.width = self.height = self.duration_ms = 0
        self.state, self.offered = "draft", False
        self.version += 1
        self.job = Job.add(SIGNS)
        self.job.media_id = self.media_id
        return gone

    @property
    def files(self) -> list[str]:
        """The names of all that storage keeps of it."""
        stills = [check.still for check in self.checks]
        stills += [each.file for each in self.compositions]
        made = (self.file, self.small, self.strip, self.poster, self.source, *stills)
        return [name for name in made if name]

    @property
    def is_prepared(self) -> bool:
        """Whether browsers play it as it is to be."""
        return bool(self.file) and (self.job is None or self.job.state == "done")

    @property
    def is_being_prepared(self) -> bool:
        return self.job is not None and self.job.state in ("queued", "running")

    def media_time_of(self, ms: int) -> int:
        """Where the media is, in ms, at a time of the signer; it may lie outside the media."""
        return round(ms / self.rate) + self.offset_ms

    def fit(self, offset_ms: int, rate: float, *, how: str = "hand") -> None:
        """Let its time follow the media's otherwise (``how``: ``fitted``); the caller commits."""
        self.offset_ms, self.rate, self.fitted = offset_ms, rate, how
        self.version += 1

    def crop_to(self, crop: Sequence[float]) -> Job:
        """Show another part of the picture, or all, prepared anew; the caller commits."""
        self.crop = list(crop)
        self.version += 1
        self.job = Job.add(SIGNS)
        self.job.media_id = self.media_id
        return self.job

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
