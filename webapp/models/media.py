"""What was uploaded, and its playable forms."""

from __future__ import annotations

import secrets
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
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from webapp.extensions import db
from webapp.media import storage
from webapp.models.clock import utc_now
from webapp.models.job import PREPARE, Job
from webapp.models.library import Library, Membership
from webapp.models.user import User
from webapp.search_terms import comparable

if TYPE_CHECKING:
    from webapp.models.sign_track import SignTrack
    from webapp.models.topic import Topic
    from webapp.models.transcript import Transcript

PLAIN_LEVELS = range(1, 4)
"""Reading levels for which captions can be edited; from 4 on people read them word for word."""


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
    found_by: Mapped[str] = mapped_column(default="", server_default="", deferred=True)
    """Title and description as search compares them, and titles are sorted."""
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
    signed_in: Mapped[str] = mapped_column(String(3), default="", server_default="")
    """The sign language (ISO 639-3) that is the original of the video itself; empty: none."""
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    library: Mapped[Library] = relationship()
    owner: Mapped[User | None] = relationship()
    topics: Mapped[list[Topic]] = relationship(secondary="media_topic", order_by="Topic.key")
    viewers: Mapped[list[User]] = relationship(secondary="media_viewer")
    """The people who may watch it where ``visibility`` is ``people``."""
    renditions: Mapped[list[Rendition]] = relationship(
        back_populates="media", cascade="all, delete-orphan"
    )
    transcripts: Mapped[list[Transcript]] = relationship(
        back_populates="media", cascade="all, delete-orphan", order_by="Transcript.id"
    )
    sign_tracks: Mapped[list[SignTrack]] = relationship(
        back_populates="media", cascade="all, delete-orphan", order_by="SignTrack.id"
    )
    jobs: Mapped[list[Job]] = relationship(
        back_populates="media", cascade="all, delete-orphan", order_by="Job.id"
    )

    @validates("title", "description")
    def _keep_findable(self, name: str, text: str) -> str:
        said = {"title": self.title, "description": self.description} | {name: text}
        self.found_by = comparable("\n".join(each or "" for each in said.values()))
        return text

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

    @property
    def is_quarantined(self) -> bool:
        """Not checked, or found wanting: nobody plays it, and only who manages it may save it."""
        return storage.is_quarantined(self.file)

    @property
    def files(self) -> list[str]:
        """The names of all that storage keeps of it."""
        made = [self.poster, *(rendition.file for rendition in self.renditions)]
        made += [name for track in self.sign_tracks for name in track.files]
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
        """The newest work that prepares it; other work on it does not hold anybody up."""
        return next((job for job in reversed(self.jobs) if job.kind == PREPARE.name), None)

    def sign_track(self, track_id: int | None) -> SignTrack | None:
        """One of its signed versions; those of other media are not to be had here."""
        return next((each for each in self.sign_tracks if each.id == track_id), None)

    @property
    def signed(self) -> list[SignTrack]:
        """The signed versions that viewers get."""
        return [each for each in self.sign_tracks if each.offered and each.file]

    @property
    def sign_languages(self) -> list[str]:
        """The sign languages that viewers get it in, by ISO 639-3, each once."""
        found = [self.signed_in, *(track.language for track in self.signed)]
        return list(dict.fromkeys(filter(None, found)))

    def transcript(self, transcript_id: int) -> Transcript | None:
        """One of its transcripts; those of other media are not to be had here."""
        return next((each for each in self.transcripts if each.id == transcript_id), None)

    def texts(self, kind: str = "captions") -> list[Transcript]:
        """Its transcripts of one kind (``Transcript.kind``) that hold something for viewers."""
        offered = (each for each in self.transcripts if each.has_cues and each.offered)
        return [each for each in offered if each.kind == kind]

    @property
    def captions(self) -> Transcript | None:
        """The captions word for word: reviewed ones first, then people's before a machine's."""
        return _word_for_word(self.texts())

    def captions_for(
        self, reading_level: int, language: str = "", wording: str = "level"
    ) -> Transcript | None:
        """The captions that a viewer of this level (1-5) gets when she chose none here.

        Up to level 3 a plain-language edition goes before captions word for word: the nearest at
        or above her level, else the nearest below it. What she chose for another video goes before
        that: the language, where there is one that is near, and the wording (``level``,
        ``verbatim`` or ``easy``).
        """
        texts = _nearest(self.texts(), language)
        captions = _word_for_word(texts)
        level = min(reading_level, PLAIN_LEVELS[-1]) if wording == "easy" else reading_level
        if captions is None or wording == "verbatim" or level not in PLAIN_LEVELS:
            return captions

        def distance(other: int) -> tuple[bool, int]:
            return other < level, abs(other - level)

        editions = {
            each.reading_level: each
            for each in reversed(texts)
            if each.reading_level and each.language == captions.language
        }
        return editions[min(editions, key=distance)] if editions else captions


def _word_for_word(texts: list[Transcript]) -> Transcript | None:
    """Those captions word for word that go first; where there are none, the first of the others."""
    return min(
        (t for t in texts if t.reading_level is None),
        key=lambda t: (t.is_automatic, t.state != "published", t.id),
        default=next(iter(texts), None),
    )


def _nearest(texts: list[Transcript], language: str) -> list[Transcript]:
    """Those in a language (BCP 47), else in another form of it; all where there are none."""
    wanted = language.lower()
    exact = [each for each in texts if each.language.lower() == wanted]
    primary = wanted.partition("-")[0]
    kin = [each for each in texts if each.language.lower().partition("-")[0] == primary]
    return exact or kin or texts


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
