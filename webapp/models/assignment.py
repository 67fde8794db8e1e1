"""Who is to review which captions."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db
from webapp.models.given import Given


class Assignment(Given, db.Model):  # type: ignore[misc, name-defined]
    """One person who reviews a transcript."""

    __tablename__ = "assignment"
    ABOUT: ClassVar[str] = "transcript_id"

    transcript_id: Mapped[int] = mapped_column(
        ForeignKey("transcript.id", ondelete="CASCADE"), primary_key=True
    )
