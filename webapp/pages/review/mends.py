"""Taking suggestions: one at a caption, or those that were ticked for a whole transcript."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import access, respond
from webapp.access import May
from webapp.captions.mend_all import Mended, mend_all
from webapp.captions.mending import mends
from webapp.extensions import db
from webapp.models import Cue, Revision, Transcript
from webapp.models.editor import Editor
from webapp.models.kept_lint import rules_of
from webapp.models.pen import EditRefused, Stale
from webapp.pages.cue_lint import neighbours
from webapp.pages.review import review

blueprint = Blueprint("review_mends", __name__, url_prefix=f"{review.ADDRESS}/mend")


class Suggested(NamedTuple):
    """A caption, and what would become of it."""

    cue: Cue
    mended: Mended

    @property
    def key(self) -> str:
        """Names the caption as it was seen; what a tick sends."""
        return f"{self.cue.id}-{self.cue.version}"


@blueprint.get("")
@access.media(May.REVIEW)
def preview(slug: str, transcript_id: int) -> Response:
    """Show what suggestions would change in a whole transcript, each with a tick."""
    return _page()


@blueprint.post("")
@access.media(May.REVIEW)
def apply(slug: str, transcript_id: int) -> Response:
    """Do what was ticked (``mend``: ids and versions), in one revision."""
    transcript, person = review.current_transcript(), access.person()
    assert person is not None  # noqa: S101  # the declaration has seen to it
    ticked = set(request.form.getlist("mend"))
    if not ticked:
        return _page(errors={"mend-all": _("Tick at least one caption.")})
    wanted = [
        (each.cue.id, each.cue.version, each.mended.now)
        for each in _suggested(transcript)[0]
        if each.key in ticked
    ]
    try:
        Editor(transcript, person).write_all(wanted, "mend")
        db.session.commit()
    except (Stale, EditRefused):
        db.session.rollback()
        return _page(errors={"mend-all": _("Somebody has changed captions. Look at them again.")})
    return respond.see_other(
        url_for("review.show", slug=slug, transcript_id=transcript_id),
        announce=" ".join(
            [
                ngettext("1 caption was mended.", "%(num)s captions were mended.", len(wanted)),
                _("Undo takes all of it back."),
            ]
        ),
    )


def take(editor: Editor, cue: Cue, name: str) -> Revision | None:
    """Do what a suggestion says (``webapp.captions.mending``), if it still says so."""
    around = sorted([*neighbours(cue), cue], key=lambda each: (each.start_ms, each.id))
    index = around.index(cue)
    captions = [each.as_caption() for each in around]
    found = mends(captions, index, rules_of(editor.transcript))
    mend = next((each for each in found if each.name == name), None)
    if mend is None:
        raise EditRefused(_("This suggestion does not fit any more."))
    if mend.split_at is not None:
        return editor.split(cue.id, cue.version, mend.split_at)
    wanted = [(around[n].id, around[n].version, now) for n, now in mend.changes.items()]
    return editor.write_all(wanted, "mend")


def _suggested(transcript: Transcript) -> tuple[Sequence[Suggested], int | None]:
    """What can be mended from the caption ``from`` (its number, from 0) on, and where to go on."""
    cues = transcript.cues()
    found, goes_on = mend_all(
        [cue.as_caption() for cue in cues],
        rules_of(transcript),
        begin=_begun(),
    )
    return [Suggested(cues[each.at], each) for each in found], goes_on


def _page(errors: dict[str, str] | None = None) -> Response:
    transcript = review.current_transcript()
    found, goes_on = _suggested(transcript)
    return respond.page(
        "pages/review_mends.html",
        status=422 if errors else 200,
        errors=errors or {},
        found=found,
        goes_on=goes_on,
        begun=_begun(),
        **review.context(transcript),
    )


def _begun() -> int:
    sent = request.args if request.method == "GET" else request.form
    return sent.get("from", 0, type=int)
