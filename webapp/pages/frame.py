"""What the frame around every page shows: the main places, the status line, the way back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, get_flashed_messages, request

from webapp.access import may
from webapp.respond import HTMX_CONFIG

blueprint = Blueprint("frame", __name__)

# At most five (COGA).
PLACES = (
    ("library.index", "Videos", "play", None),
    ("upload.form", "Upload", "upload", "upload"),
    ("settings.show", "Settings", "settings", None),
)
"""(endpoint, word, icon, what one must be allowed to be shown it)"""


@blueprint.app_context_processor
def frame_for_templates() -> dict[str, Any]:
    """Give every template what parts/frame.html and its parts read."""
    return {
        "htmx_config": HTMX_CONFIG,
        "places": [place for place in PLACES if place[3] is None or may(place[3])],
        "home": "/",
        "here": _here(),
        "status_text": _status_text,
    }


def _here() -> str:
    """Where the quick switch comes back to: this page, or the start after a form was refused."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def _status_text() -> str:
    said = [*get_flashed_messages(), g.get("announcement")]
    return " ".join(sentence for sentence in said if sentence)
