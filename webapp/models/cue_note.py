"""What reviewers say to each other about a caption, or about all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from webapp.extensions import db
from webapp.models.note import Note

if TYPE_CHECKING:
    from webapp.models.cue import Cue
    from webapp.models.transcript import Transcript
    from webapp.models.user import User


class CueNote(Note, db.Model):  # type: ignore[misc, name-defined]
    """A note on a cue with its answers; it waits until somebody says that it is settled."""

    __tablename__ = "cue_note"
    __table_args__ = (Index("ix_cue_note_open", "transcript_id", "settled_at"),)

    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcript.id", ondelete="CASCADE"))
    cue_id: Mapped[int | None] = mapped_column(ForeignKey("cue.id", ondelete="CASCADE"), index=True)
    """None: it is about the whole transcript."""
    answers_id: Mapped[int | None] = mapped_column(
        ForeignKey("cue_note.id", ondelete="CASCADE"), index=True
    )
    """The note that this one answers; answers are not answered."""

    cue: Mapped[Cue | None] = relationship()
    answers: Mapped[list[CueNote]] = relationship(order_by="CueNote.id")

    @classmethod
    def add(cls, transcript: Transcript, cue: Cue | None, person: User, text: str) -> CueNote:
        """Say something about a cue, or, with None, about the transcript; the caller commits."""
        note = cls(
            transcript_id=transcript.id,
            cue_id=cue.id if cue else None,
            person_id=person.id,
            text=text,
        )
        db.session.add(note)
        return note

    def answer(self, person: User, text: str) -> CueNote:
        """Answer a note; one that was settled waits again. The caller commits."""
        said = CueNote(
            transcript_id=self.transcript_id,
            cue_id=self.cue_id,
            answers_id=self.id,
            person_id=person.id,
            text=text,
        )
        db.session.add(said)
        self.wait_again()
        return said

    @classmethod
    def count_open(cls, transcript_id: int) -> int:
        """How many notes wait."""
        waiting = select(func.count(cls.id)).where(cls.transcript_id == transcript_id, cls.waits())
        return db.session.scalar(waiting) or 0

    @classmethod
    def of_transcript(cls, transcript_id: int, *, limit: int, offset: int = 0) -> Sequence[CueNote]:
        """A page of notes: those that wait first, then the newest."""
        return db.session.scalars(
            select(cls)
            .where(cls.transcript_id == transcript_id, cls.answers_id.is_(None))
            .order_by(cls.settled_at.is_not(None), cls.id.desc())
            .limit(limit)
            .offset(offset)
            .options(*_WITH_ALL)
        ).unique().all()  # fmt: skip

    @classmethod
    def by_cue(cls, cue_ids: Collection[int]) -> dict[int, list[CueNote]]:
        """The notes on some cues, each with its answers: two queries, however many cues."""
        found: dict[int, list[CueNote]] = defaultdict(list)
        rows = db.session.scalars(
            select(cls)
            .where(cls.cue_id.in_(cue_ids), cls.answers_id.is_(None))
            .order_by(cls.id)
            .options(*_WITH_ALL)
        ).unique()  # fmt: skip
        for note in rows:
            found[note.cue_id or 0].append(note)
        return found

    @classmethod
    def counts_by_cue(cls, cue_ids: Collection[int]) -> dict[int, int]:
        """How many notes wait on each of some cues; cues without one are left out."""
        rows = db.session.execute(
            select(cls.cue_id, func.count())
            .where(cls.cue_id.in_(cue_ids), cls.waits())
            .group_by(cls.cue_id)
        )
        return {cue_id: count for cue_id, count in rows if cue_id is not None}


_WITH_ALL = (
    joinedload(CueNote.person),
    joinedload(CueNote.cue),
    joinedload(CueNote.answers).joinedload(CueNote.person),
)
