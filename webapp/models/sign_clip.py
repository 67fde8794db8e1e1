"""Short clips of signing: a term of a glossary or a text of the interface, in a sign language."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now
from webapp.models.glossary import GlossaryTerm
from webapp.models.job import Job, declare
from webapp.models.user import User

CLIP = declare("clip", "received", "playable", "ready")
"""Making a clip of signing playable."""

SIGNER_CHARACTERS = 100
REGION_CHARACTERS = 100
NOTES_CHARACTERS = 500


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

    @property
    def files(self) -> list[str]:
        """The names of all that storage keeps of it."""
        return [name for name in (self.source, self.file, self.poster) if name]
