"""How often somebody tried a secret and was wrong, and how long the next try must wait."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sqlalchemy import BigInteger, String, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db
from webapp.models.clock import now_ms

LONGEST_WAIT_MS = 15 * 60_000
LOCKED_FOR_MS = 24 * 3600 * 1000
"""A lock ends by itself then, so that nobody can shut somebody out for good."""
FORGOTTEN_AFTER_MS = 30 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Rule:
    """How many tries are free, how many lock (0: none), and how long it takes to forget one."""

    free: int
    lock_at: int
    forget_one_ms: int

    def wait_ms(self, tries: int) -> int:
        """How long after the last try another is taken: from one second on, doubling."""
        if tries < self.free:
            return 0
        return min(1000 << min(tries - self.free, 20), LONGEST_WAIT_MS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a try may go on; if not, for how long, and whether it is locked, just now or before.

    ``wait_s`` is rounded up.
    """

    wait_s: int = 0
    locked: bool = False
    locked_now: bool = False

    @property
    def allowed(self) -> bool:
        return not self.wait_s


class Lockout(db.Model):  # type: ignore[misc, name-defined]
    """The wrong tries of one kind, by what ``key`` stands for. Times are the database's, in ms."""

    __tablename__ = "lockout"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
    tried_ms: Mapped[int] = mapped_column(BigInteger, default=0, index=True)
    locked_ms: Mapped[int | None] = mapped_column(BigInteger)

    @classmethod
    def take(cls, key: str, rule: Rule) -> Verdict:
        """Count a try as wrong before it is looked at, and say whether it may be looked at.

        Whoever was right gives it back (``clear``, ``give_back``). A try that has to wait counts
        as well. The row is held until the caller's commit, so that of many tries at once each
        sees those before it.
        """
        insert = postgresql.insert if _dialect() == "postgresql" else sqlite.insert
        db.session.execute(
            insert(cls).values(key=key, tries=0, tried_ms=now_ms()).on_conflict_do_nothing()
        )
        tries, tried, locked, now = db.session.execute(
            select(cls.tries, cls.tried_ms, cls.locked_ms, now_ms())
            .where(cls.key == key)
            .with_for_update()
        ).one()
        tried = min(tried, now)  # the clock may have been set back
        if locked is not None and now - locked < LOCKED_FOR_MS:
            return Verdict(_seconds(locked + LOCKED_FOR_MS - now), locked=True)
        tries = 0 if locked is not None else max(0, tries - (now - tried) // rule.forget_one_ms)
        wait = tried + rule.wait_ms(tries) - now
        locks = 0 < rule.lock_at <= tries + 1
        db.session.execute(
            update(cls)
            .where(cls.key == key)
            .values(tries=tries + 1, tried_ms=now, locked_ms=now if locks else None)
            .execution_options(synchronize_session=False)
        )
        if wait <= 0:
            return Verdict(locked_now=locks)
        if locks:
            return Verdict(_seconds(LOCKED_FOR_MS), locked=True, locked_now=True)
        return Verdict(_seconds(rule.wait_ms(tries + 1)))

    @classmethod
    def clear(cls, *keys: str) -> None:
        """Forget the tries of these keys, and of those that begin with them and a colon."""
        below = [cls.key.startswith(f"{key}:", autoescape=True) for key in keys]
        _delete(or_(cls.key.in_(keys), *below))

    @classmethod
    def give_back(cls, key: str) -> None:
        """Take one try back that was right."""
        db.session.execute(
            update(cls)
            .where(cls.key == key, cls.tries > 0)
            .values(tries=cls.tries - 1)
            .execution_options(synchronize_session=False)
        )

    @classmethod
    def forget_old(cls) -> None:
        """Remove what nobody tried for long."""
        _delete(cls.tried_ms < now_ms() - FORGOTTEN_AFTER_MS)


def _delete(condition: object) -> None:
    db.session.execute(
        delete(Lockout).where(condition).execution_options(synchronize_session=False)  # type: ignore[arg-type]
    )


def _dialect() -> str:
    return db.session.get_bind().dialect.name


def _seconds(milliseconds: int) -> int:
    return math.ceil(milliseconds / 1000)
