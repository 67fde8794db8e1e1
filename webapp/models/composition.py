"""Media and signer in one picture, for who can play only one video: made when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    or_,
    select,
    update,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from webapp.extensions import db, noting
from webapp.media.failure import N_
from webapp.models.clock import utc_now
from webapp.models.job import SOON, Job, declare
from webapp.models.sign_track import SignTrack

COMPOSE = declare("compose", "asked", "made", priority=SOON)
"""Putting media and signer into one picture."""

Layout = Literal["corner", "side"]
"""The signer in a corner of the media, or beside it."""
LAYOUTS: tuple[str, ...] = get_args(Layout)

CHANGED = N_("The video, or its signed version, has changed meanwhile. Ask again.")

UNUSED_DAYS = 30
NOTED_EVERY = timedelta(hours=1)
STILL_WATCHED_HOURS = 24


class Composition(db.Model):  # type: ignore[misc, name-defined]
    """One rendition of a media with one signed version in it."""

    __tablename__ = "composition"
    __table_args__ = (UniqueConstraint("track_id", "track_version", "layout", "share"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(
        ForeignKey("sign_track.id", ondelete="CASCADE"), index=True
    )
    track_version: Mapped[int] = mapped_column()
    """Of the signed version, when it was asked for."""
    layout: Mapped[str] = mapped_column(String(6))
    """One of ``LAYOUTS``."""
    share: Mapped[int] = mapped_column()
    """How much of the picture's width is the signer's, in percent."""
    file: Mapped[str] = mapped_column(String(80), default="")
    """The name in storage; empty until it is made."""
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("job.id", ondelete="SET NULL"), index=True
    )
    used_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    """Asked for, played or saved last, to the hour; what nobody uses any more is removed, and can
    be made again."""

    track: Mapped[SignTrack] = relationship(
        backref=backref("compositions", cascade="all, delete-orphan")
    )
    job: Mapped[Job | None] = relationship()

    @classmethod
    def ask(cls, track: SignTrack, layout: Layout, share: int) -> Composition:
        """Have it made, unless it is there or on its way already; the caller commits.

        ``share`` is in percent. What failed begins anew.
        """
        made = db.session.scalar(
            select(cls).filter_by(
                track_id=track.id, track_version=track.version, layout=layout, share=share
            )
        )
        if made is None:
            made = cls(track=track, track_version=track.version, layout=layout, share=share)
            db.session.add(made)
        if not made.file and (made.job is None or made.job.is_over):
            made.job = Job.add(COMPOSE)
            made.job.media_id = track.media_id
        made.used_at = utc_now()
        return made

    def use(self) -> None:
        """Note, and commit, that somebody plays or saves it: a player asks for many parts."""
        now = utc_now()
        if now - self.used_at <= NOTED_EVERY:
            return
        # Somebody else writes: the next part is asked for soon.
        with suppress(OperationalError), noting() as connection:
            connection.execute(update(Composition).filter_by(id=self.id).values(used_at=now))

    @classmethod
    def made_of(cls, track: SignTrack) -> Sequence[Composition]:
        """Those that can be played, of a signed version as it is now; the newest first."""
        mine = select(cls).where(
            cls.track_id == track.id, cls.track_version == track.version, cls.file != ""
        )
        return db.session.scalars(mine.order_by(cls.id.desc())).all()

    @classmethod
    def remove_unused(cls) -> list[str]:
        """Remove what nobody needs any more, and commit; return the names of its files.

        That is what nobody has used for `UNUSED_DAYS`, and what shows a version that is no more;
        the latter a day after it was asked for, for who is watching it. None that is being made.
        """
        now = utc_now()
        is_old = cls.track_version != SignTrack.version
        unused = (
            select(cls)
            .join(cls.track)
            .outerjoin(cls.job)
            .where(
                or_(Job.id.is_(None), Job.state.not_in(("queued", "running"))),
                or_(
                    cls.used_at < now - timedelta(days=UNUSED_DAYS),
                    and_(is_old, cls.used_at < now - timedelta(hours=STILL_WATCHED_HOURS)),
                ),
            )
        )
        gone = db.session.scalars(unused.with_for_update(of=cls, skip_locked=True)).all()
        names = [each.file for each in gone if each.file]
        for each in gone:
            db.session.delete(each)
        db.session.commit()
        return names
