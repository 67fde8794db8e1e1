"""The queues of reviewers: what waits, what is theirs, and what the day brought."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import lazy_gettext

from webapp import access, respond
from webapp.languages import name_of
from webapp.look import Choice, current_look
from webapp.models.review_queue import Queues, day_of
from webapp.pages.paging import Paging
from webapp.pages.review.states import BADGES, STATES

blueprint = Blueprint("review_queues", __name__)

WORDS = {
    "mine": Choice("mine", lazy_gettext("Mine"), lazy_gettext("What you have taken.")),
    "new": Choice("new", lazy_gettext("New"), lazy_gettext("Drafts that nobody has taken.")),
    "changes": Choice(
        "changes",
        lazy_gettext("Changes asked for"),
        lazy_gettext("Somebody looked, and found something."),
    ),
    "reported": Choice(
        "reported", lazy_gettext("Reported"), lazy_gettext("Viewers wait for an answer.")
    ),
    "doubtful": Choice(
        "doubtful",
        lazy_gettext("Doubtful"),
        lazy_gettext("Viewers get what a program wrote and nobody has looked at."),
    ),
    "approved": Choice(
        "approved", lazy_gettext("Approved"), lazy_gettext("They can be published.")
    ),
    "all": Choice("all", lazy_gettext("All"), ""),
}


@blueprint.get("/review")
@access.signed_in
def index() -> Response:
    """Show a ``queue``, narrowed by ``in`` (a library) and ``language``."""
    person = access.person() or abort(401)
    library, language = request.args.get("in", ""), request.args.get("language", "")
    queues = Queues(person, library=library, language=language)
    counts, size = queues.counts(), current_look().list_size
    asked = request.args.get("queue", "")
    chosen = asked if asked in WORDS else _first(counts)
    paging = Paging.asked(counts[chosen], size)

    def address(**changes: Any) -> str:
        kept: dict[str, Any] = {
            "queue": chosen,
            "in": library or None,
            "language": language or None,
        }
        return url_for(".index", **(kept | changes))

    everything = Queues(person)
    return respond.page(
        "pages/review_queues.html",
        rows=queues.page(chosen, limit=size, offset=paging.offset),
        chosen=WORDS[chosen],
        queues=[(each, counts[name], address(queue=name)) for name, each in WORDS.items()],
        counts=counts,
        day=day_of(person),
        libraries=everything.libraries(),
        library=library,
        languages=[(code, name_of(code)) for code in everything.languages()],
        language=language,
        states=STATES,
        badges=BADGES,
        page=paging.page,
        pages=paging.pages,
        **paging.links(lambda page: address(page=page)),
    )


def _first(counts: dict[str, int]) -> str:
    """What is hers comes first; where she has nothing, the first queue that holds something."""
    return next((name for name in WORDS if counts[name]), "mine")
