"""Rate limits: how often one person, or one address, may ask for what is costly or can be abused.

Counted in memory, or in Redis for all web processes together; while Redis is away each process
counts by itself, and asks again now and then whether it is back. What only reads is not counted,
but for searches, the API and links with a token: polls and ranges of a video come often by nature.
"""

from __future__ import annotations

import hmac
import ipaddress
import math
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable

from flask import Flask, Response, current_app, request, session
from flask_limiter import ApplicationLimit, Limiter, RateLimitExceeded
from limits.storage import MemoryStorage
from werkzeug.exceptions import HTTPException, TooManyRequests

from webapp.config import Settings
from webapp.extensions import READ_ONLY_METHODS
from webapp.pages import errors

NEIGHBOURS = 10
"""How many people may share one address, as in a school: it has so many times their limit."""
REDIS_PATIENCE_S = 0.5
"""A request waits so long for Redis, and is then counted in memory."""

KINDS = {
    **dict.fromkeys(
        (
            "security.login",
            "security.verify",
            "security.two_factor_token_validation",
            "security.two_factor_rescue",
            "security.tf_select",
            "security.mf_recovery",
            "security.wan_signin",
            "security.wan_signin_response",
            "security.wan_verify",
            "security.wan_verify_response",
            "security.change_password",
            "security.reset_password",
            "security.confirm_email",
            "security.change_email_confirm",
            "unlock.show",
            "unlock.end_lock",
            "invitations.show",
            "invitations.accept",
            "first_start.make",
        ),
        "log_in",
    ),
    "security.register": "register",
    "security.forgot_password": "mail",
    "security.send_confirmation": "mail",
    "security.change_email": "mail",
    "upload.receive": "upload",
    "uploads.create": "upload",
    "uploads.create_signed": "upload",
    "uploads.append": "piece",
    "upload_parts.begin": "upload",
    "upload_parts.begin_signed": "upload",
    "upload_parts.links": "piece",
    "upload_parts.complete": "piece",
    "reports.receive": "report",
    "caption_reports.send": "report",
    "sign_feedback.of_version": "report",
    "sign_feedback.of_clip": "report",
    "sign_feedback.of_interface": "report",
}
"""Endpoints whose requests are counted together; a request that changes anything else: change."""
ONLY_LOOK = frozenset({"cue_lint.check", "review_edition.check"})
"""They are sent what is typed, at each pause, but change nothing: no save may be refused for it."""
PERIODS = {
    "log_in": "minute",
    "register": "hour",
    "mail": "hour",
    "upload": "hour",
    "piece": "minute",
    "report": "minute",
    "search": "minute",
    "api": "minute",
    "change": "minute",
}


class SteadyMemory(MemoryStorage):
    """Counts in memory. Where the clock is set back, a minute does not last until it caught up."""

    STORAGE_SCHEME = ["steady-memory"]  # noqa: RUF012  # the library reads it of the class

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """As `MemoryStorage` does it, but for a count whose end is further off than can be."""
        if self.expirations.get(key, 0) > time.time() + expiry:
            self.clear(key)
        return super().incr(key, expiry, amount)


def init_app(app: Flask) -> None:
    """Refuse what comes too often, unless the settings say that nothing is counted."""
    settings: Settings = app.extensions["settings"]
    app.config["RATELIMIT_ENABLED"] = settings.rate_limits
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "steady-memory://"
    if settings.redis_url:
        patience = {"socket_timeout": REDIS_PATIENCE_S, "socket_connect_timeout": REDIS_PATIENCE_S}
        app.config["RATELIMIT_STORAGE_OPTIONS"] = patience
    # One for each application: it holds the counts, and whether Redis is there.
    limiter = Limiter(
        _person,
        application_limits=[
            ApplicationLimit(limit_provider=_limit(1), scope=_kind, key_function=_person),
            ApplicationLimit(limit_provider=_limit(NEIGHBOURS), scope=_kind, key_function=_address),
        ],
        in_memory_fallback_enabled=True,
        key_prefix="sightline",
    )
    limiter.init_app(app)

    @app.errorhandler(RateLimitExceeded)
    def _say_how_long(_error: RateLimitExceeded) -> Response | HTTPException:
        limit = limiter.current_limit
        wait_s = limit.window.reset_time - time.time() if limit else 0
        return errors.answer(TooManyRequests(retry_after=max(1, math.ceil(wait_s))))


def _kind(_endpoint: str = "") -> str:
    """What the request is counted as; empty: it is not counted."""
    if request.endpoint in ONLY_LOOK:
        return ""
    by_token = "token" in (request.view_args or {})
    if request.method not in READ_ONLY_METHODS or by_token:
        return KINDS.get(request.endpoint or "", "change")
    if request.path.startswith("/api/"):
        return "api"
    return "search" if request.args.get("q") else ""


def _limit(times: int) -> Callable[[], str]:
    def limit() -> str:
        kind = _kind()
        if not kind:
            return ""
        period = PERIODS[kind]
        settings = current_app.extensions["settings"]
        amount: int = getattr(settings, f"limit_{kind}_per_{period}")
        return f"{amount * times} per {period}"

    return limit


def _person() -> str:
    """Who asks, without asking the database; nobody in particular is the address."""
    return str(session.get("_user_id") or _address())


def _address() -> str:
    """Where it comes from, without saying so in Redis and in the log."""
    key = str(current_app.secret_key).encode()
    digest = hmac.digest(key, _network(request.remote_addr or "").encode(), "sha256")
    return urlsafe_b64encode(digest[:12]).decode()


def _network(address: str) -> str:
    """What one customer may choose addresses from: with IPv6, a /64 network (RFC 6177)."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # a socket file, or what a proxy made of it
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
