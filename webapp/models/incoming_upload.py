"""An upload that arrives in pieces, maybe over days and from several devices of one person.

Its bytes are in storage, under the name that the file will keep. ``arrived`` never says more than
what is safe on the disk, so that a server or machine that dies has promised nothing it has not.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    DateTime,
    ForeignKey,
    String,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import now_ms, utc_now
from webapp.models.library import Library
from webapp.models.user import User

if TYPE_CHECKING:
    from webapp.models.media import Media
    from webapp.models.sign_track import SignTrack

HOLD_S = 10
"""A request that was not heard of for so long has lost the upload to the next one: a laptop that
was closed leaves a connection behind that nobody ends."""
MOST_OF_ONE = 20
"""So many unfinished uploads may one person have."""


class Typed(TypedDict):
    """What whoever uploads says of the file, made safe to keep."""

    title: str
    description: str
    language: str
    """BCP 47; empty: find out."""
    visibility: str
    """Empty: as the library says."""


class Facts(TypedDict, total=False):
    """What whoever brings a signed version says of it, made safe to keep."""

    language: str
    """ISO 639-3."""
    nature: str
    title: str
    """Who signs."""


class Remains(NamedTuple):
    """What has come of an upload that was thrown away."""

    file: str
    """Its name in storage."""
    in_store: str
    """As `IncomingUpload.in_store`."""


class HoldLost(Exception):
    """Another request goes on with this upload, or it was thrown away."""


class IncomingUpload(db.Model):  # type: ignore[misc, name-defined]
    """What has come of one file, what is to be said of it, and what becomes of it."""

    __tablename__ = "incoming_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(
        String(22), unique=True, default=lambda: secrets.token_urlsafe(16)
    )
    """Stands in its address."""
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    library_id: Mapped[int] = mapped_column(
        ForeignKey("library.id", ondelete="CASCADE"), index=True
    )
    media_id: Mapped[int | None] = mapped_column(
        ForeignKey("media.id", ondelete="CASCADE"), index=True
    )
    """The media that it brings a signed version of; None: it becomes a media itself."""
    track_id: Mapped[int | None] = mapped_column(
        ForeignKey("sign_track.id", ondelete="CASCADE"), index=True
    )
    """The signed version that gets another file, or that it has become; None: a new one."""
    state: Mapped[str] = mapped_column(String(8), default="arriving")
    """``arriving`` or ``kept``: then what it becomes is there, and this only remembers it."""
    file: Mapped[str] = mapped_column(String(80), index=True)
    """The name in storage."""
    in_store: Mapped[str] = mapped_column(default="", server_default="")
    """What the object store calls it while it goes straight there; empty: it comes through us."""
    original_name: Mapped[str] = mapped_column(String(500))
    bytes: Mapped[int] = mapped_column(BigInteger)
    """How many it will be."""
    arrived: Mapped[int] = mapped_column(BigInteger, default=0)
    """How many are safe on the disk, from the first on. All of them: only where it is kept."""
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    """By which a browser knows the same file again; empty where it cannot make one."""
    metadata_sent: Mapped[str] = mapped_column(default="")
    """``Upload-Metadata`` as it came, which the protocol wants back."""
    title: Mapped[str] = mapped_column(String(300), default="")
    description: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(35), default="")
    visibility: Mapped[str] = mapped_column(String(10), default="")
    nature: Mapped[str] = mapped_column(String(14), default="", server_default="")
    """How a signed version came about."""
    media_slug: Mapped[str] = mapped_column(
        String(22), unique=True, default=lambda: secrets.token_urlsafe(16)
    )
    """The address that its media gets, or the ``upload_key`` of its signed version: whatever is
    tried again, there can be only one."""
    token: Mapped[str] = mapped_column(String(32), default="")
    """Of the request that holds it; empty: none does."""
    held_until_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    """By the database's clock."""
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(DateTime, index=True)
    """Then it is thrown away; each piece that comes puts it off."""

    library: Mapped[Library] = relationship()
    media: Mapped[Media | None] = relationship()
    track: Mapped[SignTrack | None] = relationship()

    @classmethod
    def of(cls, owner: User, slug: str) -> IncomingUpload | None:
        """One of a person's uploads, in any state; those of others are not to be had here."""
        return db.session.scalar(select(cls).where(cls.slug == slug, cls.owner_id == owner.id))

    @classmethod
    def unfinished_of(cls, owner: User) -> list[IncomingUpload]:
        """What a person can go on with, the newest first."""
        found = db.session.scalars(
            select(cls)
            .where(cls.owner_id == owner.id, cls.is_arriving(), cls.expires_at > utc_now())
            .order_by(cls.id.desc())
        )
        return list(found)

    @classmethod
    def is_arriving(cls) -> ColumnElement[bool]:
        """True of an upload that takes room, but is no media yet."""
        return cls.state == "arriving"

    @staticmethod
    def expiry(kept_for: timedelta) -> datetime:
        """When an upload is thrown away of which nothing more comes from now on."""
        return utc_now() + kept_for

    @property
    def is_kept(self) -> bool:
        return self.state == "kept"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= utc_now()

    @property
    def percent(self) -> int:
        return self.arrived * 100 // self.bytes

    def describe(self, said: Typed | Facts) -> None:
        """Keep what is to be said of it; the caller commits."""
        for name, value in said.items():
            setattr(self, name, value)

    @property
    def typed(self) -> Typed:
        """What is to be said of the media."""
        return Typed(
            title=self.title,
            description=self.description,
            language=self.language,
            visibility=self.visibility,
        )

    @property
    def facts(self) -> Facts:
        """What is to be said of the signed version."""
        return Facts(language=self.language, nature=self.nature, title=self.title)

    def throw_away(self) -> Remains | None:
        """Remove it, whatever goes on with it; the caller commits, then removes what is returned.

        None where the file is a media's, or a signed version's, by now.
        """
        remains = Remains(self.file, self.in_store)
        gone = db.session.execute(
            delete(IncomingUpload).where(
                IncomingUpload.id == self.id, IncomingUpload.is_arriving()
            ),
            execution_options={"synchronize_session": False},
        )
        return remains if _changed(gone) else None

    @classmethod
    def is_let_go(cls) -> ColumnElement[bool]:
        """True where nobody has it; a hold into the far future is from before a clock went back."""
        until_ms = cls.held_until_ms
        return or_(until_ms < now_ms(), until_ms > now_ms() + 2 * HOLD_S * 1000)

    @classmethod
    def end_expired(cls) -> list[str]:
        """Remove all whose time is over and that nobody holds; commits.

        Returns the names of files that are to be deleted.
        """
        over = (cls.expires_at <= utc_now(), cls.is_let_go())
        gone = db.session.execute(
            delete(cls).where(*over).returning(cls.file, cls.state),
            execution_options={"synchronize_session": False},
        ).all()
        db.session.commit()
        return [row.file for row in gone if row.state == "arriving"]


