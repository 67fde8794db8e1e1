"""What is counted on top of the review page; each count leads to the next cue that it counts."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, exists, func, or_, select, tuple_

from webapp.extensions import db
from webapp.models import Cue, Report, Transcript
from webapp.models.cue_finding import CueFinding
from webapp.models.kept_lint import KeptLint


class Kind(NamedTuple):
    """A kind of cue that one can go on to."""

    word: str
    """What the link is called."""


KINDS = {
    "draft": Kind(lazy_gettext("not checked")),
    "corrected": Kind(lazy_gettext("checked")),
    "verified": Kind(lazy_gettext("verified")),
    "lint": Kind(lazy_gettext("with problems")),
    "report": Kind(lazy_gettext("reported")),
    "problem": Kind(lazy_gettext("Next problem")),
}
"""``problem``: of any kind: what lint found, what viewers reported, what nobody has looked at."""


def counts(transcript: Transcript) -> dict[str, int]:
    """Return how many cues are in each state, and how many things are to be mended."""
    reports = select(func.count(Report.cue_id.distinct())).where(
        Report.transcript_id == transcript.id, Report.state == "open"
    )
    return {
        "draft": transcript.drafts,
        "corrected": transcript.corrected,
        "verified": transcript.verified,
        "lint": KeptLint.counts(transcript).errors,
        "report": db.session.scalar(reports) or 0,
    }


def following(
    transcript: Transcript, kind: str, after: int | None, *, back: bool = False
) -> Cue | None:
    """Return the next cue of a kind after a cue, or the last before it; at an end, go round."""
    here = db.session.get(Cue, after) if after is not None else None
    place: Any = tuple_(Cue.start_ms, Cue.id)
    order = (Cue.start_ms.desc(), Cue.id.desc()) if back else (Cue.start_ms, Cue.id)
    wanted = (
        select(Cue)
        .where(Cue.transcript_id == transcript.id, Cue.deleted_at_ms.is_(None), _is(kind))
        .order_by(*order)
        .limit(1)
    )
    found: Cue | None = None
    if here is not None:
        stands = tuple_(here.start_ms, here.id)
        found = db.session.scalar(wanted.where(place < stands if back else place > stands))
    return found or db.session.scalar(wanted)


def _is(kind: str) -> ColumnElement[bool]:
    reported = exists().where(Report.cue_id == Cue.id, Report.state == "open")
    broken = exists().where(CueFinding.cue_id == Cue.id, CueFinding.severity == "error")
    if kind == "report":
        return reported
    if kind == "lint":
        return broken
    return or_(Cue.state == "draft", broken, reported) if kind == "problem" else Cue.state == kind
