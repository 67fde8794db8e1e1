"""What people changed in captions: appended, never rewritten. History and undo come from it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now

if TYPE_CHECKING:
    from webapp.models.cue import Cue
    from webapp.models.user import User

Kind = Literal[
    "edit", "split", "merge", "words", "insert", "delete", "time", "state", "replace", "mend",
    "import", "take", "restore", "undo", "redo", "align",
]  # fmt: skip
"""``words``: given to a neighbour; ``replace``: find and replace; ``mend``: what lint suggested;
``take``: a new draft's text; ``align``: words fitted to the sound."""


class Revision(db.Model):  # type: ignore[misc, name-defined]
    """One change to one transcript by one person: all of its cues' changes, or none."""

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_by_person", "transcript_id", "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcript.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    kind: Mapped[str] = mapped_column(String(10))
    undoes_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", ondelete="CASCADE"), index=True
    )
    """What an undo takes back, or, of a redo, the undo that it takes back."""
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    person: Mapped[User | None] = relationship()
    changes: Mapped[list[CueChange]] = relationship(
        back_populates="revision", cascade="all, delete-orphan", order_by="CueChange.id"
    )


class CueChange(db.Model):  # type: ignore[misc, name-defined]
    """What a revision made of one cue: as it was before and is after (``snapshot``)."""

    __tablename__ = "cue_change"
    __table_args__ = (Index("ix_cue_change_history", "cue_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id", ondelete="CASCADE"), index=True
    )
    cue_id: Mapped[int] = mapped_column(ForeignKey("cue.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column()
    """The cue's version after the change."""
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """None: it was not there."""
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """None: it is not there any more."""

    revision: Mapped[Revision] = relationship(back_populates="changes")


KEPT = (
    "start_ms", "end_ms", "text", "name", "speaker", "label", "markup", "settings", "words",
    "author", "state",
)  # fmt: skip
"""The columns of a cue that a snapshot holds."""


def snapshot(cue: Cue) -> dict[str, Any] | None:
    """Return what a cue holds, or None where it was deleted."""
    if cue.deleted_at_ms is not None:
        return None
    return {name: getattr(cue, name) for name in KEPT}
