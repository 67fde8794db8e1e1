"""Deleting an account: what goes with it, and what stays."""

from __future__ import annotations

from contextlib import suppress

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from webapp import audit_log, mail
from webapp.extensions import db
from webapp.media.storage import StorageFailure
from webapp.models import Media, Takeout, User


class LastAdministrator(Exception):
    """Nobody else could look after the installation. ``str()`` says what to do."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You are the only administrator. Make somebody else one first, "
                "with: manage.py user role ADDRESS admin"
            )
        )


def media_of(user: User) -> int:
    """How many media a person has uploaded that are still there."""
    return db.session.scalar(select(func.count()).where(Media.owner_id == user.id)) or 0


def check(user: User) -> None:
    """Raise LastAdministrator where a person cannot delete her account."""
    if not user.is_admin:
        return
    others = select(User.id).where(User.is_admin, User.active, User.id != user.id)
    if db.session.scalar(others.limit(1).with_for_update()) is None:
        raise LastAdministrator


def close(user: User, *, with_media: bool) -> None:
    """Delete an account, commit, and remove the files that belonged to it.

    Passkeys, log-ins, roles, preferences and the copy that she asked for go with it. Media go with
    it, or stay in their library without an owner. The log keeps what was done, and by which name.
    LastAdministrator where nobody else could look after the installation.
    """
    check(user)
    files = Takeout.end(user)
    if with_media:
        for media in db.session.scalars(select(Media).where(Media.owner_id == user.id)).all():
            files.extend(media.files)
            audit_log.record("media.deleted", subject=media, actor=user, bytes=media.bytes)
            db.session.delete(media)
    audit_log.record("account.deleted", subject=user, actor=user, with_media=with_media)
    mail.send(user, "account_deleted")
    db.session.flush()  # the log names who did it before she is gone
    db.session.delete(user)
    db.session.commit()
    for name in files:
        with suppress(OSError, StorageFailure):  # what cannot be removed now is tidied up later
            current_app.extensions["storage"].delete(name)
