"""Which workers there are: each process that does jobs says now and then that it is there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import now_ms

if TYPE_CHECKING:
    from webapp.models.job import Job

BEAT_S = 5
"""So often a worker says that it is there."""
HERE_MS = 30_000
"""Whoever was not heard of for so long is gone: several beats are missing."""
FORGOTTEN_MS = 24 * 3600 * 1000


class Worker(db.Model):  # type: ignore[misc, name-defined]
    """A process that does one job at a time, out of some queues. Only the database's clock."""

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    """Its machine, and what tells it from others there."""
    host: Mapped[str] = mapped_column(String(64))
    queues: Mapped[str] = mapped_column(String(120))
    """What it works off, with commas between (``webapp.queues``)."""
    since_ms: Mapped[int] = mapped_column(BigInteger, default=now_ms())
    seen_ms: Mapped[int] = mapped_column(BigInteger)

    job: Mapped[Job | None] = relationship(
        primaryjoin="and_(Worker.name == foreign(Job.worker), Job.state == 'running')",
        viewonly=True,
        uselist=False,
    )
    """What it does now; None: it waits."""

    @property
    def queue_names(self) -> frozenset[str]:
        return frozenset(self.queues.split(","))

    @classmethod
    def beat(cls, name: str, host: str, queues: Collection[str]) -> None:
        """Note that a worker is there, and commit."""
        now = db.session.scalar(select(now_ms()))
        db.session.merge(cls(name=name, host=host, queues=",".join(queues), seen_ms=now))
        db.session.execute(delete(cls).where(cls.seen_ms < now_ms() - FORGOTTEN_MS))
        db.session.commit()

    @classmethod
    def leave(cls, name: str) -> None:
        """Note that a worker has gone, and commit."""
        db.session.execute(delete(cls).where(cls.name == name))
        db.session.commit()

    @classmethod
    def here(cls) -> Sequence[Worker]:
        """Those that were heard of just now, by name."""
        return db.session.scalars(
            select(cls).where(cls.seen_ms >= now_ms() - HERE_MS).order_by(cls.name)
        ).all()
