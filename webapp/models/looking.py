"""Work that looks at media which are ready: their sound, their waveform, where they are cut."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import aliased

from webapp.extensions import db, is_alone
from webapp.models import job
from webapp.models.job import BATCH, PREPARE, Job, Kind
from webapp.models.media import Media

_LOOKS: set[str] = set()


def declare_look(name: str, *steps: str) -> Kind:
    """Declare such a kind of work, beside the noun that it is about."""
    _LOOKS.add(name)
    return job.declare(name, *steps, priority=BATCH)


def ask_for_next(kind: Kind, lacks: ColumnElement[bool]) -> None:
    """Queue the work on one media that was prepared and for which ``lacks`` is true, and commit.

    One such work at a time, of whatever kind, and none while an upload waits for the same workers:
    what is to be watched comes first. A media whose work failed is not tried again by itself.
    """
    if not is_alone("looking"):
        return
    prepared = aliased(Job)
    is_waiting = exists().where(Job.kind == PREPARE.name, Job.queue == kind.queue, Job.is_free())
    is_looked = exists().where(Job.kind.in_(_LOOKS), Job.state.in_(("queued", "running")))
    media_id = db.session.scalar(
        select(Media.id)
        .join(prepared, prepared.media_id == Media.id)
        .where(
            prepared.kind == PREPARE.name,
            prepared.state == "done",
            lacks,
            ~exists().where(Job.media_id == Media.id, Job.kind == kind.name),
            ~is_waiting,
            ~is_looked,
        )
        .order_by(Media.id.desc())
        .limit(1)
    )
    if media_id is not None:
        Job.add(kind).media_id = media_id
    db.session.commit()


def forget_failures(kind: Kind) -> int:
    """Let what failed be asked for again, and commit; return how many those were."""
    failed = (Job.kind == kind.name) & (Job.state == "failed")
    count = len(db.session.scalars(select(Job.id).where(failed)).all())
    db.session.execute(delete(Job).where(failed))
    db.session.commit()
    return count