@dataclass(frozen=True)
class Hold:
    """One request's hold on an upload: nobody else writes to it meanwhile."""

    upload_id: int
    token: str
    arrived: int
    """How much was written down to be safe when it was taken."""
    kept_for: timedelta
    """How long the upload waits after the last piece."""

    @classmethod
    def take(cls, upload_id: int, kept_for: timedelta) -> Hold | None:
        """Take an upload; None where another request has it. Commits."""
        token = secrets.token_hex(16)
        taken = _update(
            IncomingUpload.id == upload_id,
            IncomingUpload.is_arriving(),
            IncomingUpload.is_let_go(),
            token=token,
            held_until_ms=now_ms() + HOLD_S * 1000,
        )
        query = select(IncomingUpload.arrived).where(IncomingUpload.id == upload_id)
        arrived = db.session.scalar(query) if taken else None
        db.session.commit()
        return None if arrived is None else cls(upload_id, token, arrived, kept_for)

    def record(self, arrived: int) -> None:
        """Write down how much is safe on the disk, and be heard of; commits, or HoldLost."""
        self._write(
            arrived=arrived,
            held_until_ms=now_ms() + HOLD_S * 1000,
            expires_at=IncomingUpload.expiry(self.kept_for),
        )
        db.session.commit()

    def keep(self, arrived: int) -> None:
        """Say that all has come; the caller commits that together with the media, or HoldLost."""
        self._write(arrived=arrived, state="kept", token="", held_until_ms=0)

    def release(self) -> None:
        """Let the next request have it; commits."""
        _update(self._is_mine(), token="", held_until_ms=0)
        db.session.commit()

    def _is_mine(self) -> ColumnElement[bool]:
        return (IncomingUpload.id == self.upload_id) & (IncomingUpload.token == self.token)

    def _write(self, **values: Any) -> None:
        if not _update(self._is_mine(), **values):
            db.session.rollback()
            raise HoldLost


def _update(*conditions: ColumnElement[bool], **values: Any) -> bool:
    return _changed(
        db.session.execute(
            update(IncomingUpload).where(*conditions).values(**values),
            execution_options={"synchronize_session": False},
        )
    )


def _changed(result: object) -> bool:
    return isinstance(result, CursorResult) and result.rowcount > 0
