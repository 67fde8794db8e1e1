"""Captioning again: what an engine hears this time is put beside the captions that are there."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, exists, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import now_ms
from webapp.models.cue import Cue
from webapp.models.job import BATCH, Job, declare
from webapp.models.revision import Revision
from webapp.models.transcript import Transcript
from webapp.models.user import User

AGAIN = declare("again", "asked", "heard", "cut", queue="captions", priority=BATCH)
"""Listening to a media once more, with other settings."""
KEPT_MS = 30 * 24 * 3_600_000
"""So long is a new text kept for somebody to take it."""
FORGOTTEN_AT_ONCE = 10
SMALL_ENGINE = "sphinx"
"""Chosen as a model: the engine that needs none."""
SPEECH_SERVER = "remote"
"""Chosen as a model: what the speech server has, where the library allows that."""


class Recaption(db.Model):  # type: ignore[misc, name-defined]
    """One wish to have a transcript captioned again: with what, and where the new text is kept."""

    __tablename__ = "recaption"

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[int] = mapped_column(
        ForeignKey("transcript.id", ondelete="CASCADE"), index=True
    )
    """The captions that people may take the new text into."""
    aside_id: Mapped[int] = mapped_column(
        ForeignKey("transcript.id", ondelete="CASCADE"), index=True
    )
    """The new text: a transcript of its own that viewers never see."""
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    model: Mapped[str] = mapped_column(String(80), default="")
    """Its name in the catalogue; empty: what the settings say."""
    prompt: Mapped[str] = mapped_column(String(500), default="")
    """Names and terms that the engine is to keep in mind."""

    transcript: Mapped[Transcript] = relationship(foreign_keys=[transcript_id])
    aside: Mapped[Transcript] = relationship(foreign_keys=[aside_id])
    job: Mapped[Job] = relationship()
    person: Mapped[User | None] = relationship()

    @classmethod
    def ask(
        cls, transcript: Transcript, person: User, *, model: str, language: str, prompt: str
    ) -> Recaption:
        """Add the wish, its job and the place for the text: all are committed, or none."""
        aside = Transcript(
            media_id=transcript.media_id,
            kind=transcript.kind,
            language=language,
            origin="engine",
            state="aside",
            offered=False,
        )
        job = Job.add(AGAIN)
        job.media_id = transcript.media_id
        wish = cls(
            transcript=transcript,
            aside=aside,
            job=job,
            person_id=person.id,
            model=model,
            prompt=prompt,
        )
        db.session.add(wish)
        return wish

    @classmethod
    def newest_of(cls, transcript_id: int) -> Recaption | None:
        """The last wish about a transcript."""
        return db.session.scalar(
            select(cls).where(cls.transcript_id == transcript_id).order_by(cls.id.desc()).limit(1)
        )

    @classmethod
    def of_job(cls, job_id: int) -> Recaption:
        """The wish that a job is to fulfil."""
        return db.session.scalars(select(cls).where(cls.job_id == job_id)).one()

    @classmethod
    def forget_old(cls) -> None:
        """Remove what engines heard a month ago, unless it is being worked on, and commit.

        What is in a text that a person changed stays, as does what came from a person's file.
        """
        old = db.session.scalars(
            select(cls)
            .join(Job, Job.id == cls.job_id)
            .join(Transcript, Transcript.id == cls.aside_id)
            .where(
                Job.state.in_(("done", "failed", "cancelled")),
                Job.changed_at_ms < now_ms() - KEPT_MS,
                Transcript.state == "aside",
                Transcript.origin == "engine",
                ~exists().where(Revision.transcript_id == cls.aside_id),
                ~exists().where(Cue.transcript_id == cls.aside_id, ~Cue.untouched()),
            )
            .limit(FORGOTTEN_AT_ONCE)
            .with_for_update(of=cls, skip_locked=True)
        ).all()
        for wish in old:
            db.session.delete(wish.aside)
            db.session.delete(wish.job)
        db.session.commit()
