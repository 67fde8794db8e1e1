"""Words that an engine was unsure of: in an open caption, and as a queue over all captions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select

from webapp import access, respond
from webapp.access import May
from webapp.captions.doubts import Doubt, doubts
from webapp.extensions import db
from webapp.models import Cue, Transcript
from webapp.models.editor import Editor
from webapp.models.pen import EditRefused, Stale
from webapp.pages.review import review
from webapp.pages.review.cue_fields import Fields

blueprint = Blueprint("review_doubts", __name__, url_prefix=f"{review.ADDRESS}/doubts")

SHOWN = 50

KIND_WORDS = {
    "negation": lazy_gettext("says no"),
    "number": lazy_gettext("a number"),
    "name": lazy_gettext("a name"),
}
"""Why a word matters much; nothing is said of others."""


class Doubtful(NamedTuple):
    """A doubtful word, and the caption that it stands in."""

    cue: Cue
    doubt: Doubt

    @property
    def before(self) -> str:
        return self.cue.text[: self.doubt.start]

    @property
    def after(self) -> str:
        return self.cue.text[self.doubt.end :]


@blueprint.get("")
@access.media(May.REVIEW)
def queue(slug: str, transcript_id: int) -> Response:
    """Show the doubtful words of all captions that nobody has looked at, the most harmful first."""
    transcript = review.current_transcript()
    found = _all(transcript)
    return respond.page(
        "pages/review_doubts.html",
        found=found[:SHOWN],
        count=len(found),
        **review.context(transcript),
    )


@blueprint.post("")
@access.media(May.REVIEW)
def accept(slug: str, transcript_id: int) -> Response:
    """Take one word as right: ``cue``, ``version``, ``word`` (its number) and ``text``."""
    transcript, person = review.current_transcript(), access.person()
    assert person is not None  # noqa: S101  # the declaration has seen to it
    form = request.form
    text = form.get("text", "")
    cue_id, seen, number = (form.get(name, -1, type=int) for name in ("cue", "version", "word"))
    try:
        Editor(transcript, person).accept_word(cue_id, seen, number, text)
        db.session.commit()
        said = _("“%(word)s” is right.", word=text)
    except Stale:
        db.session.rollback()
        said = _("Somebody has changed this caption in the meantime. Nothing was saved.")
    except EditRefused as refused:
        db.session.rollback()
        said = str(refused)
    return respond.see_other(
        url_for(".queue", slug=slug, transcript_id=transcript_id), announce=said
    )


@blueprint.app_template_global("doubts_in")
def doubts_in(transcript: Transcript, cue: Cue, fields: Fields) -> Sequence[Doubt]:
    """Return the doubtful words of a draft's cue, while its text is as the engine heard it."""
    if cue.state != "draft" or fields.text != cue.text:
        return ()
    return doubts(cue.as_caption(), transcript.language)


@blueprint.app_template_filter("doubt_word")
def doubt_word(doubt: Doubt) -> str:
    """Say what kind of word it is, and how sure the engine was."""
    percent = round(doubt.probability * 100)
    kind = KIND_WORDS.get(doubt.kind)
    if kind:
        return _("%(kind)s, %(percent)s %% sure", kind=kind, percent=percent)
    return _("%(percent)s %% sure", percent=percent)


def _all(transcript: Transcript) -> list[Doubtful]:
    cues = db.session.scalars(
        select(Cue)
        .where(
            Cue.transcript_id == transcript.id, Cue.deleted_at_ms.is_(None), Cue.state == "draft"
        )
        .order_by(Cue.start_ms, Cue.id)
    )
    found = [
        Doubtful(cue, doubt)
        for cue in cues
        for doubt in doubts(cue.as_caption(), transcript.language)
    ]
    return sorted(found, key=lambda each: -each.doubt.harm)
