"""The captions of one media in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    String,
    UniqueConstraint,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.captions import document
from webapp.extensions import db
from webapp.models.cue import Cue, store_word, stored_word

if TYPE_CHECKING:
    from webapp.models.media import Media

Origin = Literal["engine", "embedded", "upload"]


class Transcript(db.Model):  # type: ignore[misc, name-defined]
    """Captions in one language; ``version`` grows with every change, and is what caches key on."""

    __tablename__ = "transcript"

    id: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(35), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    origin: Mapped[str] = mapped_column(String(10))
    """``engine`` (drafted by a machine), ``embedded`` (was in the file) or ``upload``."""
    engine: Mapped[str] = mapped_column(String(40), default="")
    """Which engine and model drafted it."""
    complete: Mapped[bool] = mapped_column(default=False)
    """False while a draft is still growing."""
    version: Mapped[int] = mapped_column(default=1)
    cue_count: Mapped[int] = mapped_column(default=0)
    extras: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What a caption file holds besides cues: regions, notes, styles, header."""

    media: Mapped[Media] = relationship(back_populates="transcripts")

    @property
    def has_cues(self) -> bool:
        return self.cue_count > 0

    @property
    def is_automatic(self) -> bool:
        """Drafted by a machine: wherever it is shown, it must say so."""
        return self.origin == "engine"

    @property
    def is_rough(self) -> bool:
        """Drafted by the small engine that works without a model."""
        return self.engine.startswith("sphinx")

    def cues(self, *, limit: int | None = None, offset: int = 0) -> Sequence[Cue]:
        """The cues that are shown, in order of time."""
        return db.session.scalars(
            select(Cue)
            .where(Cue.transcript_id == self.id, Cue.deleted_at_ms.is_(None))
            .order_by(Cue.start_ms, Cue.id)
            .limit(limit)
            .offset(offset)
        ).all()

    def as_captions(self) -> document.Captions:
        """The whole transcript as the type that every format is written from."""
        extras = self.extras
        return document.Captions(
            cues=[cue.as_caption() for cue in self.cues()],
            language=self.language,
            regions=[document.Region(**region) for region in extras.get("regions", [])],
            notes=[document.Note(**note) for note in extras.get("notes", [])],
            styles=extras.get("styles", []),
            header=extras.get("header", ""),
        )

    def keep_extras(self, captions: document.Captions) -> None:
        self.extras = {
            "regions": [asdict(region) for region in captions.regions],
            "notes": [asdict(note) for note in captions.notes],
            "styles": list(captions.styles),
            "header": captions.header,
        }

    def add_cues(self, cues: Sequence[document.Cue], *, author: str) -> None:
        """Append cues; the caller commits."""
        db.session.add_all(Cue.from_caption(self.id, cue, author=author) for cue in cues)
        self._changed()

    def replace_draft(self, cues: Sequence[document.Cue]) -> None:
        """Put an engine's cues in the place of its former ones; the caller commits.

        What a person wrote, verified or deleted stays, and a new cue that would stand over the
        middle of one of those is left out.
        """
        kept = db.session.execute(
            select(Cue.start_ms, Cue.end_ms).where(Cue.transcript_id == self.id, ~Cue.untouched())
        ).all()
        db.session.execute(
            delete(Cue).where(Cue.transcript_id == self.id, Cue.untouched()),
            execution_options={"synchronize_session": False},
        )
        fresh = [cue for cue in cues if not any(_covers(s, e, cue) for s, e in kept)]
        db.session.add_all(Cue.from_caption(self.id, cue, author="engine") for cue in fresh)
        self._changed()

    def _changed(self) -> None:
        db.session.flush()
        count = select(func.count()).where(
            Cue.transcript_id == self.id, Cue.deleted_at_ms.is_(None)
        )
        db.session.execute(
            update(Transcript)
            .where(Transcript.id == self.id)
            .values(version=Transcript.version + 1, cue_count=count.scalar_subquery()),
            execution_options={"synchronize_session": False},
        )
        db.session.refresh(self, ["version", "cue_count"])


class HeardStretch(db.Model):  # type: ignore[misc, name-defined]
    """The words of one stretch of the sound: what a crash in mid-captioning does not cost."""

    __tablename__ = "heard_stretch"
    __table_args__ = (UniqueConstraint("transcript_id", "end_ms"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcript.id", ondelete="CASCADE"))
    end_ms: Mapped[int] = mapped_column(BigInteger)
    """Everything before it was heard."""
    words: Mapped[list[list[Any]]] = mapped_column(JSON)

    transcript: Mapped[Transcript] = relationship()

    @classmethod
    def heard_until(cls, transcript_id: int) -> int:
        """Milliseconds of sound that need not be listened to again."""
        last = select(func.max(cls.end_ms)).where(cls.transcript_id == transcript_id)
        return db.session.scalar(last) or 0

    @classmethod
    def all_words(cls, transcript_id: int) -> list[document.Word]:
        rows = db.session.scalars(
            select(cls.words).where(cls.transcript_id == transcript_id).order_by(cls.end_ms)
        )
        return [stored_word(word) for words in rows for word in words]

    @classmethod
    def from_words(
        cls, transcript_id: int, end_ms: int, words: Sequence[document.Word]
    ) -> HeardStretch:
        return cls(
            transcript_id=transcript_id, end_ms=end_ms, words=[store_word(word) for word in words]
        )


def _covers(start_ms: int, end_ms: int, cue: document.Cue) -> bool:
    return start_ms <= (cue.start_ms + cue.end_ms) / 2 < end_ms
