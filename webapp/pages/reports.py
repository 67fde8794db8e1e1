"""What browsers report about our policies: something was blocked that a page wanted to load.

A report says in full where somebody was and what she loaded. Kept is only what helps to mend a
page: which rule, on which kind of page, and the other site's name (W3C Reporting API, CSP Level 3).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Response, abort, current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from webapp import access
from webapp.extensions import csrf

blueprint = Blueprint("reports", __name__)
csrf.exempt(blueprint)  # a browser sends them by itself, and they change nothing
log = structlog.stdlib.get_logger(__name__)

LARGEST_BYTES = 16 * 1024
MOST_REPORTS = 20
WORD = re.compile(r"[a-z][a-z-]{0,39}")
"""A directive's name, or a keyword such as ``inline``."""


@blueprint.post("/browser-reports")
@access.anyone
def receive() -> Response:
    """Note the reports of a browser, in either of the two forms in which they are sent."""
    if request.mimetype not in ("application/csp-report", "application/reports+json"):
        abort(415, _("Only reports of browsers are taken here."))
    if request.content_length is None or request.content_length > LARGEST_BYTES:
        abort(413, _("This report is too long."))
    try:
        sent = json.loads(request.get_data())
    except ValueError:
        abort(400)
    for violation in list(_violations(sent))[:MOST_REPORTS]:
        log.warning("policy violation", **_cleaned(violation))
    return current_app.response_class(status=204)


def _violations(sent: object) -> Iterator[Mapping[str, Any]]:
    """Find the violations of the content policy: one in the older form, a list in the newer."""
    if isinstance(sent, dict) and isinstance(sent.get("csp-report"), dict):
        yield sent["csp-report"]
    for each in sent if isinstance(sent, list) else ():
        if isinstance(each, dict) and each.get("type") == "csp-violation":
            yield body if isinstance(body := each.get("body"), dict) else {}


def _cleaned(violation: Mapping[str, Any]) -> dict[str, Any]:
    def value(*names: str) -> object:
        return next((violation[name] for name in names if name in violation), "")

    line = value("lineNumber", "line-number")
    return {
        "directive": _word(value("effectiveDirective", "effective-directive")),
        "blocked": _site(value("blockedURL", "blocked-uri")),
        "route": _route(value("documentURL", "document-uri")),
        "line": line if isinstance(line, int) else 0,
    }


def _word(value: object) -> str:
    return value if isinstance(value, str) and WORD.fullmatch(value) else ""


def _site(value: object) -> str:
    """The scheme and host of what was blocked, or what kind of thing it was."""
    try:
        parts = urlsplit(str(value)[:2000])
        host = parts.hostname or ""
    except ValueError:
        return ""
    return f"{_word(parts.scheme)}://{host}"[:120] if host else _word(parts.scheme or parts.path)


def _route(value: object) -> str:
    """The rule of the page, without what its address names."""
    try:
        path = urlsplit(str(value)[:2000]).path
        rule, _ = current_app.url_map.bind("").match(path, return_rule=True)
    except (HTTPException, RequestRedirect, ValueError):
        return ""
    return rule.rule
