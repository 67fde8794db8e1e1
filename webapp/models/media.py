"""What was uploaded, and its playable forms."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from webapp.extensions import db
from webapp.models.job import Job

if TYPE_CHECKING:
    from webapp.models.transcript import Transcript


def utc_now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class Media(db.Model):  # type: ignore[misc, name-defined]
    """A video or audio file that somebody uploaded."""

    __tablename__ = "media"
    __table_args__ = (Index("ix_media_newest", "created_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(
        String(16), unique=True, default=lambda: secrets.token_urlsafe(8)
    )
    """Stands in addresses: it cannot be guessed, and tells nothing."""
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(35), default="")
    """BCP 47, as the uploader said; empty: find out."""
    original_name: Mapped[str] = mapped_column(String(500))
    file: Mapped[str] = mapped_column(String(80))
    """The name in storage."""
    bytes: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(5), default="")
    """``video``, ``audio``, or empty until it was checked."""
    duration_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    has_audio: Mapped[bool | None]
    """None until it was checked."""
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    """Of the picture as it is seen, in pixels; 0 for sound only."""
    audio_names: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What each audio stream is called, the default one first."""
    poster: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    renditions: Mapped[list[Rendition]] = relationship(
        back_populates="media", cascade="all, delete-orphan"
    )
    transcripts: Mapped[list[Transcript]] = relationship(
        back_populates="media", cascade="all, delete-orphan", order_by="Transcript.id"
    )
    jobs: Mapped[list[Job]] = relationship(
        back_populates="media", cascade="all, delete-orphan", order_by="Job.id"
    )

    @classmethod
    def receive(
        cls, *, title: str, language: str, original_name: str, file: str, bytes: int
    ) -> Media:
        """Add an upload together with the job that prepares it: both are committed, or neither.

        The caller commits, then sends ``video_uploaded`` with the job's id.
        """
        media = cls(
            title=title, language=language, original_name=original_name, file=file, bytes=bytes
        )
        media.jobs.append(Job())
        db.session.add(media)
        return media

    @classmethod
    def by_slug(cls, slug: str) -> Media | None:
        """The media at an address, with what its page shows."""
        return db.session.scalar(
            select(cls)
            .where(cls.slug == slug)
            .options(
                selectinload(cls.renditions), selectinload(cls.transcripts), selectinload(cls.jobs)
            )
        )

    @classmethod
    def newest(cls, *, limit: int, offset: int = 0) -> Sequence[Media]:
        """A page of the library, with what its cards show, in a fixed number of queries."""
        return db.session.scalars(
            select(cls)
            .order_by(cls.created_at.desc(), cls.id.desc())
            .limit(limit)
            .offset(offset)
            .options(
                selectinload(cls.renditions), selectinload(cls.transcripts), selectinload(cls.jobs)
            )
        ).all()

    @classmethod
    def count(cls) -> int:
        return db.session.scalar(select(db.func.count()).select_from(cls)) or 0

    @property
    def is_portrait(self) -> bool:
        return self.height > self.width

    @property
    def rendition(self) -> Rendition | None:
        """What the browser plays; None until it is made."""
        return self.renditions[0] if self.renditions else None

    @property
    def job(self) -> Job | None:
        """The newest work on this media."""
        return self.jobs[-1] if self.jobs else None

    @property
    def captions(self) -> Transcript | None:
        """The transcript that a viewer gets when she chose none: people's before a machine's."""
        shown = [t for t in self.transcripts if t.has_cues]
        return min(shown, key=lambda t: (t.is_automatic, t.id), default=None)


class Rendition(db.Model):  # type: ignore[misc, name-defined]
    """A playable form of a media."""

    __tablename__ = "rendition"

    id: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), index=True)
    file: Mapped[str] = mapped_column(String(80))
    media_type: Mapped[str] = mapped_column(String(80))

    media: Mapped[Media] = relationship(back_populates="renditions")
