"""The queues of signed versions: what waits for reviewers, and what is theirs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import lazy_gettext

from webapp import access, respond
from webapp.look import Choice, current_look
from webapp.models.review_queue import may_review_anywhere
from webapp.models.sign_queue import QUEUES, SignQueues
from webapp.pages.paging import Paging
from webapp.pages.review.queues import WORDS as WORDS_OF_CAPTIONS
from webapp.pages.review.states import BADGES, STATES

blueprint = Blueprint("sign_queue", __name__)

OWN_WORDS = {
    "new": Choice(
        "new", lazy_gettext("New"), lazy_gettext("Signed versions that nobody has taken.")
    )
}
WORDS = {name: OWN_WORDS.get(name, WORDS_OF_CAPTIONS[name]) for name in QUEUES}


@blueprint.get("/review/signed")
@access.signed_in
def index() -> Response:
    """Show a ``queue`` of signed versions; without one, the first that holds something."""
    queues = SignQueues(access.person() or abort(401))
    counts, size = queues.counts(), current_look().list_size
    asked = request.args.get("queue", "")
    chosen = asked if asked in WORDS else next((name for name in WORDS if counts[name]), "mine")
    paging = Paging.asked(counts[chosen], size)

    def address(**changes: Any) -> str:
        return url_for(".index", **({"queue": chosen} | changes))

    return respond.page(
        "pages/sign_queue.html",
        rows=queues.page(chosen, limit=size, offset=paging.offset),
        chosen=WORDS[chosen],
        queues=[(each, counts[name], address(queue=name)) for name, each in WORDS.items()],
        counts=counts,
        states=STATES,
        badges=BADGES,
        page=paging.page,
        pages=paging.pages,
        **paging.links(lambda page: address(page=page)),
    )


@blueprint.app_template_global("signed_waiting")
def signed_waiting() -> int:
    """How many signed versions somebody may review that are not done."""
    person = access.person()
    if person is None or not may_review_anywhere(person):
        return 0
    counts = SignQueues(person).counts()
    return counts["new"] + counts["mine"] + counts["changes"] + counts["approved"]
