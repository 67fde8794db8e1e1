"""The rows of the review page: a window of the captions, with what is known of each.

Windows go by a cue's place (its start, then its id), so that none is lost or shown twice while
others insert and delete. What a window costs does not grow with the transcript, but for the count
that gives its first row a number, which an index answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from webapp import access
from webapp.captions.doubts import doubts
from webapp.extensions import db
from webapp.models import Cue, CueDraft, CueNote, Presence, Report, Transcript
from webapp.models.cue_finding import CueFinding

ROWS = 20
"""Rows of one window, and so many more each time that its end is reached."""
BEFORE = 6
"""So many stand above the row that was asked for."""


class Row(NamedTuple):
    """One cue as a row shows it."""

    cue: Cue
    number: int | None = None
    """Its place among all, from 1; None where it was not asked for (it costs a count)."""
    findings: Sequence[CueFinding] = ()
    """What lint found."""
    doubts: Sequence[str] = ()
    """Words that the engine was unsure of, while nobody has looked at the cue."""
    reports: int = 0
    """How many viewers' reports of it wait."""
    notes: int = 0
    """How many notes of reviewers wait on it."""
    people: Sequence[str] = ()
    """Who else has it open just now, by name."""
    begun: CueDraft | None = None
    """What the person herself has begun to type."""


class Window(NamedTuple):
    """Rows that follow each other."""

    rows: Sequence[Row]
    first_number: int | None
    has_earlier: bool
    has_later: bool
    arrive: int | None = None
    """The cue that was asked for, where the focus goes."""
    missed: bool = False
    """There is no such cue."""


def part(transcript: Transcript, number: int) -> Window:
    """Return the ``number``-th window, from 1; the last one where there are fewer."""
    parts = max(1, -(-transcript.cue_count // ROWS))
    return _from(transcript, (min(max(number, 1), parts) - 1) * ROWS, None)


def numbered(transcript: Transcript, number: int) -> Window:
    """Return the window around the ``number``-th cue, from 1, or the last one."""
    number = min(max(number, 1), max(transcript.cue_count, 1))
    found = transcript.cues(limit=1, offset=number - 1)
    return _from(transcript, number - 1 - BEFORE, found[0] if found else None)


def around(transcript: Transcript, cue: Cue | None, *, missed: bool = False) -> Window:
    """Return the window in which a cue stands; the first one where there is none."""
    if cue is None:
        return part(transcript, 1)._replace(missed=missed)
    before = db.session.scalar(_shown(transcript, func.count()).where(place_of(cue) > _PLACE)) or 0
    return _from(transcript, before - BEFORE, cue)


def beside(transcript: Transcript, cue_id: int, *, after: bool) -> Window | None:
    """Return the rows that follow a cue, or come before it; None where it never was.

    A cue that was deleted still has its place.
    """
    cue = db.session.get(Cue, cue_id)
    if cue is None or cue.transcript_id != transcript.id:
        return None
    here = place_of(cue)
    order = (Cue.start_ms, Cue.id) if after else (Cue.start_ms.desc(), Cue.id.desc())
    wanted = _shown(transcript, Cue).where(here < _PLACE if after else here > _PLACE)
    found = list(db.session.scalars(wanted.order_by(*order).limit(ROWS + 1)))
    more, cues = len(found) > ROWS, found[:ROWS]
    if not after:
        cues.reverse()
    first = None
    if not after and cues:
        first = 1 + (
            db.session.scalar(_shown(transcript, func.count()).where(place_of(cues[0]) > _PLACE))
            or 0
        )
    return Window(rows_of(transcript, cues, first), first, not after and more, after and more)


def cue_of(transcript: Transcript, cue_id: int | None) -> Cue | None:
    """Return a cue of this transcript that is shown."""
    cue = db.session.get(Cue, cue_id) if cue_id is not None else None
    mine = cue is not None and cue.transcript_id == transcript.id and cue.deleted_at_ms is None
    return cue if mine else None


def cue_at(transcript: Transcript, at_ms: int) -> Cue | None:
    """Return the last cue that began by ``at_ms``, else the first one."""
    begun = _shown(transcript, Cue).where(Cue.start_ms <= at_ms)
    last: Cue | None = db.session.scalar(
        begun.order_by(Cue.start_ms.desc(), Cue.id.desc()).limit(1)
    )
    return last or next(iter(transcript.cues(limit=1)), None)


def speakers(transcript: Transcript) -> list[str]:
    """Who speaks in a transcript, by name, in the order in which they come in."""
    found = _shown(transcript, Cue.speaker).where(Cue.speaker.is_not(None)).group_by(Cue.speaker)
    return list(db.session.scalars(found.order_by(func.min(Cue.start_ms))))


def rows_of(
    transcript: Transcript, cues: Sequence[Cue], first_number: int | None = None
) -> list[Row]:
    """Return the rows of some cues of one transcript, in a fixed number of queries."""
    ids = [cue.id for cue in cues]
    person = access.person()
    findings, reports = CueFinding.of(ids), Report.counts_by_cue(ids)
    notes = CueNote.counts_by_cue(ids)
    begun = CueDraft.of(person, ids) if person else {}
    others = Presence.others(person, transcript) if person and ids else []
    return [
        Row(
            cue,
            number=None if first_number is None else first_number + n,
            findings=findings[cue.id],
            doubts=doubts_of(cue),
            reports=reports.get(cue.id, 0),
            notes=notes.get(cue.id, 0),
            people=[each.user.shown_name for each in others if each.cue_id == cue.id],
            begun=begun.get(cue.id),
        )
        for n, cue in enumerate(cues)
    ]


def doubts_of(cue: Cue) -> list[str]:
    """Return the words of a draft that the engine was unsure of."""
    if cue.state != "draft":
        return []
    return [doubt.text for doubt in doubts(cue.as_caption(), "")]


def place_of(cue: Cue) -> ColumnElement[Any]:
    """Return where a cue stands in the order of rows."""
    return tuple_(cue.start_ms, cue.id)


_PLACE = tuple_(Cue.start_ms, Cue.id)


def _from(transcript: Transcript, offset: int, arrive: Cue | None) -> Window:
    offset = max(0, offset)
    found = transcript.cues(limit=ROWS + 1, offset=offset)
    return Window(
        rows_of(transcript, found[:ROWS], offset + 1),
        offset + 1,
        has_earlier=offset > 0,
        has_later=len(found) > ROWS,
        arrive=arrive.id if arrive else None,
    )


def _shown(transcript: Transcript, what: Any) -> Select[Any]:
    return select(what).where(Cue.transcript_id == transcript.id, Cue.deleted_at_ms.is_(None))
