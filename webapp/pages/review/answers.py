"""What the review page gets after a change: the rows that changed, the counts, and the focus.

Every part goes to its place out of band, so that what is not about the change stays as it is. Rows
that are not in the page (it says which are: ``first`` and ``last``) are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select, tuple_

from webapp import respond
from webapp.extensions import db
from webapp.models import Cue, CueChange, Revision, Transcript
from webapp.pages.review import cue_rows, review
from webapp.pages.review.cue_rows import Row


class Change(NamedTuple):
    """A row that is put in, exchanged or taken out."""

    row: Row
    way: str
    """``same`` (exchanged where it is), ``new``, ``moved`` or ``gone``."""
    after: int | None = None
    """The cue that a new or moved one stands behind; None: it is the first."""
    is_open: bool = False


class Focus(NamedTuple):
    """Where the reader goes on."""

    element: str
    """Its id."""
    opens: int | None = None
    """A cue that is opened as a form."""


def changed(
    transcript: Transcript,
    revisions: Sequence[Revision],
    *,
    cue: Cue,
    focus: Focus,
    said: str,
    relinted: Iterable[int] = (),
    page: str = "",
    status: int = 200,
    **more: Any,
) -> Response:
    """Answer with what revisions did: fragments for the page, or the way to another page.

    Args:
        transcript: what was changed.
        revisions: what was written; none where nothing had to be.
        cue: the cue that the change began with; its row is in the answer in any case.
        focus: where the reader goes on.
        said: what happened, in a sentence.
        relinted: the cues of which lint says something else now.
        page: where a browser without scripts goes on; the row of the cue by default.
        status: the HTTP status of the fragments.
        more: what the fragments show besides.
    """
    sentence = f"{said} {left(transcript)}".strip()
    if not respond.wants_fragment():
        return respond.see_other(page or row_address(transcript, cue), announce=sentence)
    changes = _changes(transcript, revisions, {cue.id, *relinted}, focus)
    return respond.page(
        "pages/review_answer.html",
        block="answer",
        status=status,
        announce=sentence,
        changes=changes,
        goes_on=focus,
        errors={},
        **more,
        **review.context(transcript),
    )


def left(transcript: Transcript) -> str:
    """Say how many cues nobody has looked at."""
    if transcript.drafts == 0:
        return _("All captions are checked.")
    return ngettext("%(num)d left to check.", "%(num)d left to check.", transcript.drafts)


def row_address(transcript: Transcript, cue: Cue) -> str:
    """Return the page with the window in which a cue stands, at its row."""
    return url_for(
        "review.show",
        slug=transcript.media.slug,
        transcript_id=transcript.id,
        cue=cue.id,
        _anchor=f"cue-{cue.id}",
    )


def cue_address(transcript: Transcript, cue_id: int) -> str:
    """Return the page of one cue's form."""
    return url_for(
        "review_cues.form",
        slug=transcript.media.slug,
        transcript_id=transcript.id,
        cue_id=cue_id,
    )


def in_page(cue: Cue) -> bool:
    """Whether a cue's row is among those that the page says it has."""
    ends = [request.form.get(name, type=int) for name in ("first", "last")]
    first, last = (db.session.get(Cue, end) if end else None for end in ends)
    place = (cue.start_ms, cue.id)
    is_before = first is not None and place < (first.start_ms, first.id)
    is_after = last is not None and place > (last.start_ms, last.id)
    return not (is_before or is_after)


def _changes(
    transcript: Transcript, revisions: Sequence[Revision], others: set[int], focus: Focus
) -> list[Change]:
    first = {c.cue_id: c for revision in reversed(revisions) for c in reversed(revision.changes)}
    ids = others | set(first)
    if focus.opens is not None:
        ids.add(focus.opens)
    cues = db.session.scalars(
        select(Cue).where(Cue.id.in_(ids)).order_by(Cue.start_ms, Cue.id)
    ).all()
    rows = cue_rows.rows_of(transcript, cues)
    found = [_change(row, first.get(row.cue.id), focus) for row in rows]
    return [
        each if in_page(each.row.cue) else each._replace(way="gone")
        for each in found
        if each.way == "moved" or in_page(each.row.cue)
    ]


def _change(row: Row, change: CueChange | None, focus: Focus) -> Change:
    cue, is_open = row.cue, row.cue.id == focus.opens
    if cue.deleted_at_ms is not None:
        return Change(row, "gone")
    if change is None or (change.before is not None and not _has_moved(cue, change)):
        return Change(row, "same", is_open=is_open)
    before = cue.neighbour(after=False)
    way = "new" if change.before is None else "moved"
    return Change(row, way, before.id if before else None, is_open)


def _has_moved(cue: Cue, change: CueChange) -> bool:
    """Whether a cue has come to stand before or behind another one."""
    was = (change.before or {})["start_ms"]
    if was == cue.start_ms:
        return False
    ends = sorted([(was, cue.id), (cue.start_ms, cue.id)])
    between = select(Cue.id).where(
        Cue.transcript_id == cue.transcript_id,
        Cue.deleted_at_ms.is_(None),
        Cue.id != cue.id,
        tuple_(Cue.start_ms, Cue.id) > tuple_(*ends[0]),
        tuple_(Cue.start_ms, Cue.id) < tuple_(*ends[1]),
    )
    return db.session.scalar(between.limit(1)) is not None
