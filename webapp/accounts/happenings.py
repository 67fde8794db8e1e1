"""What follows when somebody registers, logs in or out, or changes her account.

Flask-Security says what happened; here it is written into the log, the session is made clean, the
preferences are carried over, and our own events are sent once all is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from blinker import NamedSignal
from flask import Flask, Response, after_this_request, current_app, flash, g, request, session
from flask_babel import gettext as _
from flask_login import current_user, user_logged_out
from flask_security import (
    change_email_confirmed,
    login_user,
    password_changed,
    password_reset,
    user_authenticated,
    user_registered,
)

from webapp import audit_log, events, look, mail, watching
from webapp.accounts import sessions
from webapp.extensions import db
from webapp.models import Library, Membership, User
from webapp.models.clock import utc_now

KEPT_AT_LOG_IN = frozenset(
    {
        *("_user_id", "_fresh", "_id", "_remember", "_remember_seconds"),  # Flask-Login's
        *("fs_cc", "fs_paa", sessions.TOKEN, "_permanent", "_flashes"),
    }
)
"""What the log-in itself has just put into the session."""
KEPT_AT_LOG_OUT = frozenset({"_remember", "_permanent", "fs_cc", sessions.TOKEN})
"""What those who listen besides still need: the log-in is ended by its token."""
CHANGED_PASSWORD = ["change"]
"""How Flask-Security says that a log-in only follows a changed password."""


def init_app(app: Flask) -> None:
    """Listen to what Flask-Security and Flask-Login say."""
    user_registered.connect(_registered, app)
    user_authenticated.connect(_logged_in, app)
    user_logged_out.connect(_logged_out, app)
    password_changed.connect(_password_changed, app)
    password_reset.connect(_password_reset, app)
    change_email_confirmed.connect(_address_changed, app)


def join(user: User) -> None:
    """Make a new account a member of the library that everybody may see; the caller commits."""
    user.memberships.append(Membership(library=Library.default(), role="viewer"))
    db.session.add(user)
    db.session.flush()
    audit_log.record("account.created", subject=user)


def _registered(_app: Flask, user: User, **_: Any) -> None:
    join(user)
    _when_committed(partial(_send, events.user_created, user.id))


def _logged_in(_app: Flask, user: User, authn_via: Sequence[str] | None, **_: Any) -> None:
    """Keep nothing of the session before: somebody else may have put it there."""
    for key in session.keys() - KEPT_AT_LOG_IN:
        session.pop(key)
    g.pop("csrf_token", None)  # else flask-wtf would go on with the one before
    if authn_via == CHANGED_PASSWORD:
        return
    look.carry_over(user)
    watching.carry_over(user)
    audit_log.record("login.succeeded", subject=user, actor=user, by=list(authn_via or ()))
    _when_committed(partial(_send, events.user_login, user.id))


def _logged_out(_app: Flask, user: User, **_details: Any) -> None:
    for key in session.keys() - KEPT_AT_LOG_OUT:
        session.pop(key)
    if not user.is_authenticated:  # a link that confirms an address logs out whoever opens it
        return
    audit_log.record("logout.done", subject=user, actor=user)
    flash(_("You are logged out."))
    _when_committed(lambda: None)
    after_this_request(_leave_nothing_behind)


def _leave_nothing_behind(response: Response) -> Response:
    """Have the browser forget pages that it kept and, where she asks for it, how they look.

    Without being asked it keeps the look: who needs large contrast must be able to read the
    log-in page, too. On a device that others use, the look says something about a person, such as
    which sign language she uses; so the log-out of the account page offers to forget it.
    """
    response.headers["Clear-Site-Data"] = '"cache"'
    if request.form.get("forget"):
        look.forget(response)
        watching.forget(response)
    return response


def _password_changed(_app: Flask, user: User, **_: Any) -> None:
    audit_log.record("password.changed", subject=user, actor=user)


def _password_reset(_app: Flask, user: User, **_: Any) -> None:
    """The link came by mail, so that it has also shown whose the address is."""
    user.confirmed_at = user.confirmed_at or utc_now()
    audit_log.record("password.reset", subject=user, actor=user)


def _address_changed(_app: Flask, user: User, old_email: str, **_: Any) -> None:
    """Links that were sent to the old address end, and so does every other log-in."""
    mail.send(old_email, "address_changed")
    audit_log.record("address.changed", subject=user, actor=user)
    current_app.extensions["security"].datastore.set_uniquifier(user)
    sessions.end_all(user)
    if current_user == user:
        login_user(user, authn_via=CHANGED_PASSWORD)


def _send(signal: NamedSignal, user_id: int) -> None:
    signal.send(current_app._get_current_object(), user_id=user_id)  # type: ignore[attr-defined]


def _when_committed(then: Callable[[], Any]) -> None:
    """Commit what the request did, and go on only then."""

    def commit(response: Response) -> Response:
        db.session.commit()
        then()
        return response

    after_this_request(commit)
