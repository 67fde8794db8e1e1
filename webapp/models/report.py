"""What viewers say of captions: wrong words, a missing sound, a wrong speaker ..."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    String,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now
from webapp.models.cue import Cue
from webapp.models.media import Media
from webapp.models.user import User

if TYPE_CHECKING:
    from webapp.models.transcript import Transcript

KINDS = ("words", "sound", "speaker", "fast", "covers", "other")
STATES = ("open", "mended", "kept")
"""``kept``: looked at, and left as it is; ``answer`` says why."""
MOST_SHOWN = 100
"""A list of one's own reports goes back so far."""


class Report(db.Model):  # type: ignore[misc, name-defined]
    """A viewer's flag on a cue, or on a moment that has none."""

    __tablename__ = "report"
    __table_args__ = (Index("ix_report_queue", "media_id", "state", "at_ms"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"))
    transcript_id: Mapped[int | None] = mapped_column(
        ForeignKey("transcript.id", ondelete="SET NULL"), index=True
    )
    cue_id: Mapped[int | None] = mapped_column(
        ForeignKey("cue.id", ondelete="SET NULL"), index=True
    )
    at_ms: Mapped[int] = mapped_column(BigInteger)
    """The moment that it is about."""
    cue_text: Mapped[str] = mapped_column(default="")
    """The caption as the viewer saw it."""
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(500), default="")
    reporter_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    """None: somebody who was not logged in, or an account that is gone."""
    token: Mapped[str] = mapped_column(String(32), default="", index=True)
    """What the browser of somebody who was not logged in finds her report by."""
    state: Mapped[str] = mapped_column(String(10), default="open")
    answer: Mapped[str] = mapped_column(String(500), default="")
    """What a reviewer says to the viewer."""
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime)

    media: Mapped[Media] = relationship()
    reporter: Mapped[User | None] = relationship()

    @classmethod
    def say(
        cls,
        media: Media,
        cue: Cue | None,
        *,
        at_ms: int,
        kind: str,
        text: str,
        reporter: User | None,
        token: str,
    ) -> Report:
        """Add a report, or renew the one that the same person made of the same; not committed.

        What was answered and is reported again is open again.
        """
        about = cls.cue_id == cue.id if cue else and_(cls.cue_id.is_(None), cls.at_ms == at_ms)
        same = (cls.media_id == media.id, cls.kind == kind, cls.by(reporter, token), about)
        report = db.session.scalar(select(cls).where(*same).limit(1))
        if report is None:
            report = cls(media_id=media.id, kind=kind, reporter=reporter)
            report.token = "" if reporter else token
            db.session.add(report)
        report.cue_id, report.transcript_id = (cue.id, cue.transcript_id) if cue else (None, None)
        report.cue_text, report.at_ms, report.text = cue.text if cue else "", at_ms, text
        report.state, report.closed_at = "open", None
        return report

    @classmethod
    def by(cls, reporter: User | None, token: str) -> ColumnElement[bool]:
        """True of what one person reported: by her account, else by her browser's token."""
        if reporter is not None:
            return cls.reporter_id == reporter.id
        return and_(cls.token == token, cls.token != "")

    @classmethod
    def made_by(cls, reporter: User | None, token: str) -> Sequence[Report]:
        """What one person reported, the newest first, of the media that she may still watch."""
        return db.session.scalars(
            select(cls)
            .join(cls.media)
            .where(cls.by(reporter, token), Media.watchable(reporter))
            .order_by(cls.created_at.desc(), cls.id.desc())
            .limit(MOST_SHOWN)
            .options(contains_eager(cls.media))
        ).all()

    @classmethod
    def open_for(cls, media: Media, cue_id: int | None = None) -> int:
        """How many reports of a media, or of one of its cues, wait for an answer."""
        waiting = select(func.count()).where(cls.media_id == media.id, cls.state == "open")
        if cue_id is not None:
            waiting = waiting.where(cls.cue_id == cue_id)
        return db.session.scalar(waiting) or 0

    @classmethod
    def open_about(cls, transcript: Transcript) -> int:
        """How many reports of a transcript wait, with those about a moment without a caption."""
        about = or_(cls.transcript_id == transcript.id, cls.transcript_id.is_(None))
        waiting = select(func.count()).where(
            cls.media_id == transcript.media_id, about, cls.state == "open"
        )
        return db.session.scalar(waiting) or 0

    @classmethod
    def counts_by_cue(cls, cue_ids: Collection[int]) -> dict[int, int]:
        """How many reports wait on each of some cues; cues without one are left out."""
        rows = db.session.execute(
            select(cls.cue_id, func.count())
            .where(cls.cue_id.in_(cue_ids), cls.state == "open")
            .group_by(cls.cue_id)
        )
        return {cue_id: count for cue_id, count in rows if cue_id is not None}

    @classmethod
    def open_on(cls, cue_ids: Collection[int]) -> dict[int, list[Report]]:
        """The reports that wait on each of some cues, in one query."""
        found: dict[int, list[Report]] = {}
        rows = select(cls).where(cls.cue_id.in_(cue_ids), cls.state == "open").order_by(cls.id)
        for report in db.session.scalars(rows):
            found.setdefault(report.cue_id or 0, []).append(report)
        return found

    @classmethod
    def in_state(
        cls,
        media: Media,
        *,
        is_open: bool,
        limit: int,
        offset: int = 0,
        cue_id: int | None = None,
    ) -> Sequence[Report]:
        """A page of a media's reports: the open ones in order of time, or the answered ones.

        ``cue_id``: only those of one cue.
        """
        order = cls.at_ms if is_open else cls.closed_at.desc()
        about = [cls.cue_id == cue_id] if cue_id is not None else []
        return db.session.scalars(
            select(cls)
            .where(cls.media_id == media.id, (cls.state == "open") == is_open, *about)
            .order_by(order, cls.id)
            .limit(limit)
            .offset(offset)
            .options(joinedload(cls.reporter))
        ).all()

    def close(self, state: str, answer: str) -> None:
        """Say what became of it; the caller commits."""
        self.state, self.answer, self.closed_at = state, answer, utc_now()
