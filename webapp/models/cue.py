"""One caption of a transcript."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    and_,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapped, mapped_column, validates

from webapp.captions import document
from webapp.extensions import db
from webapp.search_terms import comparable


class Cue(db.Model):  # type: ignore[misc, name-defined]
    """A text and its time, with the words it came from, who wrote it and how far it is trusted."""

    __tablename__ = "cue"
    __table_args__ = (Index("ix_cue_in_time", "transcript_id", "start_ms", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcript.id", ondelete="CASCADE"))
    start_ms: Mapped[int] = mapped_column(BigInteger)
    end_ms: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str]
    found_by: Mapped[str] = mapped_column(default="", server_default="", deferred=True)
    """The text as search compares it; what changes ``text`` other than here changes it too."""
    name: Mapped[str] = mapped_column(default="")
    """The cue's identifier in a caption file."""
    speaker: Mapped[str | None]
    label: Mapped[str | None]
    markup: Mapped[str | None]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Only what differs from the default place."""
    words: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    author: Mapped[str] = mapped_column(String(10))
    """``engine``, ``file`` or ``person``."""
    state: Mapped[str] = mapped_column(String(10), default="draft")
    """``draft``, ``corrected`` or ``verified`` (against the audio)."""
    version: Mapped[int] = mapped_column(default=1)
    deleted_at_ms: Mapped[int | None] = mapped_column(BigInteger)
    """A tombstone: captioning again does not bring the cue back."""

    @validates("text")
    def _keep_findable(self, _name: str, text: str) -> str:
        self.found_by = comparable(text)
        return text

    def neighbour(self, *, after: bool) -> Cue | None:
        """The next cue that is shown in its transcript, or the one before it."""
        place = tuple_(Cue.start_ms, Cue.id)
        here = tuple_(self.start_ms, self.id)
        found: Cue | None = db.session.scalar(
            select(Cue)
            .where(
                Cue.transcript_id == self.transcript_id,
                Cue.deleted_at_ms.is_(None),
                place > here if after else place < here,
            )
            .order_by(*(each.asc() if after else each.desc() for each in (Cue.start_ms, Cue.id)))
            .limit(1)
        )
        return found

    @classmethod
    def untouched(cls) -> ColumnElement[bool]:
        """True of what an engine wrote and no person has changed, judged or deleted.

        A change that was undone leaves its history, which a higher version tells of.
        """
        return and_(
            cls.author == "engine",
            cls.state == "draft",
            cls.version == 1,
            cls.deleted_at_ms.is_(None),
        )

    @classmethod
    def from_caption(cls, transcript_id: int, cue: document.Cue, *, author: str) -> Cue:
        default = asdict(document.VttSettings())
        settings = {k: v for k, v in asdict(cue.settings).items() if v != default[k]}
        return cls(
            transcript_id=transcript_id,
            start_ms=cue.start_ms,
            end_ms=cue.end_ms,
            text=cue.text,
            name=cue.id,
            speaker=cue.speaker,
            label=cue.label,
            markup=cue.markup,
            settings=settings,
            words=[store_word(word) for word in cue.words],
            author=author,
        )

    def as_caption(self) -> document.Cue:
        return document.Cue(
            start_ms=self.start_ms,
            end_ms=self.end_ms,
            text=self.text,
            id=self.name,
            speaker=self.speaker,
            label=self.label,
            words=tuple(stored_word(word) for word in self.words),
            markup=self.markup,
            settings=document.VttSettings(**self.settings),
        )


def store_word(word: document.Word) -> list[Any]:
    """A word as JSON: text, start, end, probability."""
    return [word.text, word.start_ms, word.end_ms, word.probability]


def stored_word(stored: list[Any]) -> document.Word:
    return document.Word(*stored)
