"""What the pages share where reviewers ask for work in the background and see how far it is."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request
from flask_babel import gettext as _

from webapp import respond
from webapp.extensions import db
from webapp.models import Alignment, Job, Recaption
from webapp.pages import polling
from webapp.pages.review import review

Wish = Alignment | Recaption


def progress(wish: Wish | None, sentence: str, address: str) -> dict[str, Any]:
    """What ``parts/review_wish.html`` shows; ``address``: where to ask for news."""
    is_open = wish is not None and not wish.job.is_over
    return {
        "wish": wish,
        "is_open": is_open,
        "percent": round(wish.job.fraction * 100) if wish else 0,
        "sentence": sentence,
        "poll_url": address if is_open else "",
        "poll_every_s": polling.pause_s(wish.job) if wish and is_open else 0,
    }


def news(wish: Wish | None, sentence: str) -> str | None:
    """What a poll announces: how it ended. A page that was asked for says it by itself."""
    is_over = wish is not None and wish.job.is_over
    return sentence if is_over and respond.wants_fragment() else None


def until_done(job: Job, running: str) -> str:
    """How far the work is, in words; empty once it is done. ``running``: what it does."""
    match job.state:
        case "failed":
            return _("It did not work: %(why)s", why=_(job.error) if job.error else "")
        case "cancelled":
            return _("It was stopped. Your captions are as they were.")
        case "queued":
            return _("It is waiting for its turn. You can leave this page; the work goes on.")
        case "running":
            return running
    return ""


def change(wish: Wish | None, address: str) -> Response:
    """Stop the work (``do``: stop), or try again what failed (``do``: retry)."""
    if wish is None or wish.transcript_id != review.current_transcript().id:
        abort(404)
    if request.form.get("do") == "retry":
        wish.job.retry()
        said = _("It is being tried again.")
    else:
        wish.job.cancel()
        said = _("It was stopped. Your captions are as they were.")
    db.session.commit()
    return respond.see_other(address, announce=said)
