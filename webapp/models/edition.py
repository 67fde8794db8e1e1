"""A plain-language edition: captions of their own, written beside those that are word for word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func, select

from webapp.captions import document
from webapp.extensions import db
from webapp.models.cue import Cue
from webapp.models.editor import Editor
from webapp.models.media import PLAIN_LEVELS
from webapp.models.pen import EditRefused
from webapp.models.revision import Revision
from webapp.models.transcript import Transcript


class Pair(NamedTuple):
    """A caption word for word, and what the edition says at that time."""

    verbatim: Cue
    plain: Cue | None
    more: Sequence[Cue] = ()
    """What else the edition says before the next caption begins."""


def editions_of(verbatim: Transcript) -> list[Transcript]:
    """Return the plain-language editions beside a transcript, by level."""
    found = [
        each
        for each in verbatim.media.transcripts
        if each.kind == "captions" and each.reading_level and each.language == verbatim.language
        and each.state != "aside"
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.reading_level or 0, each.id))


def begin(verbatim: Transcript, level: int) -> Transcript:
    """Add an empty edition that viewers do not get before it is published; the caller commits.

    EditRefused for a level that is none of plain language, or that there is an edition for.
    """
    if verbatim.reading_level is not None or level not in PLAIN_LEVELS:
        raise EditRefused(_("Choose one of the reading levels."))
    if any(each.reading_level == level for each in editions_of(verbatim)):
        raise EditRefused(_("There is an edition for this reading level already."))
    edition = Transcript(
        media_id=verbatim.media_id,
        kind="captions",
        reading_level=level,
        language=verbatim.language,
        origin="upload",
        complete=True,
        offered=False,
    )
    db.session.add(edition)
    db.session.flush()
    return edition


def pairs(edition: Transcript, verbatim: Sequence[Cue], until_ms: int | None) -> list[Pair]:
    """Return some captions that follow each other, each with what the edition says then.

    ``until_ms``: when the next caption begins; None: there is none.
    """
    if not verbatim:
        return []
    wanted = select(Cue).where(
        Cue.transcript_id == edition.id,
        Cue.deleted_at_ms.is_(None),
        Cue.start_ms >= verbatim[0].start_ms,
    )
    if until_ms is not None:
        wanted = wanted.where(Cue.start_ms < until_ms)
    found = list(db.session.scalars(wanted.order_by(Cue.start_ms, Cue.id)))
    result = []
    for number, cue in enumerate(verbatim):
        after = verbatim[number + 1].start_ms if number + 1 < len(verbatim) else None
        mine = [
            each
            for each in found
            if cue.start_ms <= each.start_ms and (after is None or each.start_ms < after)
        ]
        result.append(Pair(cue, mine[0] if mine else None, mine[1:]))
    return result


def pair_of(edition: Transcript, verbatim: Cue) -> Pair:
    """Return one caption with what the edition says then."""
    following = verbatim.neighbour(after=True)
    return pairs(edition, [verbatim], following.start_ms if following else None)[0]


def write(editor: Editor, pair: Pair, cue_id: int | None, seen: int, text: str) -> Revision | None:
    """Say something at the time of a caption: change it, put it in, or take it away.

    Stale, where somebody else has written there since it was seen; EditRefused as ``Editor``.
    """
    text = text.strip()
    if cue_id is not None:
        if text:
            return editor.correct(cue_id, seen, text=text)
        return editor.delete(cue_id, seen)
    if pair.plain is not None:
        raise EditRefused(
            _(
                "Somebody has written here in the meantime. It says: “%(text)s”",
                text=pair.plain.text,
            )
        )
    if not text:
        return None
    cue = pair.verbatim
    return editor.insert(
        document.Cue(cue.start_ms, cue.end_ms, text, speaker=cue.speaker, label=cue.label)
    )


def whole_text(transcript: Transcript) -> str:
    """Return all that a transcript says."""
    texts = db.session.scalars(
        select(Cue.text)
        .where(Cue.transcript_id == transcript.id, Cue.deleted_at_ms.is_(None))
        .order_by(Cue.start_ms, Cue.id)
    )
    return " ".join(texts)


def shown_ms(transcript: Transcript) -> int:
    """Return for how long captions are shown in all."""
    total = select(func.sum(Cue.end_ms - Cue.start_ms)).where(
        Cue.transcript_id == transcript.id, Cue.deleted_at_ms.is_(None)
    )
    return db.session.scalar(total) or 0
