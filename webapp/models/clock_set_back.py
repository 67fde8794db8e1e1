"""The database's clock was set back: what the ledger puts into the future is pulled along.

Otherwise the lease of a dead worker, and a job that was put off for half a minute, would last until
the clock has come that far again. A clock that is set ahead needs nothing: leases are over, and who
still works finds that out at its next beat.
"""

from __future__ import annotations

from sqlalchemy import and_, or_, select, update

from webapp.extensions import db
from webapp.models.clock import now_ms
from webapp.models.job import Job

NOTICED_MS = 5_000
"""A clock that is corrected by less does no harm."""


def follow_clock(lease_s: float) -> int:
    """Let no lease last longer than one that is given now, and no pause longer than it was meant.

    A lease whose worker lives is renewed as ever. Commits, where there is anything to be done;
    returns how many jobs there were.
    """
    lease_ms = int(lease_s * 1000)
    is_held_too_long = and_(
        Job.state == "running", Job.lease_until_ms > now_ms() + 2 * lease_ms + NOTICED_MS
    )
    ahead_ms = Job.changed_at_ms - now_ms()
    waits_too_long = and_(Job.state == "queued", ahead_ms > NOTICED_MS)
    any_of_them = select(Job.id).where(or_(is_held_too_long, waits_too_long)).limit(1)
    with db.engine.connect().execution_options(read_only=True) as connection:
        if connection.scalar(any_of_them) is None:
            return 0
    leases = update(Job).where(is_held_too_long).values(lease_until_ms=now_ms() + lease_ms)
    pauses = (
        update(Job)
        .where(waits_too_long)
        .values(due_at_ms=Job.due_at_ms - ahead_ms, hinted_at_ms=0, changed_at_ms=now_ms())
    )
    followed = 0
    for each in (leases, pauses):
        options = {"synchronize_session": False}
        followed += db.session.execute(each, execution_options=options).rowcount  # type: ignore[attr-defined]
    db.session.commit()
    return followed
