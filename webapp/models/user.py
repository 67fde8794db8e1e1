"""The people who have an account, and the passkeys that they log in with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_security import AsaList, UserMixin, WebAuthnMixin
from sqlalchemy import JSON, DateTime, ForeignKey, LargeBinary, String, func, select
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now
from webapp.models.library import Membership

AsaList.cache_ok = True  # it has no state, so statements with it can be kept


class User(db.Model, UserMixin):  # type: ignore[misc, name-defined]
    """Somebody with an account. Roles are per library (``Membership``), but for ``is_admin``."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Normalised by Flask-Security; compared without regard to case."""
    name: Mapped[str] = mapped_column(String(80), default="")
    """What others see; empty: the part of the address before the @."""
    password: Mapped[str | None] = mapped_column(String(255))
    """Its argon2id hash."""
    active: Mapped[bool] = mapped_column(default=True)
    is_admin: Mapped[bool] = mapped_column(default=False)
    """Looks after the whole installation: every library, and everybody's account."""
    look: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The preferences that follow this person to every device (``webapp.look.Look``)."""
    watching: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What differs from the usual way to watch (``webapp.watching.Watching``); None: not chosen."""
    reviewing: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What differs from the usual keys of reviewers (``webapp.reviewing.Reviewing``)."""
    hearing: Mapped[str] = mapped_column(String(10), default="")
    """A preference, no role: ``deaf``, ``hearing`` or not said."""
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    """What a session names this person by; a new one ends every session."""
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_code_at: Mapped[int | None] = mapped_column()
    """The time step of the last code that was taken, so that none is taken twice (RFC 6238)."""
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]
        String(64), unique=True
    )

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="user", cascade="all, delete-orphan"
    )
    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]
        back_populates="user", cascade="all, delete-orphan"
    )
    roles = []  # noqa: RUF012  # Flask-Security's are for the whole site; ours are per library

    @classmethod
    def by_email(cls, email: str) -> User | None:
        return db.session.scalar(select(cls).where(func.lower(cls.email) == email.lower()))

    @property
    def shown_name(self) -> str:
        return self.name or self.email.partition("@")[0]


class Passkey(db.Model, WebAuthnMixin):  # type: ignore[misc, name-defined]
    """A WebAuthn credential; its columns are those that Flask-Security asks for."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    backup_state: Mapped[bool] = mapped_column()
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    create_datetime: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    lastuse_datetime: Mapped[datetime] = mapped_column(DateTime)
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))

    user: Mapped[User] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, Any]:
        """How the datastore finds whose passkey this is."""
        return {"id": self.user_id}
