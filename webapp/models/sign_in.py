"""One log-in of a person on one device: what the session's cookie stands for, and how long.

The cookie holds a random token and the database its hash, so that whoever reads the database
cannot log in. A token that was replaced is taken for a short time longer, because a browser has
several requests on their way at once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import BigInteger, ForeignKey, String, and_, delete, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from webapp.extensions import db
from webapp.models.clock import now_ms
from webapp.models.user import User

REPLACED_FOR_MS = 60_000
"""How long a replaced token is taken: longer than a request that was under way."""
SEEN_EVERY_MS = 5 * 60_000
FORGOTTEN_AFTER_MS = 60 * 24 * 3600 * 1000
"""When the row of a log-in that is long over is removed."""

Over = Literal["ended", "idle", "too long"]


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a log-in lasts without a request, and at all, in milliseconds."""

    idle_ms: int
    absolute_ms: int


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """The lifetime of an ordinary log-in, and of one on a device that keeps a person logged in."""

    usual: Lifetime
    kept: Lifetime

    def of(self, kept: bool) -> Lifetime:
        return self.kept if kept else self.usual


class SignIn(db.Model):  # type: ignore[misc, name-defined]
    """A person's log-in on one device. Times are milliseconds since 1970, the database's."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    replaced_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """The hash of the token before this one."""
    replaced_ms: Mapped[int | None] = mapped_column(BigInteger)
    due_for_renewal: Mapped[bool] = mapped_column(default=False)
    """Whether the next page gives the browser another token."""
    kept: Mapped[bool] = mapped_column(default=False)
    """Whether the person asked to stay logged in on this device."""
    device: Mapped[str] = mapped_column(String(60), default="")
    """In words, such as 'Firefox on Linux'."""
    address: Mapped[str] = mapped_column(String(50), default="")
    """A part of the network address: enough to know one's own, too little to find a person."""
    created_ms: Mapped[int] = mapped_column(BigInteger, default=now_ms())
    seen_ms: Mapped[int] = mapped_column(BigInteger, default=now_ms())
    """When something was last asked for, to within five minutes."""
    ended_ms: Mapped[int | None] = mapped_column(BigInteger)

    user: Mapped[User] = relationship()

    @classmethod
    def begin(
        cls, user: User, *, kept: bool = False, device: str = "", address: str = ""
    ) -> tuple[SignIn, str]:
        """Add a log-in to the session; return it and its token, which is kept nowhere else."""
        token = secrets.token_urlsafe(32)
        sign_in = cls(
            user_id=user.id, token_hash=_hash(token), kept=kept, device=device, address=address
        )
        db.session.add(sign_in)
        db.session.flush()
        return sign_in, token

    @classmethod
    def find(cls, token: str) -> tuple[SignIn, int] | None:
        """The log-in that a token stands for, with its person, and the time; one query."""
        hashed = _hash(token)
        still_taken = and_(
            cls.replaced_hash == hashed, cls.replaced_ms > now_ms() - REPLACED_FOR_MS
        )
        row = db.session.execute(
            select(cls, now_ms())
            .join(cls.user)
            .options(contains_eager(cls.user))
            .where(or_(cls.token_hash == hashed, still_taken))
        ).one_or_none()
        return (row[0], row[1]) if row else None

    @classmethod
    def live_of(cls, user: User, lifetimes: Lifetimes) -> Sequence[SignIn]:
        """Where a person is logged in, last used first."""
        now = db.session.scalar(select(now_ms())) or 0
        rows = db.session.scalars(
            select(cls)
            .where(cls.user_id == user.id, cls.ended_ms.is_(None))
            .order_by(cls.seen_ms.desc(), cls.id.desc())
        ).all()
        return [row for row in rows if not row.over(now, lifetimes)]

    @classmethod
    def any_of(cls, user: User) -> bool:
        """Whether a person has logged in before, as far as it is remembered."""
        query = select(cls.id).where(cls.user_id == user.id).limit(1)
        return db.session.scalar(query) is not None

    @classmethod
    def end(cls, user: User, *conditions: ColumnElement[bool]) -> None:
        """End a person's log-ins: all, or those that the conditions name."""
        db.session.execute(
            update(cls)
            .where(cls.user_id == user.id, cls.ended_ms.is_(None), *conditions)
            .values(ended_ms=now_ms())
            .execution_options(synchronize_session=False)
        )

    @classmethod
    def renew_all(cls, user: User) -> None:
        """Let every browser of a person have another token with its next page."""
        db.session.execute(
            update(cls)
            .where(cls.user_id == user.id, cls.ended_ms.is_(None))
            .values(due_for_renewal=True)
            .execution_options(synchronize_session=False)
        )

    @classmethod
    def forget_old(cls) -> None:
        """Remove what is long over."""
        db.session.execute(
            delete(cls)
            .where(cls.seen_ms < now_ms() - FORGOTTEN_AFTER_MS)
            .execution_options(synchronize_session=False)
        )

    def over(self, now: int, lifetimes: Lifetimes) -> Over | None:
        """Why this log-in does not count any more; None while it does."""
        lifetime = lifetimes.of(self.kept)
        if self.ended_ms is not None:
            return "ended"
        if now - self.created_ms >= lifetime.absolute_ms:
            return "too long"
        if now - self.seen_ms >= lifetime.idle_ms:
            return "idle"
        return None

    def renew(self, on: Connection) -> str | None:
        """Give this log-in another token; None where a request at the same time has done so."""
        token = secrets.token_urlsafe(32)
        done = on.execute(
            update(SignIn)
            .where(SignIn.id == self.id, SignIn.token_hash == self.token_hash)
            .values(
                token_hash=_hash(token),
                replaced_hash=SignIn.token_hash,
                replaced_ms=now_ms(),
                due_for_renewal=False,
            )
        )
        return token if done.rowcount else None

    def note_seen(self, on: Connection) -> None:
        """Write down that something was asked for now."""
        on.execute(update(SignIn).where(SignIn.id == self.id).values(seen_ms=now_ms()))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
