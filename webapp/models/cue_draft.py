"""What somebody was typing about a cue when she left, to be offered to her again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, DateTime, ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db
from webapp.models.clock import utc_now
from webapp.models.cue import Cue

if TYPE_CHECKING:
    from webapp.models.transcript import Transcript
    from webapp.models.user import User

FIELDS = ("text", "speaker", "label", "start_ms", "end_ms")
"""What of a cue can be typed."""


class CueDraft(db.Model):  # type: ignore[misc, name-defined]
    """An unfinished change of one cue by one person. Nobody else sees it."""

    __tablename__ = "cue_draft"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    cue_id: Mapped[int] = mapped_column(
        ForeignKey("cue.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    version: Mapped[int] = mapped_column()
    """The cue's version that she saw when she began."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What stands in the fields (``FIELDS``); times that cannot be read are as she typed them."""
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now, onupdate=utc_now)

    @classmethod
    def keep(cls, user: User, cue: Cue, version: int, content: Mapping[str, Any]) -> None:
        """Note what ``user`` has typed so far; the caller commits.

        What says the same as the cue is no change: nothing is kept then. A note that comes after
        the change itself was saved is as old as what it would change, and says the same.
        """
        kept = {name: content[name] for name in FIELDS}
        if kept == {name: getattr(cue, name) or "" for name in FIELDS}:
            cls.drop(user, cue.id)
            return
        db.session.merge(
            cls(user_id=user.id, cue_id=cue.id, version=version, content=kept, at=utc_now())
        )

    @classmethod
    def drop(cls, user: User, cue_id: int) -> None:
        """Forget what ``user`` had begun; the caller commits."""
        db.session.execute(delete(cls).where(cls.user_id == user.id, cls.cue_id == cue_id))

    @classmethod
    def of(cls, user: User, cue_ids: Iterable[int]) -> dict[int, CueDraft]:
        """What ``user`` has begun of these cues, by the cue's id; in one query."""
        ids = list(cue_ids)
        if not ids:
            return {}
        found = select(cls).where(cls.user_id == user.id, cls.cue_id.in_(ids))
        return {draft.cue_id: draft for draft in db.session.scalars(found)}

    @classmethod
    def begun(cls, user: User, transcript: Transcript) -> list[Cue]:
        """The cues of a transcript of which ``user`` has begun a change, in order of time."""
        found = (
            select(Cue)
            .join(cls, cls.cue_id == Cue.id)
            .where(
                cls.user_id == user.id,
                Cue.transcript_id == transcript.id,
                Cue.deleted_at_ms.is_(None),
            )
            .order_by(Cue.start_ms, Cue.id)
        )
        return list(db.session.scalars(found))
