"""The one way to answer: page or fragment, caching, and what is announced.

A page function calls ``page``; a form that was accepted calls ``see_other``. Only this module and
static/js/htmx-glue.js know which htmx runs in the browser.

An unchanged fragment costs a poll nothing: the browser sends the entity tag of what it shows in
``Sightline-Seen`` (set by htmx-glue.js) and gets 204, which htmx does not swap. ``If-None-Match``
would not do, because the browser also sends it by itself, for content that is no longer shown.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
)
from jinja2_fragments.flask import render_block
from markupsafe import escape
from wtforms import Form

SEEN = "Sightline-Seen"

# Accepted and refused forms (409, 422, 507) replace what asked; others are shown in one place.
HTMX_CONFIG = json.dumps(
    {
        "historyRestoreAsHxRequest": False,
        "historyCacheSize": 0,
        "allowEval": False,
        "includeIndicatorStyles": False,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "409|422", "swap": True, "error": False},
            {"code": "507", "swap": True, "error": True},
            {"code": "[45]..", "swap": True, "error": True, "target": "#problem"},
        ],
    }
)


def wants_fragment() -> bool:
    """Whether htmx asks for a part of a page; going back in history asks for a whole one."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
        and request.headers.get("HX-Boosted") != "true"
    )


def swaps_main() -> bool:
    """Whether a link of the page exchanges its main part: what changed there has to be said."""
    return request.headers.get("HX-Boosted") == "true"


def page(
    template: str,
    *,
    block: str | None = None,
    status: int = 200,
    announce: str | None = None,
    **context: Any,
) -> Response:
    """Answer with a page, or with one block of it where htmx asks for a fragment.

    Args:
        template: the page's file, which extends ``look.skeleton``.
        block: the block that is the fragment; without it every request gets the page.
        status: the HTTP status. Only 200 is compared with what the browser has.
        announce: a sentence that is put into the page's one status region.
        context: what the template shows.

    Returns:
        The response; 304 or, for a fragment that is shown already, 204 when nothing changed.
    """
    if block is not None and wants_fragment():
        html = render_block(template, block, **context)
        if announce:
            html += f'<div hx-swap-oob="innerHTML:#status">{escape(announce)}</div>'
    else:
        g.announcement = announce
        html = render_template(template, **context)
    response = make_response(html, status)
    response.vary.update(["HX-Request", "Cookie", "Accept-Language"])
    response.cache_control.private = True
    response.cache_control.no_cache = True
    if status != 200 or request.method not in ("GET", "HEAD"):
        return response
    response.set_etag(_fingerprint(html))
    if request.headers.get(SEEN) == response.headers["ETag"]:
        return _without_body(response, 204)
    response.make_conditional(request)
    return response


def see_other(url: str, *, announce: str | None = None) -> Response:
    """Send the browser on to ``url`` after a form was accepted; ``announce`` is said there.

    htmx follows a 303 on its own and would put a whole page into a part of one, so it is told
    to navigate instead.
    """
    if announce:
        flash(announce)
    if wants_fragment():
        response = current_app.response_class(status=204, headers={"HX-Redirect": url})
    else:
        response = make_response(redirect(url, 303))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def errors_of(form: Form) -> dict[str, str]:
    """Return the first sentence for each field of a form that was not accepted, by its name."""
    return {name: str(messages[0]) for name, messages in form.errors.items() if name}


def own_path(address: str | None, otherwise: str) -> str:
    """Return ``address`` if it is a path on this site, else ``otherwise``: no open redirects."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return otherwise
    if any(ord(character) < 32 for character in address):
        return otherwise
    parts = urlsplit(address)
    return otherwise if parts.scheme or parts.netloc else address


def _fingerprint(html: str) -> str:
    """Hash what was rendered, less the form token, which is signed anew in each response.

    The secret behind the token counts, so that a kept page never carries another session's.
    """
    token: str = g.get("csrf_token", "")
    same = html.replace(token, "") if token else html
    return hashlib.sha256(f"{session.get('csrf_token', '')}\n{same}".encode()).hexdigest()[:32]


def _without_body(response: Response, status: int) -> Response:
    response.status_code = status
    response.set_data(b"")
    del response.headers["Content-Type"]
    return response
