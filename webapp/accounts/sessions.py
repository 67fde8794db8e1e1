"""Who is logged in where, for how long, and what happens when that is over.

The session's cookie holds a random token; each request looks up the log-in that it stands for
(``SignIn``) together with the person, in one query. A log-in ends

- when its person ends it, chooses another password, or may not log in any more;
- after an hour without a request. NIST SP 800-63B-4 allows no more at AAL2. Polls and pieces of a
  video count, so that who watches a long film mostly stays logged in; what somebody typed for
  longer than that is kept (``webapp.accounts.unsent``);
- after twelve hours in any case: a working day.

Where a person asked to stay logged in on her device, these are two weeks and thirty days. What is
delicate asks again who it is after 15 minutes (``fresh``).

The token is another one after each log-in, after each time that a person showed again who she is,
and, with her next page, after her rights were changed (``rotate_all``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, after_this_request, current_app, flash, g, request, session
from flask_babel import lazy_gettext
from flask_login import user_logged_in, user_logged_out
from flask_security import password_changed, password_reset
from flask_security.utils import check_and_update_authn_fresh, set_request_attr
from sqlalchemy.exc import OperationalError

from webapp import mail
from webapp.accounts import devices
from webapp.extensions import READ_ONLY_METHODS, db, noting
from webapp.models import User
from webapp.models.clock import utc_now
from webapp.models.sign_in import SEEN_EVERY_MS, Lifetime, Lifetimes, Over, SignIn

View = TypeVar("View", bound=Callable[..., Any])

TOKEN = "sign_in"  # noqa: S105  # the name of the session's key
WAS_OVER = "sign_in_over"
SHOWN_AT = "fs_paa"
"""Flask-Security's name for when a person last showed who she is."""
VERIFYING = ("security.verify", "security.wan_verify_response")
"""Where a person who is logged in shows again who she is."""
COOKIE = "session"
NEW_ACCOUNT = timedelta(days=1)

SENTENCES: dict[Over, str] = {
    "ended": lazy_gettext("You were logged out on this device."),
    "idle": lazy_gettext("You were logged out, because nothing was done here for a while."),
    "too long": lazy_gettext("You were logged out, because you had been logged in for long."),
}


def init_app(app: Flask) -> None:
    """Have Flask-Login ask here who is logged in, and follow what people do to their log-ins."""
    settings = app.extensions["settings"]
    app.extensions["lifetimes"] = lasting = Lifetimes(
        usual=Lifetime(settings.session_idle_s * 1000, settings.session_absolute_s * 1000),
        kept=Lifetime(settings.kept_session_idle_s * 1000, settings.kept_session_absolute_s * 1000),
    )
    app.config.update(
        SESSION_COOKIE_NAME=(f"__Host-{COOKIE}" if app.config["SESSION_COOKIE_SECURE"] else COOKIE),
        PERMANENT_SESSION_LIFETIME=timedelta(milliseconds=lasting.kept.absolute_ms),
        SESSION_REFRESH_EACH_REQUEST=False,  # two answers at once must not undo a new token
    )
    security = app.extensions["security"]
    security.login_manager.user_loader(_load)
    security.principal.skip_static = True  # nobody is looked up for a style sheet
    app.before_request(_say_that_it_was_over)
    app.after_request(_renew_after_showing)
    user_logged_in.connect(_begin, app)
    user_logged_out.connect(_end, app)
    password_changed.connect(_end_others, app)
    password_reset.connect(_end_others, app)


def current() -> SignIn | None:
    """The log-in that this request belongs to."""
    here: SignIn | None = g.get("sign_in")
    return here


def lifetimes() -> Lifetimes:
    """How long log-ins last here."""
    found: Lifetimes = current_app.extensions["lifetimes"]
    return found


def live_of(user: User) -> Sequence[SignIn]:
    """Where a person is logged in, last used first."""
    return SignIn.live_of(user, lifetimes())


def end_others(user: User) -> None:
    """End a person's log-ins on all devices but this one. The caller commits."""
    here = current()
    SignIn.end(user, *([SignIn.id != here.id] if here and here.user_id == user.id else []))


def end_all(user: User) -> None:
    """End all of a person's log-ins, as when an account is closed. The caller commits."""
    SignIn.end(user)


def rotate_all(user: User) -> None:
    """Give each of a person's browsers a fresh token with its next page. The caller commits.

    To be called when her rights change. She stays logged in: who looks after roles does not want
    to throw people out of their work, and a token that was stolen before does not get the new
    rights for longer than a minute after her next page.
    """
    SignIn.renew_all(user)


def is_fresh() -> bool:
    """Whether the person has shown who she is within the last minutes."""
    config = current_app.config
    return check_and_update_authn_fresh(
        config["SECURITY_FRESHNESS"], config["SECURITY_FRESHNESS_GRACE_PERIOD"], "session"
    )


