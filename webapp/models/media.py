"""What was uploaded, and its playable forms."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    String,
    and_,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from webapp.extensions import db
from webapp.media import storage
from webapp.models.clock import utc_now
from webapp.models.job import Job
from webapp.models.library import Library, Membership
from webapp.models.user import User

if TYPE_CHECKING:
    from webapp.models.transcript import Transcript


class Media(db.Model):  # type: ignore[misc, name-defined]
    """A video or audio file that somebody uploaded."""

    __tablename__ = "media"
    __table_args__ = (Index("ix_media_newest", "library_id", "created_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(
        String(22), unique=True, default=lambda: secrets.token_urlsafe(16)
    )
    """Stands in addresses: it cannot be guessed, and tells nothing."""
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"))
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    """Who uploaded it; None: the command line, or an account that is gone."""
    visibility: Mapped[str] = mapped_column(String(10), default="members")
    """``public``, ``link``, ``members`` or ``people`` (``webapp.models.library.VISIBILITIES``)."""
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

    library: Mapped[Library] = relationship()
    owner: Mapped[User | None] = relationship()
    viewers: Mapped[list[User]] = relationship(secondary="media_viewer")
    """The people who may watch it where ``visibility`` is ``people``."""
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
        cls,
        *,
        library: Library,
        title: str,
        language: str,
        original_name: str,
        file: str,
        bytes: int,
        owner: User | None = None,
        visibility: str = "",
    ) -> Media:
        """Add an upload together with the job that prepares it: both are committed, or neither.

        ``visibility`` empty: as the library's default says. The caller commits, then sends
        ``video_uploaded`` with the job's id.
        """
        media = cls(
            library=library,
            owner_id=owner.id if owner else None,
            visibility=visibility or library.default_visibility,
            title=title,
            language=language,
            original_name=original_name,
            file=file,
            bytes=bytes,
        )
        media.jobs.append(Job())
        db.session.add(media)
        return media

    @classmethod
    def by_slug(cls, slug: str) -> Media | None:
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def watchable(cls, user: User | None) -> ColumnElement[bool]:
        """True of a media that ``user`` (None: a stranger) may watch at its address."""
        if user is None:
            return cls.visibility.in_(("public", "link"))
        return or_(cls.visibility == "link", cls.listed_for(user))

    @classmethod
    def listed_for(cls, user: User | None) -> ColumnElement[bool]:
        """True of a media that a list shows ``user``: what is shared by link is in no list."""
        if user is None:
            return cls.visibility == "public"
        if user.is_admin:
            return true()
        mine = select(Membership.library_id).where(Membership.user_id == user.id)
        named = select(MediaViewer.media_id).where(MediaViewer.user_id == user.id)
        return or_(
            cls.visibility == "public",
            cls.owner_id == user.id,
            and_(cls.visibility == "members", cls.library_id.in_(mine)),
            and_(cls.visibility == "people", cls.id.in_(named)),
            cls.library_id.in_(mine.where(Membership.role.in_(("librarian", "admin")))),
        )

    @classmethod
    def newest(
        cls, library: Library, user: User | None, *, limit: int, offset: int = 0
    ) -> Sequence[Media]:
        """A page of what a library shows ``user``, with its cards, in a fixed number of queries."""
        return db.session.scalars(
            select(cls)
            .where(cls.library_id == library.id, cls.listed_for(user))
            .order_by(cls.created_at.desc(), cls.id.desc())
            .limit(limit)
            .offset(offset)
            .options(
                selectinload(cls.renditions), selectinload(cls.transcripts), selectinload(cls.jobs)
            )
        ).all()

    @classmethod
    def count(cls, library: Library, user: User | None) -> int:
        """How many media a library shows ``user``."""
        return (
            db.session.scalar(
                select(func.count()).where(cls.library_id == library.id, cls.listed_for(user))
            )
            or 0
        )

    @property
    def is_quarantined(self) -> bool:
        """Not checked, or found wanting: nobody plays it, and only who manages it may save it."""
        return storage.is_quarantined(self.file)

    @property
    def files(self) -> list[str]:
        """The names of all that storage keeps of it."""
        made = [self.poster, *(rendition.file for rendition in self.renditions)]
        return [self.file, *(name for name in made if name)]

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

    def transcript(self, transcript_id: int) -> Transcript | None:
        """One of its transcripts; those of other media are not to be had here."""
        return next((each for each in self.transcripts if each.id == transcript_id), None)

    @property
    def captions(self) -> Transcript | None:
        """The transcript that a viewer gets when she chose none: people's before a machine's."""
        shown = [t for t in self.transcripts if t.has_cues]
        return min(shown, key=lambda t: (t.is_automatic, t.id), default=None)


class MediaViewer(db.Model):  # type: ignore[misc, name-defined]
    """A person who may watch a media that is only for named people."""

    __tablename__ = "media_viewer"

    media_id: Mapped[int] = mapped_column(
        ForeignKey("media.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Rendition(db.Model):  # type: ignore[misc, name-defined]
    """A playable form of a media."""

    __tablename__ = "rendition"

    id: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), index=True)
    file: Mapped[str] = mapped_column(String(80))
    media_type: Mapped[str] = mapped_column(String(80))

    media: Mapped[Media] = relationship(back_populates="renditions")
