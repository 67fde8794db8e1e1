"""How people want pages and captions, counted once a day for each browser and library.

A browser that sends nothing back is never counted, nor is one that asks not to be (``DNT``,
``Sec-GPC``). Which libraries it was counted in today stands in the session that every page has
anyway; no number, name or address of a person is made or kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Flask, Response, current_app, g, request, session

from webapp.look import CHOICES as LOOK_CHOICES
from webapp.look import current_look
from webapp.metrics import days
from webapp.respond import wants_fragment
from webapp.watching import current_watching

COUNTED = "counted"
MOST_LIBRARIES = 20
OF_LOOK = tuple(name for name in LOOK_CHOICES if name != "language")
OF_CAPTIONS = ("caption_place", "caption_font", "caption_color", "caption_background")
SIZES = ((90, "small"), (110, "usual"), (150, "large"))


def init_app(app: Flask) -> None:
    """Count whoever opens a page of a library."""
    app.after_request(_count_page)


def wants_not_to_be_counted() -> bool:
    """Whether the browser asks for it (Global Privacy Control, Do Not Track)."""
    return request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1"


def count_viewer(library_id: int) -> None:
    """Count the viewer of this request, unless she was counted in this library today."""
    keeps_cookies = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if not keeps_cookies or wants_not_to_be_counted():
        return
    today = datetime.now(UTC).date().isoformat()
    day, _, libraries = str(session.get(COUNTED, "")).partition("/")
    counted = libraries.split(".") if day == today else []
    if str(library_id) in counted or len(counted) >= MOST_LIBRARIES:
        return
    session[COUNTED] = f"{today}/{'.'.join([*counted, str(library_id)])}"
    days.count(library_id, "viewers")
    for measure, value in chosen():
        days.count(library_id, measure, value)


def chosen() -> Iterator[tuple[str, str]]:
    """What the viewer of this request has chosen: each measure with its value."""
    look, watching = current_look(), current_watching()
    for name in OF_LOOK:
        yield name, str(getattr(look, name)) or "none"
    yield "captions", "on" if watching.captions else "off"
    yield (
        "caption_size",
        next((name for most, name in SIZES if watching.caption_size <= most), "huge"),
    )
    for name in OF_CAPTIONS:
        yield name, str(getattr(watching, name))


def _count_page(response: Response) -> Response:
    is_page = request.method == "GET" and response.status_code in (200, 304)
    if is_page and response.mimetype == "text/html" and not wants_fragment():
        if "media" in g:
            count_viewer(g.media.library_id)
        elif "library" in g:
            count_viewer(g.library.id)
    return response
