"""What the browser of somebody who is not logged in finds her reports by: a signed cookie."""

from __future__ import annotations

import secrets

from flask import Response

from webapp.preference_cookie import PreferenceCookie

COOKIE = PreferenceCookie("reports")


def make() -> str:
    """Return a new token that nobody guesses."""
    return secrets.token_urlsafe(16)


def current() -> str:
    """Return the token of this request's browser; '' where it has none."""
    kept = COOKIE.read()
    return kept if isinstance(kept, str) else ""


def keep(response: Response, token: str) -> Response:
    """Have the browser that gets ``response`` keep the token."""
    return COOKIE.keep(response, token)
