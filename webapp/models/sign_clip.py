"""Short clips of signing: a term of a glossary or a text of the interface, in a sign language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    String,
    Text,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from webapp import sign_languages
from webapp.extensions import db
from webapp.models.clock import utc_now
from webapp.models.glossary import GlossaryTerm
from webapp.models.job import Job, declare
from webapp.models.library import Library
from webapp.models.media import Media
from webapp.models.user import User

CLIP = declare("clip", "received", "playable", "ready", queue="signs")
"""Making a clip of signing playable."""

SIGNER_CHARACTERS = 100
REGION_CHARACTERS = 100
NOTES_CHARACTERS = 500
MAX_BYTES = 20 * 1024**2
"""Of an uploaded clip: two minutes as phones record them for messages."""
MOST_OF_ONE = 20
"""Clips of one term or place; more would be choosing, not looking up."""


class SignClip(db.Model):  # type: ignore[misc, name-defined]
    """One clip. It belongs to a term, or to a place in the interface; never to both."""

    __tablename__ = "sign_clip"
    __table_args__ = (Index("ix_sign_clip_place", "place", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int | None] = mapped_column(
        ForeignKey("glossary_term.id", ondelete="CASCADE"), index=True
    )
    place: Mapped[str] = mapped_column(String(60), default="")
    """Which text of the interface it says; empty: it belongs to a term."""
    language: Mapped[str] = mapped_column(String(3))
    """ISO 639-3, such as ``bfi``."""
    signer: Mapped[str] = mapped_column(String(SIGNER_CHARACTERS), default="")
    region: Mapped[str] = mapped_column(String(REGION_CHARACTERS), default="")
    """Where it is signed so; signs differ from town to town."""
    notes: Mapped[str] = mapped_column(String(NOTES_CHARACTERS), default="")
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What the interface said in English when the clip was filmed; a release may change it."""
    source: Mapped[str] = mapped_column(String(80))
    """What was uploaded: its name in storage."""
    original_name: Mapped[str] = mapped_column(String(500), default="")
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    file: Mapped[str] = mapped_column(String(80), default="")
    """What browsers play; empty until it is made."""
    poster: Mapped[str] = mapped_column(String(80), default="")
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    duration_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("job.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    term: Mapped[GlossaryTerm | None] = relationship()
    person: Mapped[User | None] = relationship()
    job: Mapped[Job | None] = relationship()

    @classmethod
    def receive(
        cls,
        about: GlossaryTerm | str,
        *,
        language: str,
        source: str,
        original_name: str,
        bytes: int,
        signer: str = "",
        region: str = "",
        notes: str = "",
        text: str = "",
        person: User | None = None,
    ) -> SignClip:
        """Add what was uploaded together with the job that prepares it; the caller commits.

        ``about``: a term, or the name of a place in the interface. ``source`` is the upload's name
        in storage. ``text``: what a place says, in English.
        """
        clip = cls(
            place=about if isinstance(about, str) else "",
            term=None if isinstance(about, str) else about,
            language=language,
            signer=signer,
            region=region,
            notes=notes,
            text=text,
            source=source,
            original_name=original_name,
            bytes=bytes,
            person_id=person.id if person else None,
            job=Job.add(CLIP),
        )
        db.session.add(clip)
        return clip

    def replace(self, *, source: str, original_name: str, bytes: int, text: str = "") -> None:
        """Take another upload in its place; the caller commits.

        People watch the video that is there until the other one can be played.
        """
        self.source, self.original_name, self.bytes = source, original_name, bytes
        self.text, self.job = text, Job.add(CLIP)

    @classmethod
    def of_terms(cls, term_ids: Collection[int]) -> dict[int, list[SignClip]]:
        """The clips of each of some terms, in the order in which they came."""
        found: dict[int, list[SignClip]] = {}
        rows = select(cls).where(cls.term_id.in_(term_ids)).order_by(cls.id)
        for clip in db.session.scalars(rows) if term_ids else ():
            found.setdefault(clip.term_id or 0, []).append(clip)
        return found

    @classmethod
    def of_place(cls, place: str) -> Sequence[SignClip]:
        """The clips of a text of the interface, in the order in which they came."""
        rows = select(cls).where(cls.place == place, cls.place != "")
        return db.session.scalars(rows.options(_WITH_JOB).order_by(cls.id)).all()

    @classmethod
    def of_places(cls) -> dict[str, list[SignClip]]:
        """All clips of the interface, by their places."""
        found: dict[str, list[SignClip]] = {}
        rows = select(cls).where(cls.place != "").options(_WITH_JOB)
        for clip in db.session.scalars(rows.order_by(cls.id)):
            found.setdefault(clip.place, []).append(clip)
        return found

    @classmethod
    def languages_of_places(cls) -> dict[str, list[str]]:
        """The sign languages in which a clip of each place can be played; others are left out."""
        found: dict[str, list[str]] = {}
        rows = select(cls.place, cls.language).where(cls.place != "", cls.file != "")
        for place, language in db.session.execute(rows.order_by(cls.id)):
            found.setdefault(place, []).append(language)
        return found

    @classmethod
    def _known_in(cls, media: Media) -> ColumnElement[bool]:
        """True of the clips of terms that hold for a media."""
        mine = or_(GlossaryTerm.media_id == media.id, GlossaryTerm.library_id == media.library_id)
        return cls.term_id.in_(select(GlossaryTerm.id).where(mine))

    @classmethod
    def owned_by(cls, owner: Library | Media, clip_id: int) -> SignClip | None:
        """One clip of a term of a library, or of a media alone."""
        theirs = select(GlossaryTerm.id).filter_by(**{f"{owner.__tablename__}_id": owner.id})
        return db.session.scalar(select(cls).where(cls.id == clip_id, cls.term_id.in_(theirs)))

    @classmethod
    def shown_in(cls, media: Media, clip_id: int) -> SignClip | None:
        """One clip of a term that holds for a media, of its own or of its library."""
        return db.session.scalar(select(cls).where(cls.id == clip_id, cls._known_in(media)))

    @classmethod
    def of_interface(cls, clip_id: int) -> SignClip | None:
        """One clip that says a text of the interface."""
        return db.session.scalar(select(cls).where(cls.id == clip_id, cls.place != ""))

    @staticmethod
    def nearest(clips: Iterable[SignClip], wanted: str) -> SignClip | None:
        """The playable clip that serves somebody who prefers ``wanted`` (ISO 639-3) best.

        Of several in that language the first; None where none can be played.
        """
        ready = [clip for clip in clips if clip.is_ready]
        language = sign_languages.nearest((clip.language for clip in ready), wanted)
        return next((clip for clip in ready if clip.language == language), None)

    @property
    def is_ready(self) -> bool:
        """Whether it can be played."""
        return bool(self.file)

    @property
    def files(self) -> list[str]:
        """The names of all that storage keeps of it."""
        return [name for name in (self.source, self.file, self.poster) if name]


_WITH_JOB = joinedload(SignClip.job)
