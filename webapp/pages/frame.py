"""What the frame around every page shows: the main places, the status line, the way back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g, get_flashed_messages, request, url_for
from flask_babel import lazy_gettext as _

from webapp.access import current_library, may, person
from webapp.models.review_queue import may_review_anywhere
from webapp.respond import HTMX_CONFIG
from webapp.sign_languages import likely_choices

blueprint = Blueprint("frame", __name__)

REVIEW = "review anywhere"
ADMINISTRATOR = "looks after everything"
# At most five (COGA).
PLACES = (
    ("library.index", _("Videos"), "play", None),
    ("upload.form", _("Upload"), "upload", "upload"),
    ("review_queues.index", _("Review"), "captions", REVIEW),
    ("ledger.everything", _("Jobs"), "wait", ADMINISTRATOR),
    ("settings.show", _("Settings"), "settings", None),
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
            if needs is None or _is_offered(needs)
        ],
        "home": "/",
        "here": _here(),
        "likely_sign_languages": likely_choices,
        "status_text": _status_text,
        "for_developers": current_app.extensions["settings"].environment != "production",
    }


def _is_offered(needs: str) -> bool:
    """Whether somebody may go to a place: in this library, or, to review, in any."""
    user = person()
    if needs == ADMINISTRATOR:
        return user is not None and user.is_admin
    if needs != REVIEW:
        return may(needs)
    return user is not None and may_review_anywhere(user)


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
