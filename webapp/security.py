"""Headers of every response, and the check that a change was asked for by our own pages.

The policy allows no inline script or style, no plug-ins and no other site (W3C CSP Level 3).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import media_links
from webapp.config import Settings
from webapp.extensions import READ_ONLY_METHODS

REPORTS = "/browser-reports"
"""Where browsers say what the policy blocked (``webapp.pages.reports``)."""
A_YEAR_S = 31_536_000
OFF = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
"""What a browser can do and no page of ours asks for (W3C Permissions Policy)."""
OWN = ("fullscreen", "picture-in-picture", "publickey-credentials-create",
       "publickey-credentials-get")  # fmt: skip

HEADERS = {
    "Reporting-Endpoints": f'csp="{REPORTS}"',
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": ", ".join(
        [*(f"{name}=()" for name in OFF), *(f"{name}=(self)" for name in OWN)]
    ),
}


def init_app(app: Flask) -> None:
    """Set headers and cookies, know our own names, and refuse changes that another site asks for.

    Behind proxies the client's address and the scheme are those that they name; they must pass on
    the ``Host`` that was asked for.
    """
    settings: Settings = app.extensions["settings"]
    app.config.update(_cookies(settings.secure_cookies), TRUSTED_HOSTS=settings.hosts)
    if proxies := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    store: str = app.extensions["storage"].origin
    headers = {**HEADERS, "Content-Security-Policy": policy(settings.media_origin, store)}
    if store:
        headers["Cross-Origin-Embedder-Policy"] = "credentialless"  # it cannot send what we require
    media_links.init_app(app)
    app.before_request(_refuse_other_sites)

    @app.after_request
    def _set_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers.setdefault(
                "Strict-Transport-Security", f"max-age={A_YEAR_S}; includeSubDomains"
            )
        return response


def policy(media_origin: str, store: str = "") -> str:
    """The content policy of pages; files come from the media origin where there is one.

    ``store``: where our own addresses of files lead to, and uploads go. Each step on the way must
    be allowed (CSP Level 3, 4.1.3).
    """
    files = media_origin or f"'self' {store}".rstrip()
    pictures = f"'self' {media_origin or store}".rstrip()
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {pictures}",
            f"media-src {files}",
            "font-src 'self'",
            f"connect-src 'self' {store}".rstrip(),
            "manifest-src 'self'",
            "object-src 'none'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            f"report-uri {REPORTS}",
            "report-to csp",
        )
    )


def _cookies(secure: bool) -> dict[str, object]:
    """No script reads the cookies that say who somebody is, and no other site sends them.

    The prefix makes browsers refuse them from anywhere but this host, by https (RFC 6265bis).
    """
    prefix = "__Host-" if secure else ""
    common = {"SECURE": secure, "HTTPONLY": True, "SAMESITE": "Lax"}
    return {
        "SESSION_COOKIE_NAME": f"{prefix}session",
        "REMEMBER_COOKIE_NAME": f"{prefix}remember_token",
        **{f"{kind}_COOKIE_{name}": value for kind in ("SESSION", "REMEMBER")
           for name, value in common.items()},
    }  # fmt: skip


def _refuse_other_sites() -> None:
    """Refuse a change from another site, before any form is read (OWASP CSRF cheat sheet).

    A browser's own report changes nothing, and may come without an origin.
    """
    if request.method in READ_ONLY_METHODS or request.path == REPORTS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)
