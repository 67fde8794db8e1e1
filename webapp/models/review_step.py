"""The way of captions from a draft to what people may rely on: who took which step, when and why.

A transcript's ``state`` says where it is on that way, ``offered`` whether viewers get it. They are
two things: captions that came before anybody reviewed anything are shown, labelled as what they
are, and what was taken from viewers stays away from them while it is mended.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now

if TYPE_CHECKING:
    from webapp.models.user import User

State = Literal["draft", "review", "changes", "approved", "published", "unpublished", "aside"]
"""``changes``: somebody asked for changes. ``aside``: no captions of their own, but texts to be
compared with others and taken from: a file that is looked at first, or what was heard again."""
STATES: tuple[str, ...] = get_args(State)

WHY_CHARACTERS = 500


class ReviewStep(db.Model):  # type: ignore[misc, name-defined]
    """One step of one transcript; appended, never rewritten."""

    __tablename__ = "review_step"
    __table_args__ = (Index("ix_review_step_in_order", "transcript_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcript.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[str] = mapped_column(String(12))
    """What the transcript became."""
    why: Mapped[str] = mapped_column(String(WHY_CHARACTERS), default="")
    version: Mapped[int] = mapped_column()
    """The transcript's version that the step is about: what was changed later is not approved."""
    overridden: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What was still missing when it was published all the same: name and count of each."""
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    person: Mapped[User | None] = relationship()

    @classmethod
    def of(cls, transcript_id: int, *, limit: int = 50) -> Sequence[ReviewStep]:
        """The steps of a transcript, the newest first."""
        return db.session.scalars(
            select(cls)
            .where(cls.transcript_id == transcript_id)
            .order_by(cls.id.desc())
            .limit(limit)
            .options(joinedload(cls.person))
        ).all()

    @classmethod
    def last(cls, transcript_id: int, state: State) -> ReviewStep | None:
        """The newest step into a state; None where it was never in it."""
        return db.session.scalar(
            select(cls)
            .where(cls.transcript_id == transcript_id, cls.state == state)
            .order_by(cls.id.desc())
            .limit(1)
            .options(joinedload(cls.person))
        )
