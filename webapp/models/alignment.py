"""Fitting words to the sound: when each word that a person wrote is spoken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import JSON, ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.captions import document
from webapp.extensions import db
from webapp.media.failure import N_
from webapp.models.cue import Cue, store_word, stored_word
from webapp.models.editor import Editor
from webapp.models.job import Job, declare
from webapp.models.pen import Pen
from webapp.models.transcript import Transcript
from webapp.models.user import User

ALIGN = declare("align", "asked", "fitted", queue="captions")
"""Listening for words that are known."""
NOBODY = N_("Whoever asked for this has no account any more.")
LANGUAGE = "en"
"""The engine that can do it knows no other."""


class Timed(NamedTuple):
    """A cue, the version of it that was listened for, and its words as they are spoken.

    No words: they were not found.
    """

    cue_id: int
    version: int
    words: Sequence[document.Word]


class HeardCue(db.Model):  # type: ignore[misc, name-defined]
    """What was found of one cue while the others are still listened for.

    A worker that takes the work over goes on after it. The cue may be gone meanwhile.
    """

    __tablename__ = "heard_cue"

    alignment_id: Mapped[int] = mapped_column(
        ForeignKey("alignment.id", ondelete="CASCADE"), primary_key=True
    )
    cue_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[list[list[Any]]] = mapped_column(JSON)
    """As those of a cue; none: they were not found."""


class Alignment(db.Model):  # type: ignore[misc, name-defined]
    """One wish to have the words of a transcript fitted to the sound, and what came of it."""

    __tablename__ = "alignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[int] = mapped_column(
        ForeignKey("transcript.id", ondelete="CASCADE"), index=True
    )
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    fitted: Mapped[int] = mapped_column(default=0)
    """Cues whose words were found in the sound."""
    missed: Mapped[int] = mapped_column(default=0)
    """Cues whose words stayed as they were."""

    transcript: Mapped[Transcript] = relationship()
    job: Mapped[Job] = relationship()
    person: Mapped[User | None] = relationship()

    @classmethod
    def ask(cls, transcript: Transcript, person: User) -> Alignment:
        """Add the wish and its job; the caller commits."""
        job = Job.add(ALIGN)
        job.media_id = transcript.media_id
        wish = cls(transcript=transcript, job=job, person_id=person.id)
        db.session.add(wish)
        return wish

    @classmethod
    def newest_of(cls, transcript_id: int) -> Alignment | None:
        """The last wish about a transcript."""
        return db.session.scalar(
            select(cls).where(cls.transcript_id == transcript_id).order_by(cls.id.desc()).limit(1)
        )

    @classmethod
    def of_job(cls, job_id: int) -> Alignment:
        """The wish that a job is to fulfil."""
        return db.session.scalars(select(cls).where(cls.job_id == job_id)).one()

    def remember(self, heard: Sequence[Timed]) -> None:
        """Put by what was found; the caller commits."""
        rows = [
            HeardCue(
                alignment_id=self.id,
                cue_id=each.cue_id,
                version=each.version,
                words=[store_word(word) for word in each.words],
            )
            for each in heard
        ]
        db.session.add_all(rows)

    def remembered(self) -> list[Timed]:
        """What was put by, also of cues that were changed since."""
        rows = db.session.scalars(select(HeardCue).where(HeardCue.alignment_id == self.id))
        return [
            Timed(each.cue_id, each.version, [stored_word(word) for word in each.words])
            for each in rows
        ]

    @staticmethod
    def is_possible(transcript: Transcript) -> bool:
        """Whether there is an engine that knows the language."""
        return transcript.language.lower().split("-")[0] == LANGUAGE

    @staticmethod
    def wanted(cue: Cue) -> bool:
        """Whether a person wrote what a cue says, and somebody speaks it."""
        return cue.author == "person" and cue.label is None

    def keep(self, timed: Sequence[Timed], person: User) -> None:
        """Give words their times, as one revision; the caller commits.

        A cue that somebody changed meanwhile keeps its words. Texts, states and the cues' own
        times stay in any case. ``missed`` must say how many were not found.
        """
        Editor(self.transcript, person)  # others wait until it is over
        pen = Pen(self.transcript, person, "align", None)
        for each in timed:
            cue = db.session.get(Cue, each.cue_id, populate_existing=True)
            if cue is None or cue.deleted_at_ms is not None or cue.version != each.version:
                self.missed += 1
                continue
            pen.take(cue.id, cue.version)
            cue.words = [store_word(word) for word in each.words]
            self.fitted += 1
        pen.finish()
        db.session.execute(delete(HeardCue).where(HeardCue.alignment_id == self.id))
