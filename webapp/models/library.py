"""A library: a workspace with members, a glossary and defaults of its own."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    ForeignKey,
    String,
    Table,
    UniqueConstraint,
    event,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now

if TYPE_CHECKING:
    from webapp.models.user import User

DEFAULT_SLUG = "main"

Role = Literal["viewer", "uploader", "reviewer", "librarian", "qa", "admin"]
Visibility = Literal["public", "link", "members", "people"]
VISIBILITIES: tuple[Visibility, ...] = ("public", "link", "members", "people")
"""Who may watch a media: all; all who have its address; members of its library; named people."""
HeardBy = Literal["here", "server", "either"]
HEARD_BY: tuple[HeardBy, ...] = get_args(HeardBy)
"""Who drafts captions: this machine alone; the speech server; it, and this machine in its place."""


class Library(db.Model):  # type: ignore[misc, name-defined]
    """Media that belong together, and the people who look after them."""

    __tablename__ = "library"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(
        String(40), unique=True, default=lambda: secrets.token_urlsafe(6)
    )
    name: Mapped[str] = mapped_column(String(120))
    caption_profile: Mapped[str] = mapped_column(String(20), default="sightline")
    language: Mapped[str] = mapped_column(String(35), default="")
    """What is mostly spoken in its media (BCP 47); empty: find out each time."""
    default_visibility: Mapped[str] = mapped_column(String(10), default="members")
    heard_by: Mapped[str] = mapped_column(String(10), default="here", server_default="here")
    """One of ``HEARD_BY``: whether the sound of its media may leave this machine."""
    quota_bytes: Mapped[int | None] = mapped_column(BigInteger)
    """How much its media may take; None: as much as the settings allow."""
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="library", cascade="all, delete-orphan"
    )

    @property
    def is_default(self) -> bool:
        return self.slug == DEFAULT_SLUG

    @classmethod
    def default(cls) -> Library:
        """The library that exists from the start."""
        return db.session.scalars(select(cls).where(cls.slug == DEFAULT_SLUG)).one()

    @classmethod
    def by_slug(cls, slug: str) -> Library | None:
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def all(cls) -> Sequence[Library]:
        """Every library, the default one first."""
        return db.session.scalars(select(cls).order_by(cls.id)).all()

    @classmethod
    def of(cls, user: User) -> Sequence[Library]:
        """The libraries that a person is a member of, the default one first."""
        return db.session.scalars(
            select(cls)
            .join(Membership)
            .where(Membership.user_id == user.id)
            .distinct()
            .order_by(cls.id)
        ).all()


class Membership(db.Model):  # type: ignore[misc, name-defined]
    """One role of one person in one library; a person may have several."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "library_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    library_id: Mapped[int] = mapped_column(
        ForeignKey("library.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    user: Mapped[User] = relationship(back_populates="memberships")
    library: Mapped[Library] = relationship(back_populates="memberships")


@event.listens_for(Library.__table__, "after_create")
def _make_default(table: Table, connection: Connection, **_: Any) -> None:
    """One library exists from the start; the migration makes it likewise."""
    connection.execute(
        table.insert().values(
            slug=DEFAULT_SLUG,
            name="Library",
            caption_profile="sightline",
            language="",
            default_visibility="members",
            heard_by="here",
            created_at=utc_now(),
        )
    )
