"""Two people changed the same cue: both texts, what they began with, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import Response, request
from flask_babel import gettext as _

from webapp import respond
from webapp.captions import document
from webapp.captions.editing.difference import Joined, Piece, difference, join
from webapp.extensions import db, has_written
from webapp.models import Cue, CueDraft, Revision, Transcript, User
from webapp.models.editor import Editor
from webapp.models.pen import Stale
from webapp.pages.review import cue_fields, cue_form
from webapp.pages.review.answers import Focus, changed
from webapp.pages.review.cue_fields import Fields

CHOICES = ("mine", "theirs", "join")


class Conflict(NamedTuple):
    """What two people made of one cue."""

    by: str
    """Who was quicker, by name; empty: somebody who has no account any more."""
    base: Fields | None
    """What both began with; None where it is not known, or the cue was not there."""
    mine: Fields
    theirs: Fields | None
    """None: it was deleted."""
    mine_pieces: Sequence[Piece]
    """What I changed of the base, or, without one, of theirs."""
    their_pieces: Sequence[Piece]
    joined: Joined
    others: Sequence[tuple[str, str, str]]
    """What differs besides the text: (what, mine, theirs)."""


def show(transcript: Transcript, cue_id: int, mine: Fields, stale: Stale, verb: str) -> Response:
    """Answer that somebody was quicker: nothing was changed, and here is what she wrote (409)."""
    by = stale.by.shown_name if stale.by else ""
    cue = db.session.get_one(Cue, cue_id)
    if cue_fields.of_cue(cue)[:-1] == mine[:-1] and verb == "save":
        # An answer that was lost on its way, or two who wrote the same: nobody has to choose.
        return changed(transcript, [], cue=cue, focus=Focus(f"edit-{cue_id}"), said=_("Saved."))
    if stale.cue.id != cue_id:
        return _neighbour_changed(transcript, cue, mine, stale, by)
    if "text" not in request.form and respond.wants_fragment():
        stays = request.form.get("then") == "stay"
        focus = Focus("" if stays else f"edit-{cue_id}")
        return changed(transcript, [], cue=cue, focus=focus, status=409, said=_told(by))
    return cue_form.show(
        transcript,
        cue,
        mine,
        status=409,
        announce=_told(by),
        conflict=_conflict(cue, mine, stale.base, by),
        verb=verb,
    )


def decide(transcript: Transcript, cue: Cue, person: User) -> Response:
    """Save what was chosen; the newest version came with it, so a second conflict is found too."""
    choice = request.form["choice"]
    fields = _chosen(cue, choice)
    focus = Focus(f"edit-{cue.id}")
    revision: Revision | None = None
    try:
        editor = Editor(transcript, person)
        if choice != "theirs":
            errors = cue_fields.errors_of(fields, cue.id)
            if errors:
                return cue_form.show(transcript, cue, fields, errors=errors, status=422)
            revision = _write(editor, cue, fields)
        CueDraft.drop(person, cue.id)
        if revision is not None and cue.deleted_at_ms is not None:
            focus = Focus(f"edit-{revision.changes[0].cue_id}")
        db.session.commit()
    except Stale as stale:
        db.session.rollback()
        has_written()
        return show(transcript, cue.id, fields, stale, "save")
    has_written()
    return changed(
        transcript,
        [revision] if revision else [],
        cue=cue,
        focus=focus,
        said=_("The other text stays.") if choice == "theirs" else _("Saved."),
        relinted=editor.relinted,
    )


def _write(editor: Editor, cue: Cue, fields: Fields) -> Revision | None:
    if cue.deleted_at_ms is None:
        return editor.correct(
            cue.id,
            fields.version,
            text=fields.text,
            speaker=fields.speaker,
            label=fields.label,
            start_ms=fields.start_ms,
            end_ms=fields.end_ms,
        )
    return editor.insert(
        document.Cue(
            fields.start_ms or 0,
            fields.end_ms or 0,
            fields.text,
            speaker=fields.speaker or None,
            label=fields.label or None,
        )
    )


def _chosen(cue: Cue, choice: str) -> Fields:
    fields = cue_fields.sent(cue)
    if choice == "mine" and "mine" in request.form:
        mine = "\n".join(request.form["mine"].splitlines()).strip()
        return fields._replace(text=mine)
    return fields


def _told(by: str) -> str:
    if by:
        return _("%(name)s has changed this caption in the meantime. Nothing was saved.", name=by)
    return _("Somebody has changed this caption in the meantime. Nothing was saved.")


def _conflict(cue: Cue, mine: Fields, base: Mapping[str, Any] | None, by: str) -> Conflict:
    was = cue_fields.of_content(base, mine.version) if base else None
    theirs = cue_fields.of_cue(cue) if cue.deleted_at_ms is None else None
    begun = was.text if was else theirs.text if theirs else ""
    return Conflict(
        by=by,
        base=was,
        mine=mine,
        theirs=theirs,
        mine_pieces=difference(begun, mine.text),
        their_pieces=difference(begun, theirs.text) if theirs else [],
        joined=join(begun, mine.text, theirs.text if theirs else mine.text),
        others=_others(mine, theirs) if theirs else [],
    )


def _others(mine: Fields, theirs: Fields) -> list[tuple[str, str, str]]:
    words = {
        "speaker": _("Speaker"),
        "label": _("Sound"),
        "start": _("Begins"),
        "end": _("Ends"),
    }
    pairs = [(word, getattr(mine, name), getattr(theirs, name)) for name, word in words.items()]
    return [
        (word, own or _("none"), other or _("none")) for word, own, other in pairs if own != other
    ]


def _neighbour_changed(
    transcript: Transcript, cue: Cue, mine: Fields, stale: Stale, by: str
) -> Response:
    """The form again, with what the neighbour says now; pressed again, it is done."""
    name = by or _("Somebody")
    if stale.cue.deleted_at_ms is not None:
        sentence = _(
            "%(name)s has deleted the neighbouring caption. Nothing was changed.", name=name
        )
    else:
        sentence = _(
            "%(name)s has changed the neighbouring caption. It now says: “%(text)s” Nothing was "
            "changed. Do it again if you still want it.",
            name=name,
            text=stale.cue.text.replace("\n", " "),
        )
    return cue_form.show(
        transcript,
        cue,
        mine,
        status=409,
        announce=sentence,
        errors={f"cue-text-{cue.id}": sentence},
    )
