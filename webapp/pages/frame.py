"""What the frame around every page shows: the main places, the status line, the way back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, get_flashed_messages, request, url_for

from webapp.access import current_library, may, person
from webapp.respond import HTMX_CONFIG

blueprint = Blueprint("frame", __name__)

# At most five (COGA).
PLACES = (
    ("library.index", "Videos", "play", None),
    ("upload.form", "Upload", "upload", "upload"),
    ("settings.show", "Settings", "settings", None),
)
"""(endpoint, word, icon, what one must be allowed to be shown it)"""
OF_A_LIBRARY = ("library.index", "upload.form")
"""Places that each library has."""


@blueprint.app_context_processor
def frame_for_templates() -> dict[str, Any]:
    """Give every template what parts/frame.html and its parts read."""
    return {
        "htmx_config": HTMX_CONFIG,
        "places": [
            (endpoint, word, icon, _address(endpoint))
            for endpoint, word, icon, needs in PLACES
            if needs is None or may(needs)
        ],
        "home": "/",
        "here": _here(),
        "status_text": _status_text,
    }


def _address(endpoint: str) -> str:
    """Where a place is: in the library that this page is about, if it is one of hers."""
    user = person()
    if user is None or endpoint not in OF_A_LIBRARY or not ("library" in g or "media" in g):
        return url_for(endpoint)
    here = current_library()
    hers = user.is_admin or any(each.library_id == here.id for each in user.memberships)
    return url_for(endpoint, library=here.slug if hers and not here.is_default else None)


def _here() -> str:
    """Where the quick switch comes back to: this page, or the start after a form was refused."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def _status_text() -> str:
    said = [*get_flashed_messages(), g.get("announcement")]
    return " ".join(sentence for sentence in said if sentence)
