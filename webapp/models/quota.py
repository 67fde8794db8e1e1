"""How much people and libraries may keep, counted over what was uploaded."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from webapp import sizes
from webapp.config import Settings
from webapp.extensions import db
from webapp.models.incoming_upload import IncomingUpload
from webapp.models.library import Library
from webapp.models.media import Media
from webapp.models.sign_track import SignTrack
from webapp.models.user import User


@dataclass(frozen=True, slots=True)
class Quota:
    """A limit in bytes and what is used of it; ``state`` says both in a sentence."""

    of_library: bool
    allowed: int
    used: int

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.used)

    @property
    def state(self) -> str:
        values = {"used": sizes.in_words(self.used), "allowed": sizes.in_words(self.allowed)}
        if self.of_library:
            return _("This library has used %(used)s of %(allowed)s.", **values)
        return _("You have used %(used)s of %(allowed)s.", **values)


class QuotaExceeded(Exception):
    """A file does not fit. ``str()`` says what is used, what is allowed and what to do."""

    def __init__(self, quota: Quota) -> None:
        super().__init__(
            _(
                "This file does not fit. %(state)s "
                "Choose a smaller file, or ask whoever runs this library for more room.",
                state=quota.state,
            )
        )


def tightest(settings: Settings, library: Library, owner: User | None) -> Quota | None:
    """The quota that leaves least room to an upload, of the person's and the library's.

    None where there is no limit.
    """
    of_library = library.quota_bytes
    if of_library is None:
        of_library = settings.library_quota_bytes
    quotas = []
    if of_library:
        used = _used(
            Media.library_id == library.id,
            Media.library_id == library.id,
            IncomingUpload.library_id == library.id,
        )
        quotas.append(Quota(True, of_library, used))
    if settings.person_quota_bytes and owner is not None:
        used = _used(
            Media.owner_id == owner.id,
            SignTrack.person_id == owner.id,
            IncomingUpload.owner_id == owner.id,
        )
        quotas.append(Quota(False, settings.person_quota_bytes, used))
    return min(quotas, key=lambda quota: quota.left, default=None)


def check(settings: Settings, library: Library, owner: User | None, size: int) -> None:
    """Raise QuotaExceeded where ``size`` more bytes do not fit, counted until the commit.

    Whoever else uploads to the library, or as the same person, waits until then. (SQLite has one
    writer at a time and needs no more than that.)
    """
    of_library = select(Library.id).where(Library.id == library.id)
    db.session.execute(of_library.with_for_update(key_share=True))
    if owner is not None:
        hers = select(User.id).where(User.id == owner.id)
        db.session.execute(hers.with_for_update(key_share=True))
    room = tightest(settings, library, owner)
    if room and size > room.left:
        raise QuotaExceeded(room)


def _used(
    media: ColumnElement[bool], signed: ColumnElement[bool], incoming: ColumnElement[bool]
) -> int:
    """What some media and signed versions take, and unfinished uploads will take, in bytes."""
    of_media = select(func.sum(Media.bytes)).where(media)
    of_signed = select(func.sum(SignTrack.bytes)).join(SignTrack.media).where(signed)
    to_come = select(func.sum(IncomingUpload.bytes)).where(incoming, IncomingUpload.is_arriving())
    return sum(int(db.session.scalar(each) or 0) for each in (of_media, of_signed, to_come))
