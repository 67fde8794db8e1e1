"""Find and replace in captions that are reviewed: with a count, a preview, and one undo for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, current_app, request
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import access, respond
from webapp.access import May
from webapp.captions.editing.replacing import Search
from webapp.events import cue_saved
from webapp.extensions import db, has_written
from webapp.models import Transcript
from webapp.models.editor import Editor
from webapp.models.pen import EditRefused
from webapp.models.replacing import Outcome, Place, Replacing, replace_in
from webapp.pages.paging import Paging
from webapp.pages.review import cue_rows, review

blueprint = Blueprint("review_find", __name__, url_prefix=review.ADDRESS)

ON_A_PAGE = 50
CHARACTERS = 200
"""As long may be what is looked for, and what comes in its place."""
CHANGED = "Sightline-Changed"
"""The header of an answer after which the rows of the page are not as they were."""


@blueprint.get("/find")
@access.media(May.REVIEW)
def show(slug: str, transcript_id: int) -> Response:
    """Show the captions that hold ``q``; with ``preview``, what ``by`` would make of them.

    ``case``, ``word``: letters and words count exactly; ``speaker``: ``by:`` and the
    name of whoever says it; no name: where nobody is named.
    """
    return _page(review.current_transcript(), _asked(), previews="preview" in request.args)


@blueprint.post("/find")
@access.media(May.REVIEW)
def replace(slug: str, transcript_id: int) -> Response:
    """Replace in the captions that are ticked (``cue``: id and version), or in all (``all``).

    ``all`` is the version of the transcript that was shown: of a newer one, nobody has seen what
    would be changed.
    """
    transcript, replacing = review.current_transcript(), _asked()
    try:
        editor = Editor(transcript, access.person() or abort(401))
        outcome = replace_in(editor, replacing, _chosen(transcript, replacing))
        db.session.commit()
    except EditRefused as reason:
        db.session.rollback()
        has_written()
        sentence = {"find-places": str(reason)}
        return _page(review.current_transcript(), replacing, previews=True, errors=sentence)
    has_written()
    if outcome.revision:
        cue_saved.send(
            current_app._get_current_object(),  # type: ignore[attr-defined]
            transcript_id=transcript_id,
            revision_id=outcome.revision.id,
        )
    answer = _page(transcript, replacing, previews=True, outcome=outcome)
    if outcome.revision:
        answer.headers[CHANGED] = "1"
    return answer


def _asked() -> Replacing:
    given = request.form if request.method == "POST" else request.args
    speaker = given.get("speaker", "")
    return Replacing(
        Search(
            given.get("q", "")[:CHARACTERS],
            match_case="case" in given,
            whole_words="word" in given,
        ),
        given.get("by", "")[:CHARACTERS],
        speaker.removeprefix("by:") if speaker.startswith("by:") else None,
    )


def _chosen(transcript: Transcript, replacing: Replacing) -> dict[int, int]:
    """Return the cues that were chosen, each with the version that was seen."""
    if "all" in request.form:
        if request.form.get("all", type=int) != transcript.version:
            raise EditRefused(_("Captions were changed meanwhile. Look at the changes once more."))
        return {place.cue_id: place.version for place in replacing.places(transcript)}
    pairs = (value.split("-") for value in request.form.getlist("cue"))
    chosen = {int(p[0]): int(p[1]) for p in pairs if len(p) == 2 and all(map(str.isdecimal, p))}
    if not chosen:
        raise EditRefused(_("Tick the captions that are to be changed."))
    return chosen


def _page(
    transcript: Transcript,
    replacing: Replacing,
    *,
    previews: bool,
    outcome: Outcome | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    places = replacing.places(transcript)
    paging = Paging.asked(len(places), ON_A_PAGE)
    return respond.page(
        "pages/review_find.html",
        block="result",
        status=422 if errors else 200,
        announce=_said(outcome) if outcome else _count(places),
        replacing=replacing,
        previews=previews and bool(places),
        searched=bool(replacing.search.text.strip()),
        count=len(places),
        found=places[paging.span],
        all_places=[[place.cue_id, place.start_ms] for place in places],
        outcome=_said(outcome) if outcome else "",
        speakers=cue_rows.speakers(transcript),
        page=paging.page,
        pages=paging.pages,
        per_page=ON_A_PAGE,
        query=_query(replacing, previews=previews),
        errors=errors or {},
        **review.context(transcript),
    )


def _query(replacing: Replacing, *, previews: bool) -> dict[str, Any]:
    """Return what an address of the same search has."""
    search = replacing.search
    return {
        "q": search.text,
        "by": replacing.by or None,
        "case": "1" if search.match_case else None,
        "word": "1" if search.whole_words else None,
        "speaker": None if replacing.speaker is None else f"by:{replacing.speaker}",
        "preview": "1" if previews else None,
    }


def _count(places: Sequence[Place]) -> str:
    found = sum(len(place.spans) for place in places)
    if not found:
        return _("Nothing was found.")
    return ngettext("Found once.", "Found %(num)d times.", found)


def _said(outcome: Outcome) -> str:
    """Say what became of the captions that were chosen."""
    sentences = [
        ngettext("%(num)d caption was changed.", "%(num)d captions were changed.", outcome.changed)
    ]
    if outcome.changed:
        sentences.append(_("Undo takes this back in one step."))
    if outcome.stale:
        sentences.append(
            ngettext(
                "%(num)d was changed by somebody else meanwhile, and is as she left it.",
                "%(num)d were changed by somebody else meanwhile, and are as they were left.",
                outcome.stale,
            )
        )
    if outcome.emptied:
        sentences.append(
            ngettext(
                "%(num)d would have no text left, and was not changed.",
                "%(num)d would have no text left, and were not changed.",
                outcome.emptied,
            )
        )
    return " ".join(sentences)
