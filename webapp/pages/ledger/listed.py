"""All jobs, what needs a person first, in a list that asks for news while something goes on."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from webapp import access, names, respond
from webapp.access import May
from webapp.look import current_look
from webapp.models import Job, Library, ledger
from webapp.models.job import KINDS
from webapp.models.ledger import Wanted
from webapp.pages.ledger import words
from webapp.pages.paging import Paging
from webapp.queues import QUEUES

blueprint = Blueprint("ledger", __name__)

SEARCH_CHARACTERS = 80
POLL_S = ((30, 2), (300, 5), (1800, 15))
"""(seconds since something changed, seconds between polls); after the last one: no more polls."""
STATE_CHOICES = [
    ("", lazy_gettext("What failed or is not done yet")),
    *((state, each.word) for state, each in words.STATES.items()),
    (ledger.ALL, lazy_gettext("All")),
]


@blueprint.get("/jobs")
@access.administrator
def everything() -> Response:
    """Show the jobs of the whole installation."""
    return _page(None)


@blueprint.get("/libraries/<library>/jobs")
@access.library(May.MANAGE)
def of_library(library: str) -> Response:
    """Show the jobs about the videos of one library."""
    return _page(access.current_library())


def address(library: Library | None, **values: Any) -> str:
    """Where the list is: of everything, or of a library."""
    if library is None:
        return url_for("ledger.everything", **values)
    return url_for("ledger.of_library", library=library.slug, **values)


def pause_s(jobs: Sequence[Job]) -> int:
    """Seconds until the next look: often after something changed, 0 where nothing is to come."""
    if not any(not job.is_over for job in jobs):
        return 0
    unchanged_s = time.time() - max(job.changed_at_ms for job in jobs) / 1000
    return next((pause for until, pause in POLL_S if unchanged_s < until), 0)


def _page(library: Library | None) -> Response:
    asked = _asked()
    wanted = Wanted(
        state=asked.get("state", ""),
        kind=asked.get("kind", ""),
        queue=asked.get("queue", ""),
        text=asked.get("text", ""),
        library_id=library.id if library else None,
    )
    paging = Paging.asked(ledger.count(wanted), current_look().list_size)
    jobs = ledger.found(wanted, limit=paging.size, offset=paging.offset)
    counts = ledger.counts(wanted.library_id)
    poll_every_s = pause_s(jobs)
    return respond.page(
        "pages/ledger.html",
        block="primary",
        announce=_news(counts["failed"]),
        library=library,
        rows=words.rows(jobs),
        counts=counts,
        failed=ledger.failed_by_kind(wanted.library_id),
        asked=asked,
        states=words.STATES,
        kind_words=words.KINDS,
        state_choices=STATE_CHOICES,
        kind_choices=_choices(words.KINDS, KINDS),
        queue_choices=_choices(words.QUEUES, QUEUES),
        page_url=address(library),
        again_url=address(library, **asked, page=paging.page),
        poll_url=address(library, **asked, page=paging.page, failed=counts["failed"]),
        poll_every_s=poll_every_s,
        page=paging.page,
        pages=paging.pages,
        **paging.links(lambda page: address(library, **asked, page=page)),
    )


def _asked() -> dict[str, str]:
    """The filters as they stand in the address; what is not known is left out."""
    known: dict[str, Collection[str]] = {
        "state": dict(STATE_CHOICES),
        "kind": KINDS,
        "queue": QUEUES,
    }
    asked = {name: request.args.get(name, "") for name in known}
    asked = {name: value for name, value in asked.items() if value and value in known[name]}
    text = names.clean(request.args.get("text", ""), SEARCH_CHARACTERS)
    return asked | ({"text": text} if text else {})


def _choices(named: Mapping[str, Any], known: Sequence[str] | Mapping[str, Any]) -> list[Any]:
    return [("", lazy_gettext("All")), *((name, named.get(name, name)) for name in known)]


def _news(failed: int) -> str | None:
    """What to say where more have failed than the page has shown so far."""
    more = failed - request.args.get("failed", failed, type=int)
    if more <= 0 or not respond.wants_fragment():
        return None
    return ngettext("One more job failed.", "%(num)s more jobs failed.", more)


def count_words(counts: Mapping[str, int]) -> str:
    """How many failed, are done and wait, in one sentence."""
    return _("%(failed)s failed, %(running)s being done, %(queued)s waiting.", **dict(counts))


blueprint.add_app_template_global(count_words, "job_counts")
