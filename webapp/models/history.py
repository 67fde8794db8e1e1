"""What became of captions: every change with who made it, and what it would mean to go back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from webapp.extensions import db
from webapp.models.cue import Cue
from webapp.models.revision import CueChange, Revision, snapshot
from webapp.models.transcript import Transcript

SHOWN_CHANGES = 5
"""Of a revision that changed more cues, so many are shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision with its first changes, and how many it made."""

    revision: Revision
    changes: Sequence[CueChange]
    count: int


class Step(NamedTuple):
    """What going back would make of one cue: snapshots, None where it is not there."""

    cue_id: int
    now: dict[str, Any] | None
    then: dict[str, Any] | None


def entries(transcript: Transcript, *, limit: int, before: int | None = None) -> list[Entry]:
    """Return revisions, the newest first; ``before``: older than the one of this id.

    What it costs does not grow with the history, nor with what one revision changed.
    """
    query = select(Revision).where(Revision.transcript_id == transcript.id)
    if before is not None:
        query = query.where(Revision.id < before)
    revisions = db.session.scalars(
        query.order_by(Revision.id.desc()).limit(limit).options(joinedload(Revision.person))
    ).all()
    ids = [revision.id for revision in revisions]
    counted = db.session.execute(
        select(CueChange.revision_id, func.count())
        .where(CueChange.revision_id.in_(ids))
        .group_by(CueChange.revision_id)
    )
    counts = {revision_id: count for revision_id, count in counted}  # noqa: C416  # mypy
    changes = _first_changes(ids)
    return [Entry(each, changes[each.id], counts.get(each.id, 0)) for each in revisions]


def changes_of(cue: Cue, *, limit: int, offset: int = 0) -> Sequence[CueChange]:
    """Return the changes of one cue with their revisions and people, the newest first."""
    return db.session.scalars(
        select(CueChange)
        .where(CueChange.cue_id == cue.id)
        .order_by(CueChange.version.desc(), CueChange.id.desc())
        .limit(limit)
        .offset(offset)
        .options(joinedload(CueChange.revision).joinedload(Revision.person))
    ).all()


def revision_of(transcript: Transcript, revision_id: int) -> Revision | None:
    """Return a revision of this transcript; 0 stands for the time before the first one."""
    if revision_id == 0:
        return Revision(id=0, transcript_id=transcript.id)
    found = db.session.get(Revision, revision_id)
    return found if found is not None and found.transcript_id == transcript.id else None


def way_back(transcript: Transcript, revision: Revision) -> list[Step]:
    """Return what would change if all cues were again what they were just after a revision."""
    later = (
        select(func.min(CueChange.id))
        .join(Revision)
        .where(Revision.transcript_id == transcript.id, Revision.id > revision.id)
        .group_by(CueChange.cue_id)
    )
    rows = db.session.execute(
        select(CueChange, Cue)
        .join(Cue, Cue.id == CueChange.cue_id)
        .where(CueChange.id.in_(later))
        .order_by(Cue.start_ms, Cue.id)
    ).all()
    steps = [Step(cue.id, snapshot(cue), change.before) for change, cue in rows]
    return [each for each in steps if each.now != each.then]


def _first_changes(revision_ids: Sequence[int]) -> dict[int, list[CueChange]]:
    place = func.row_number().over(partition_by=CueChange.revision_id, order_by=CueChange.id)
    numbered = (
        select(CueChange.id, place.label("place"))
        .where(CueChange.revision_id.in_(revision_ids))
        .subquery()
    )
    wanted = select(numbered.c.id).where(numbered.c.place <= SHOWN_CHANGES)
    found: dict[int, list[CueChange]] = defaultdict(list)
    for change in db.session.scalars(
        select(CueChange).where(CueChange.id.in_(wanted)).order_by(CueChange.id)
    ):
        found[change.revision_id].append(change)
    return found
