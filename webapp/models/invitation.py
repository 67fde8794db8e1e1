"""Invitations: by e-mail to one library, with the roles that whoever accepts will have there."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    ForeignKey,
    String,
    and_,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db, hold
from webapp.models.clock import utc_now
from webapp.models.library import Library, Membership
from webapp.models.roles import ROLES, check_may_give
from webapp.models.user import User

GOOD_FOR = timedelta(days=7)
TOKEN_BYTES = 32
AGAIN_AFTER = timedelta(minutes=10)
MOST_IN_A_DAY = 100
"""Invitations of one library; a librarian whose account was taken over sends no mass of mails."""


class NotNow(Exception):
    """An invitation that would be a mail too many. ``str()`` says why, and what to do."""


class Invitation(db.Model):  # type: ignore[misc, name-defined]
    """An address that was asked to join a library. Its token is in the mail, here is its hash."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    library_id: Mapped[int] = mapped_column(
        ForeignKey("library.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(String(254))
    roles: Mapped[list[str]] = mapped_column(JSON)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 in hex; the token is random, so that it needs no salt."""
    invited_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    awaits_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    """Who registered by its link, and joins with the first log-in."""
    sent_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    ends_at: Mapped[datetime] = mapped_column(DateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime)

    library: Mapped[Library] = relationship()
    invited_by: Mapped[User | None] = relationship(foreign_keys=invited_by_id)
    awaits: Mapped[User | None] = relationship(foreign_keys=awaits_id)

    @classmethod
    def send(
        cls, library: Library, email: str, roles: Collection[str], by: User
    ) -> tuple[Invitation, str]:
        """Invite an address, and return the invitation with its token; the caller commits.

        An address that is invited already gets a new token for the new roles; the old one ends.
        RoleRefused where ``by`` may not give these roles, NotNow where it is too often.
        """
        check_may_give(by, library, roles)
        invitation = db.session.scalar(
            select(cls).where(cls.library_id == library.id, cls.email == email, cls.is_open())
        )
        if invitation is None:
            cls._check_day(library)
            invitation = cls(library=library, email=email)
            token = invitation._issue(by)
            db.session.add(invitation)
        else:
            token = invitation.renew(by)
        invitation.roles = [role for role in ROLES if role in roles]
        return invitation, token

    def renew(self, by: User) -> str:
        """Give a new token, good for another week; the mail with it is about to be sent.

        NotNow where one was sent a moment ago, or where the library has sent too many.
        """
        if utc_now() - self.sent_at < AGAIN_AFTER:
            raise NotNow(
                _(
                    "An invitation was sent to %(email)s a moment ago. "
                    "Wait ten minutes before you send another, or withdraw that one first.",
                    email=self.email,
                )
            )
        self._check_day(self.library)
        return self._issue(by)

    @classmethod
    def _check_day(cls, library: Library) -> None:
        a_day_ago = utc_now() - timedelta(days=1)
        sent = select(func.count(cls.id)).where(
            cls.library_id == library.id, cls.sent_at > a_day_ago
        )
        if (db.session.scalar(sent) or 0) >= MOST_IN_A_DAY:
            raise NotNow(
                _(
                    "This library has sent %(count)s invitations within a day. "
                    "Send the next one tomorrow.",
                    count=MOST_IN_A_DAY,
                )
            )

    def _issue(self, by: User) -> str:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self.awaits = None
        self.token_hash = _hash(token)
        self.invited_by = by
        self.sent_at = utc_now()
        self.ends_at = self.sent_at + GOOD_FOR
        return token

    @classmethod
    def by_token(cls, token: str) -> Invitation | None:
        """The invitation that a link leads to, while it can be accepted."""
        return db.session.scalar(select(cls).where(cls.token_hash == _hash(token), cls._is_good()))

    @classmethod
    def awaiting(cls, user: User) -> Sequence[Invitation]:
        """The invitations by which a person registered, while they can be accepted."""
        return db.session.scalars(
            select(cls).where(cls.awaits_id == user.id, cls._is_good()).order_by(cls.id)
        ).all()

    def accept(self, user: User) -> bool:
        """Give a person the roles of this invitation, once; the caller commits.

        False where it cannot be accepted any more. Of two who try at once, one succeeds.
        """
        cls = type(self)
        hold(self.library)
        taken = db.session.execute(
            update(cls)
            .where(cls.id == self.id, cls.token_hash == self.token_hash, cls._is_good())
            .values(accepted_at=utc_now())
        )
        if not taken.rowcount:  # type: ignore[attr-defined]
            return False
        had = {m.role for m in user.memberships if m.library_id == self.library_id}
        user.memberships += [
            Membership(library_id=self.library_id, role=role)
            for role in self.roles
            if role not in had
        ]
        return True

    @classmethod
    def open_in(cls, library: Library) -> Sequence[Invitation]:
        """The invitations to a library that nobody has accepted, the newest first."""
        return db.session.scalars(
            select(cls)
            .where(cls.library_id == library.id, cls.is_open())
            .order_by(cls.sent_at.desc(), cls.id.desc())
        ).all()

    @classmethod
    def is_open(cls) -> ColumnElement[bool]:
        """True of one that was neither accepted nor withdrawn; it may have ended."""
        return and_(cls.accepted_at.is_(None), cls.withdrawn_at.is_(None))

    @classmethod
    def _is_good(cls) -> ColumnElement[bool]:
        """True of one that can be accepted now."""
        return and_(cls.is_open(), cls.ends_at > utc_now())

    @property
    def has_ended(self) -> bool:
        return self.ends_at <= utc_now()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
