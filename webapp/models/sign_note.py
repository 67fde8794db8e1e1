"""What reviewers say to each other about moments of a signed version."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from webapp.extensions import db
from webapp.models.note import Note
from webapp.models.user import User


class SignNote(Note, db.Model):  # type: ignore[misc, name-defined]
    """A note at a moment, with its answers; it waits until somebody says that it is settled."""

    __tablename__ = "sign_note"
    __table_args__ = (Index("ix_sign_note_open", "track_id", "settled_at"),)

    track_id: Mapped[int] = mapped_column(ForeignKey("sign_track.id", ondelete="CASCADE"))
    at_ms: Mapped[int | None] = mapped_column(BigInteger)
    """In the signed version's own time; None: it is about all of it."""
    answers_id: Mapped[int | None] = mapped_column(
        ForeignKey("sign_note.id", ondelete="CASCADE"), index=True
    )
    """The note that this one answers; answers are not answered."""

    answers: Mapped[list[SignNote]] = relationship(order_by="SignNote.id")

    @classmethod
    def add(cls, track_id: int, at_ms: int | None, person: User, text: str) -> SignNote:
        """Say something about a moment, or, with None, about all of it; the caller commits."""
        note = cls(track_id=track_id, at_ms=at_ms, person_id=person.id, text=text)
        db.session.add(note)
        return note

    def answer(self, person: User, text: str) -> SignNote:
        """Answer a note; one that was settled waits again. The caller commits."""
        said = SignNote.add(self.track_id, self.at_ms, person, text)
        said.answers_id = self.id
        self.wait_again()
        return said

    @classmethod
    def count_open(cls, track_id: int) -> int:
        """How many notes wait."""
        waiting = select(func.count(cls.id)).where(cls.track_id == track_id, cls.waits())
        return db.session.scalar(waiting) or 0

    @classmethod
    def of(cls, track_id: int) -> Sequence[SignNote]:
        """The notes: those that wait first, each part in order of its moments."""
        return db.session.scalars(
            select(cls)
            .where(cls.track_id == track_id, cls.answers_id.is_(None))
            .order_by(cls.settled_at.is_not(None), func.coalesce(cls.at_ms, -1), cls.id)
            .options(joinedload(cls.person), joinedload(cls.answers).joinedload(SignNote.person))
        ).unique().all()  # fmt: skip
