"""Wrong passwords and codes: each further try waits longer, and many lock (OWASP ASVS 5.0, 6.3.1).

Every try is counted as wrong before it is looked at, and given back when it was right, so that
fifty at once are fifty. What is counted:

- passwords by account, and in the same way for addresses without one: nobody learns which exist.
  Five are free, then the wait doubles from one second to 15 minutes; twenty lock for a day. A new
  password or the link in the mail to the owner ends that at once, and a passkey works throughout;
- passwords by account and device, in place of this, where somebody has logged in to this account
  with this browser before (``webapp.accounts.devices``). A stranger's tries do not lock her out;
- passwords by client address, fifty free: a whole school may be behind one;
- codes and recovery codes by account, and passwords of people who are logged in already.

One wrong try is forgotten in an hour.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any, NamedTuple

from flask import Flask, Response, abort, current_app, g, request, session, url_for
from flask_login import user_logged_in
from flask_security import password_changed, password_reset
from itsdangerous import BadSignature, URLSafeTimedSerializer

from webapp import access, audit_log, mail, respond
from webapp.accounts import devices
from webapp.extensions import db
from webapp.look import Look
from webapp.models import User
from webapp.models.lockout import LOCKED_FOR_MS, Lockout, Rule, Verdict
from webapp.pages import errors

log = logging.getLogger(__name__)

HOUR_MS = 3600 * 1000
ACCOUNT = Rule(free=5, lock_at=20, forget_one_ms=HOUR_MS)
CLIENT = Rule(free=50, lock_at=0, forget_one_ms=HOUR_MS // 10)
LOCKED_FOR = timedelta(milliseconds=LOCKED_FOR_MS)

PASSWORD, CODE, AGAIN, ADDRESS = "password", "code", "again", "address"
SECRETS = {
    "security.login": PASSWORD,
    "security.two_factor_token_validation": CODE,
    "security.mf_recovery": CODE,
    "security.verify": AGAIN,
    "security.change_password": AGAIN,
}
"""Where a secret is tried, and of what kind it is."""


class Attempt(NamedTuple):
    """One try: of which kind, for which account (``devices.account_key``), counted where."""

    kind: str
    account: str
    user: User | None
    own: str
    client: str | None = None


def init_app(app: Flask) -> None:
    """Look at every try before its view does, and at what became of it."""
    app.before_request(_count)
    app.after_request(_give_back)
    user_logged_in.connect(_note_success, app)
    password_changed.connect(_unlock_user, app)
    password_reset.connect(_unlock_user, app)


def unlock(account: str) -> None:
    """Forget the wrong passwords for an account, on every device. The caller commits."""
    Lockout.clear(f"{PASSWORD}:{account}")


def note_right() -> None:
    """Say that the secret of this request was right, whatever else was wrong with the form."""
    g.tried_well = True


def token_for(account: str) -> str:
    """What the mail to the owner of a locked account ends the lock with, for a day."""
    return _signer().dumps(account)


def account_of(token: str) -> str | None:
    """The account that a mailed token unlocks; None where it is not ours or too old."""
    try:
        return str(_signer().loads(token, max_age=LOCKED_FOR_MS // 1000))
    except BadSignature:
        return None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="sightline.unlock")


def _count() -> Response | None:
    """Count a try, and answer it where it has to wait; then nobody looks at the secret."""
    if request.blueprint == "security" and request.is_json:
        abort(415)  # Flask-Security takes it, and stumbles over what is no text
    attempt = _attempt()
    if attempt is None:
        return None
    verdicts = [Lockout.take(attempt.own, ACCOUNT)]
    if attempt.client:
        verdicts.append(Lockout.take(attempt.client, CLIENT))
    if verdicts[0].locked_now:
        _tell_owner(attempt)
    db.session.commit()
    g.attempt = attempt
    refused = max(verdicts, key=lambda verdict: verdict.wait_s)
    return None if refused.allowed else _refuse(attempt, refused)


def _attempt() -> Attempt | None:
    kind = SECRETS.get(request.endpoint or "")
    if kind is None or request.method != "POST":
        return None
    if kind == AGAIN:
        user = access.person()
        return user and Attempt(kind, "", user, f"{AGAIN}:{user.id}")
    if kind == CODE:
        if access.person():  # she tries out what she sets up, and knows the secret
            return None
        user = current_app.extensions["security"].datastore.find_user(
            fs_uniquifier=session.get("tf_user_id", "")
        )
        return user and Attempt(kind, devices.account_key(user.email), user, f"{CODE}:{user.id}")
    return _password_attempt()


def _password_attempt() -> Attempt | None:
    email = _sent_address()
    if not email:
        return None
    account, device = devices.account_key(email), devices.current()
    own = f"{PASSWORD}:{account}"
    user = User.by_email(email)
    if device and device.knows(account):
        return Attempt(PASSWORD, account, user, f"{own}:{device.number}")
    client = f"{ADDRESS}:{devices.client_key(request.remote_addr or '')}"
    return Attempt(PASSWORD, account, user, own, client)


def _sent_address() -> str:
    """The address in a log-in form, in the one form that all its spellings have."""
    email = request.form.get("email", "")
    try:
        return str(current_app.extensions["security"].mail_util.normalize(email))
    except ValueError:
        return email.strip()


def _refuse(attempt: Attempt, verdict: Verdict) -> Response:
    log.info("a try to log in has to wait", extra={"locked": verdict.locked})
    back_to = respond.own_path(request.args.get("next") or request.form.get("next"), "")
    response = respond.page(
        "pages/locked.html",
        status=429,
        kind=attempt.kind,
        locked=verdict.locked,
        wait=errors.duration(verdict.wait_s),
        tries=ACCOUNT.lock_at,
        next=back_to,
        here_again=url_for(request.endpoint or "security.login", next=back_to or None),
    )
    response.headers["Retry-After"] = str(verdict.wait_s)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _tell_owner(attempt: Attempt) -> None:
    """Write it down, and to the owner; for an address without one it takes as long."""
    audit_log.record("login.locked", subject=attempt.user, kind=attempt.kind)
    if attempt.kind == AGAIN:
        return
    words: dict[str, Any] = {"tries": ACCOUNT.lock_at, "within": LOCKED_FOR}
    template = "locked_code"
    if attempt.kind == PASSWORD:
        template = "locked"
        words["link"] = mail.address_of("unlock.show", token=token_for(attempt.account))
    if attempt.user:
        mail.send(attempt.user, template, **words)
    else:
        mail.render(f"mail/{template}", Look(), words)


def _note_success(_app: Flask, user: User) -> None:
    note_right()


def _give_back(response: Response) -> Response:
    """Forget the tries of somebody who was right; write down that somebody was not."""
    attempt: Attempt | None = g.pop("attempt", None)
    if attempt is None or response.status_code == 429:
        return response
    if _was_right(attempt):
        Lockout.clear(attempt.own)
        if attempt.client:
            Lockout.give_back(attempt.client)
        Lockout.forget_old()
    else:
        event = "factor.failed" if attempt.kind == CODE else "login.failed"
        audit_log.record(event, subject=attempt.user)
    db.session.commit()
    return response


def _was_right(attempt: Attempt) -> bool:
    if g.pop("tried_well", False):
        return True
    if attempt.kind == AGAIN:
        return bool(session.get("fs_paa", 0) > g.get("fs_paa", 0))
    return attempt.kind == PASSWORD and "tf_user_id" in session


def _unlock_user(_app: Flask, user: User, **_: Any) -> None:
    unlock(devices.account_key(user.email))
