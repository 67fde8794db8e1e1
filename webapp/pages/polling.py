"""Pages that ask for news of work in the background until it is over: how often, what is said."""

from __future__ import annotations

import time

from flask_babel import lazy_gettext

from webapp.models import Job

OVER = 4
QUARTERS = (
    "",
    lazy_gettext("A quarter is done."),
    lazy_gettext("Half is done."),
    lazy_gettext("Three quarters are done."),
)
BACKOFF_S = ((15, 1), (120, 2))
"""(seconds since something changed, seconds between polls); after the last one: 5."""


def quarter(fraction: float, *, is_over: bool) -> int:
    """The last quarter that is done, of 0 to 3; ``OVER`` is the end."""
    return OVER if is_over else min(int(fraction * 4), 3)


def news(now: int, said: int, end: str) -> str | None:
    """What to say of quarter ``now`` after quarter ``said``: each once, and at last the ``end``."""
    if now <= said:
        return None
    return end if now == OVER else str(QUARTERS[now])


def pause_s(job: Job | None) -> int:
    """Seconds to the next poll: few after something changed, more the longer nothing has."""
    unchanged_s = time.time() - job.changed_at_ms / 1000 if job is not None else 0
    return next((pause for until, pause in BACKOFF_S if unchanged_s < until), 5)
