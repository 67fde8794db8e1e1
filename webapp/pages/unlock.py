"""The link in the mail to the owner of a locked account."""

from __future__ import annotations

from flask import Blueprint, Response, abort, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp import access, audit_log, respond
from webapp.accounts import devices, lockout
from webapp.extensions import db

blueprint = Blueprint("unlock", __name__)

TOO_OLD = lazy_gettext("This link does not work any more. The lock that it was for is over.")


@blueprint.get("/login/unlock/<token>")
@access.anyone
def show(token: str) -> Response:
    """Ask once more: programs that look through mails open links, but press no buttons."""
    _account_of(token)
    return respond.page("pages/unlock.html")


@blueprint.post("/login/unlock/<token>")
@access.anyone
def end_lock(token: str) -> Response:
    """End the lock, and let no stranger's tries lock this browser out again."""
    account = _account_of(token)
    lockout.unlock(account)
    devices.remember(account)
    audit_log.record("login.unlocked")
    db.session.commit()
    return respond.see_other(
        url_for("security.login"), announce=_("The account is unlocked. You can log in now.")
    )


def _account_of(token: str) -> str:
    account = lockout.account_of(token)
    if account is None:
        abort(410, TOO_OLD)
    return account
