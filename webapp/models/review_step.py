"""The way of captions from a draft to what people may rely on: who took which step, when and why.

A transcript's ``state`` says where it is on that way, ``offered`` whether viewers get it. They are
two things: captions that came before anybody reviewed anything are shown, labelled as what they
are, and what was taken from viewers stays away from them while it is mended.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db
from webapp.models.step import Step


class ReviewStep(Step, db.Model):  # type: ignore[misc, name-defined]
    """One step of one transcript; appended, never rewritten."""

    __tablename__ = "review_step"
    __table_args__ = (Index("ix_review_step_in_order", "transcript_id", "id"),)
    ABOUT: ClassVar[str] = "transcript_id"

    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcript.id", ondelete="CASCADE"))
