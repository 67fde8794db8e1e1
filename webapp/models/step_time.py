"""How long steps took, so that people can be told how long theirs will take."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db
from webapp.models.clock import now_ms

KEPT_MS = 30 * 24 * 3600 * 1000


class StepTime(db.Model):  # type: ignore[misc, name-defined]
    """One step of one job that was done in one go."""

    __tablename__ = "step_time"
    __table_args__ = (Index("ix_step_time_newest", "kind", "step", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    step: Mapped[str] = mapped_column(String(20))
    engine: Mapped[str] = mapped_column(String(40), default="")
    """Which engine and model heard; empty: none has to do with it."""
    media_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    """How long the media is that it is about; 0: it is about none."""
    took_ms: Mapped[int] = mapped_column(BigInteger)
    at_ms: Mapped[int] = mapped_column(BigInteger, default=now_ms(), index=True)

    @classmethod
    def keep(cls, kind: str, step: str, *, engine: str, media_ms: int, took_ms: int) -> None:
        """Add how long a step took; the caller commits."""
        db.session.add(cls(kind=kind, step=step, engine=engine, media_ms=media_ms, took_ms=took_ms))

    @classmethod
    def forget_old(cls) -> None:
        """Forget what is old, and commit."""
        db.session.execute(delete(cls).where(cls.at_ms < now_ms() - KEPT_MS))
        db.session.commit()