def fresh(view: View) -> View:
    """Declare that a view is for people who have shown lately who they are.

    Stands above the declaration of ``webapp.access``. Others are led to show it again first.
    """

    @wraps(view)
    def asked(*args: Any, **kwargs: Any) -> Any:
        if is_fresh():
            return view(*args, **kwargs)
        config = current_app.config
        return current_app.extensions["security"]._reauthn_handler(
            config["SECURITY_FRESHNESS"], config["SECURITY_FRESHNESS_GRACE_PERIOD"]
        )

    return asked  # type: ignore[return-value]


def why_over() -> str:
    """Why the log-in of this browser is over, in a sentence; it is said once."""
    return str(SENTENCES.get(session.pop(WAS_OVER, None), ""))


def _load(uniquifier: str) -> User | None:
    """Find who is logged in by this session, where that still counts (for Flask-Login)."""
    token = session.get(TOKEN)
    found = SignIn.find(token) if isinstance(token, str) else None
    over: Over | None = "ended"
    if found:
        sign_in, now = found
        user = sign_in.user
        if user.fs_uniquifier == uniquifier and user.active:
            over = sign_in.over(now, lifetimes())
    if over:
        _forget_here(over)
        return None
    g.sign_in = sign_in
    set_request_attr("fs_authn_via", "session")
    set_request_attr(SHOWN_AT, session.get(SHOWN_AT, 0))
    _note(sign_in, now)
    return user


def _forget_here(over: Over) -> None:
    for key in ("_user_id", "_fresh", "_id", TOKEN, SHOWN_AT, "fs_gexp"):
        session.pop(key, None)
    session[WAS_OVER] = over


def _note(sign_in: SignIn, now: int) -> None:
    """Write that something was asked for, at most every five minutes; renew the token where due.

    A page that is only read has a short transaction of its own for it: it does not hold the
    database while it is made. One that writes has it in its own.
    """
    seen = now - sign_in.seen_ms >= SEEN_EVERY_MS
    renew = sign_in.due_for_renewal and _is_page()
    if request.method not in READ_ONLY_METHODS:
        if seen:
            sign_in.note_seen(db.session.connection())
        return
    if not seen and not renew:
        return
    try:
        with noting() as connection:
            if seen:
                sign_in.note_seen(connection)
            token = sign_in.renew(connection) if renew else None
    except OperationalError:
        return  # the database has much to do: with the next request
    if token:
        session[TOKEN] = token


def _is_page() -> bool:
    """Whether the browser goes to a page: not a part of one, and no video."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate" and (
        "HX-Request" not in request.headers
    )


def _begin(_app: Flask, user: User) -> None:
    """Somebody has logged in: a fresh token, whatever the browser had before."""
    if earlier := session.pop(TOKEN, None):
        _end_token(earlier)
    kept = session.pop("_remember", None) == "set"
    session.pop(WAS_OVER, None)
    device = devices.in_words(request.user_agent.string)
    account = devices.account_key(user.email)
    browser = devices.current()
    if not (browser and browser.knows(account)):
        _warn_of_new_device(user, device)
    devices.remember(account)
    SignIn.forget_old()
    address = devices.shortened(request.remote_addr or "")
    g.sign_in, session[TOKEN] = SignIn.begin(user, kept=kept, device=device, address=address)
    session.permanent = kept
    after_this_request(_commit)


def _warn_of_new_device(user: User, device: str) -> None:
    """Tell a person of a log-in that may not be hers; nobody is warned of her first one."""
    if SignIn.any_of(user) or utc_now() - user.created_at > NEW_ACCOUNT:
        mail.send(user, "new_device", device=device)


def _end(_app: Flask, user: User) -> None:
    if token := session.pop(TOKEN, None):
        _end_token(token)
    session.permanent = False
    g.pop("sign_in", None)
    after_this_request(_commit)


def _end_token(token: str) -> None:
    if found := SignIn.find(token):
        SignIn.end(found[0].user, SignIn.id == found[0].id)


def _end_others(_app: Flask, user: User, **_: Any) -> None:
    end_others(user)


def _say_that_it_was_over() -> None:
    """The log-in page says why somebody finds herself there."""
    if request.endpoint == "security.login" and request.method == "GET" and (why := why_over()):
        flash(why)


def _renew_after_showing(response: Response) -> Response:
    """A person has shown again who she is: from then on with another token (ASVS 5.0, 7.2.4)."""
    here = current()
    shown = session.get(SHOWN_AT, 0) > g.get(SHOWN_AT, 0)
    if here and shown and request.endpoint in VERIFYING:
        session[TOKEN] = here.renew(db.session.connection()) or session[TOKEN]
        db.session.commit()
    return response


def _commit(response: Response) -> Response:
    db.session.commit()
    return response
