"""How far a step is, told to the job's row."""

from __future__ import annotations

import time
from collections.abc import Callable

from webapp.models.lease import Lease

REPORT_EVERY_S = 1.0


def reporter(lease: Lease, start: float = 0.0, end: float = 1.0) -> Callable[[float], None]:
    """Return what takes the progress (0..1) of a part of a step, from ``start`` to ``end`` of it.

    It is reported at most once a second; each report commits the session.
    """
    reported_at = 0.0

    def report(progress: float) -> None:
        nonlocal reported_at
        now = time.monotonic()
        if now - reported_at >= REPORT_EVERY_S:
            reported_at = now
            lease.report(start + (end - start) * progress)

    return report
