"""What viewers say of a signed version or a clip: whether they understood it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    String,
    and_,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now
from webapp.models.job import Job
from webapp.models.sign_clip import CLIP, SignClip
from webapp.models.sign_track import SignTrack
from webapp.models.user import User

Understood = Literal["yes", "partly", "no"]
UNDERSTOOD: tuple[str, ...] = get_args(Understood)
TEXT_CHARACTERS = 1000
MOST_SHOWN = 100
"""A list goes back so far."""


class SignFeedback(db.Model):  # type: ignore[misc, name-defined]
    """One viewer's word, in text or signed, about one signed version or one clip."""

    __tablename__ = "sign_feedback"
    __table_args__ = (Index("ix_sign_feedback_open", "state", "track_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int | None] = mapped_column(
        ForeignKey("sign_track.id", ondelete="CASCADE"), index=True
    )
    clip_id: Mapped[int | None] = mapped_column(
        ForeignKey("sign_clip.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    """None: somebody who is not logged in, or an account that is gone."""
    token: Mapped[str] = mapped_column(String(64), default="", index=True)
    """By which somebody without an account sees what became of it."""
    understood: Mapped[str] = mapped_column(String(6))
    """One of ``UNDERSTOOD``."""
    at_ms: Mapped[int | None] = mapped_column(BigInteger)
    """The moment that it is about, in the signed version's own time; None: all of it."""
    text: Mapped[str] = mapped_column(String(TEXT_CHARACTERS), default="")
    reply: Mapped[str] = mapped_column(String(80), default="")
    """A video in which she says it: its name in storage, as it was uploaded."""
    reply_playable: Mapped[str] = mapped_column(String(80), default="")
    """The same as browsers play it; empty until it is made."""
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("job.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[str] = mapped_column(String(8), default="open")
    """``open`` or ``answered``."""
    answer: Mapped[str] = mapped_column(String(TEXT_CHARACTERS), default="")
    answered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    answered_at: Mapped[datetime | None] = mapped_column(DateTime)
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    person: Mapped[User | None] = relationship(foreign_keys=[person_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])

    track: Mapped[SignTrack | None] = relationship()
    clip: Mapped[SignClip | None] = relationship()
    job: Mapped[Job | None] = relationship()

    @classmethod
    def say(
        cls,
        about: SignTrack | SignClip,
        *,
        understood: str,
        text: str,
        at_ms: int | None,
        reply: str,
        person: User | None,
        token: str,
    ) -> SignFeedback:
        """Add what a viewer says; with a video, together with the job that prepares it.

        The same person's word on the same version or clip stays one while nobody has answered it,
        so that figures count people. The caller commits.
        """
        mine = (cls.about(about), cls.by(person, token), cls.state == "open")
        said = db.session.scalar(select(cls).where(*mine).limit(1))
        if said is None:
            said = cls(person_id=person.id if person else None, token="" if person else token)
            said.track_id = about.id if isinstance(about, SignTrack) else None
            said.clip_id = about.id if isinstance(about, SignClip) else None
            db.session.add(said)
        said.understood, said.text, said.at_ms = understood, text, at_ms
        if reply:
            said.reply, said.reply_playable, said.job = reply, "", Job.add(CLIP)
        return said

    @classmethod
    def about(cls, about: SignTrack | SignClip) -> ColumnElement[bool]:
        """True of what was said of one signed version or clip."""
        column = cls.track_id if isinstance(about, SignTrack) else cls.clip_id
        return column == about.id

    @classmethod
    def by(cls, person: User | None, token: str) -> ColumnElement[bool]:
        """True of what one person said: by her account, else by her browser's token."""
        if person is not None:
            return cls.person_id == person.id
        return and_(cls.token == token, cls.token != "")

    @classmethod
    def made_by(cls, person: User | None, token: str) -> Sequence[SignFeedback]:
        """What one person said, the newest first."""
        rows = select(cls).where(cls.by(person, token)).order_by(cls.id.desc()).limit(MOST_SHOWN)
        return db.session.scalars(rows).all()

    @classmethod
    def of(cls, track: SignTrack) -> Sequence[SignFeedback]:
        """What was said of a signed version: what is open first, then the newest."""
        rows = select(cls).where(cls.about(track))
        order = (cls.state == "answered", cls.id.desc())
        return db.session.scalars(rows.order_by(*order).limit(MOST_SHOWN)).all()

    @classmethod
    def open_ones(cls) -> Sequence[SignFeedback]:
        """What waits for an answer, the oldest first."""
        return db.session.scalars(select(cls).where(cls.state == "open").order_by(cls.id)).all()

    @classmethod
    def counts(cls, track_ids: Collection[int]) -> dict[int, dict[str, int]]:
        """How many understood each of some signed versions: by version, by ``UNDERSTOOD``."""
        found = {each: dict.fromkeys(UNDERSTOOD, 0) for each in track_ids}
        rows = db.session.execute(
            select(cls.track_id, cls.understood, func.count())
            .where(cls.track_id.in_(track_ids))
            .group_by(cls.track_id, cls.understood)
        )
        for track_id, understood, count in rows:
            found[track_id or 0][understood] = count
        return found

    def close(self, answer: str, person: User | None) -> None:
        """Answer it; the caller commits."""
        self.state, self.answer, self.answered_at = "answered", answer, utc_now()
        self.answered_by_id = person.id if person else None

    @property
    def files(self) -> list[str]:
        """The names of all that storage keeps of it."""
        return [name for name in (self.reply, self.reply_playable) if name]
