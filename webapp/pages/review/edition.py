"""Plain-language editions: beginning one, and writing it beside the captions word for word."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from webapp import access, respond
from webapp.access import May
from webapp.captions.readability import SENTENCE_WORDS, Readability, measure
from webapp.extensions import db
from webapp.look import READING_LEVELS
from webapp.models import Cue, Transcript, edition
from webapp.models.editor import Editor
from webapp.models.media import PLAIN_LEVELS
from webapp.models.pen import EditRefused, Stale
from webapp.pages.review import review
from webapp.pages.review.edition_rows import Row, row_of, rows_of

blueprint = Blueprint("review_edition", __name__, url_prefix=f"{review.ADDRESS}/edition")

ROWS = 20
TEXT_CHARACTERS = 2000


class Overview(NamedTuple):
    """An edition as a whole."""

    edition: Transcript
    level: str
    reading: Readability
    rate: int | None


@blueprint.get("")
@access.media(May.REVIEW)
def index(slug: str, transcript_id: int) -> Response:
    """Show the editions beside a transcript, and a form to begin another one."""
    return _index()


@blueprint.post("")
@access.media(May.REVIEW)
def begin(slug: str, transcript_id: int) -> Response:
    """Begin an edition for the reading level ``level``."""
    try:
        made = edition.begin(review.current_transcript(), request.form.get("level", 0, type=int))
    except EditRefused as refused:
        db.session.rollback()
        return _index({"level": str(refused)})
    db.session.commit()
    return respond.see_other(
        url_for(".show", slug=slug, transcript_id=transcript_id, edition_id=made.id),
        announce=_("Begun. Viewers get it when it is published."),
    )


@blueprint.get("/<int:edition_id>")
@access.media(May.REVIEW)
def show(slug: str, transcript_id: int, edition_id: int) -> Response:
    """Show a window (``part``, from 1) of the captions, each beside a field for the edition."""
    return _page(_edition(edition_id))


@blueprint.post("/<int:edition_id>/<int:cue_id>")
@access.media(May.REVIEW)
def save(slug: str, transcript_id: int, edition_id: int, cue_id: int) -> Response:
    """Keep what the edition says at the time of a caption; ``take``: the same words.

    ``plain``: the id of the edition's own cue, ``version``: the one that was seen.
    """
    verbatim, mine, person = review.current_transcript(), _edition(edition_id), access.person()
    assert person is not None  # noqa: S101  # the declaration has seen to it
    cue = _cue(verbatim, cue_id)
    pair = edition.pair_of(mine, cue)
    text = cue.text if "take" in request.form else _typed()
    try:
        editor = Editor(mine, person)
        seen = request.form.get("version", 0, type=int)
        edition.write(editor, pair, request.form.get("plain", type=int), seen, text)
        db.session.commit()
    except (Stale, EditRefused) as problem:
        db.session.rollback()
        sentence = _sentence(problem)
        row = row_of(verbatim, edition.pair_of(mine, cue), text=text, error=sentence)
        return _answer(mine, row, status=409, said=sentence)
    said = _("Saved. %(count)s are written.", count=mine.cue_count)
    return _answer(mine, row_of(verbatim, edition.pair_of(mine, cue)), said=said)


@blueprint.post("/<int:edition_id>/<int:cue_id>/check")
@access.media(May.REVIEW)
def check(slug: str, transcript_id: int, edition_id: int, cue_id: int) -> Response:
    """Say how easy it is to read what is typed. Nothing is saved."""
    verbatim, mine = review.current_transcript(), _edition(edition_id)
    pair = edition.pair_of(mine, _cue(verbatim, cue_id))
    return respond.page(
        "pages/review_edition_check.html",
        block="check",
        row=row_of(verbatim, pair, text=_typed()),
        edition=mine,
        most_words=SENTENCE_WORDS.get(mine.reading_level or 0),
        **review.context(verbatim),
    )


@blueprint.app_template_global("beside_edition")
def beside_edition(transcript: Transcript, cue: Cue) -> Cue | None:
    """Return what is said word for word while a cue of an edition is shown; None: it is none."""
    if transcript.reading_level is None:
        return None
    verbatim = (t for t in transcript.media.texts() if t.reading_level is None)
    other = next((each for each in verbatim if each.language == transcript.language), None)
    found = other.around(cue.start_ms) if other else []
    return next((each for each in reversed(found) if each.start_ms <= cue.start_ms), None)


def _typed() -> str:
    text = "\n".join(request.form.get("text", "").splitlines()).strip()
    return text[:TEXT_CHARACTERS]


def _sentence(problem: Stale | EditRefused) -> str:
    if isinstance(problem, EditRefused):
        return str(problem)
    if problem.cue.deleted_at_ms is not None:
        return _("Somebody has deleted it in the meantime. Nothing was saved.")
    return _(
        "Somebody has written here in the meantime. It says: “%(text)s”", text=problem.cue.text
    )


def _edition(edition_id: int) -> Transcript:
    mine = edition.editions_of(review.current_transcript())
    return next((each for each in mine if each.id == edition_id), None) or abort(404)


def _cue(verbatim: Transcript, cue_id: int) -> Cue:
    cue = db.session.get(Cue, cue_id)
    if cue is None or cue.transcript_id != verbatim.id or cue.deleted_at_ms is not None:
        abort(404)
    return cue


def _answer(mine: Transcript, row: Row, *, said: str, status: int = 200) -> Response:
    verbatim = review.current_transcript()
    if not respond.wants_fragment():
        if status != 200:
            return _page(mine, status=status, instead=row, announce=said)
        address = url_for(
            ".show",
            slug=verbatim.media.slug,
            transcript_id=verbatim.id,
            edition_id=mine.id,
            part=request.form.get("part", 1, type=int),
            _anchor=f"pair-{row.pair.verbatim.id}",
        )
        return respond.see_other(address, announce=said)
    return respond.page(
        "pages/review_edition_row.html",
        block="row",
        status=status,
        announce=said,
        row=row,
        **_context(verbatim, mine),
    )


def _page(
    mine: Transcript, *, status: int = 200, instead: Row | None = None, announce: str | None = None
) -> Response:
    verbatim = review.current_transcript()
    parts = max(1, -(-verbatim.cue_count // ROWS))
    part = min(max(_part(), 1), parts)
    cues = verbatim.cues(limit=ROWS + 1, offset=(part - 1) * ROWS)
    until = cues[ROWS].start_ms if len(cues) > ROWS else None
    rows = rows_of(verbatim, edition.pairs(mine, cues[:ROWS], until), instead)
    return respond.page(
        "pages/review_edition.html",
        status=status,
        announce=announce,
        rows=rows,
        parts=parts,
        **{**_context(verbatim, mine), "part": part},
    )


def _part() -> int:
    sent = request.args if request.method == "GET" else request.form
    return sent.get("part", 1, type=int)


def _context(verbatim: Transcript, mine: Transcript) -> dict[str, Any]:
    return {
        "edition": mine,
        "most_words": SENTENCE_WORDS.get(mine.reading_level or 0),
        "part": _part(),
        **review.context(verbatim),
    }


def _index(errors: dict[str, str] | None = None) -> Response:
    verbatim = review.current_transcript()
    levels = {choice.value: str(choice.word) for choice in READING_LEVELS}
    mine = edition.editions_of(verbatim)
    taken = {each.reading_level for each in mine}
    return respond.page(
        "pages/review_editions.html",
        status=422 if errors else 200,
        errors=errors or {},
        overviews=[Overview(each, levels[each.reading_level or 1], *_whole(each)) for each in mine],
        levels=[
            (choice.value, choice.word, choice.about)
            for choice in READING_LEVELS
            if choice.value in PLAIN_LEVELS and choice.value not in taken
        ],
        is_edition=verbatim.reading_level is not None,
        **review.context(verbatim),
    )


def _whole(mine: Transcript) -> tuple[Readability, int | None]:
    reading = measure(edition.whole_text(mine), mine.language)
    ms = edition.shown_ms(mine)
    return reading, round(reading.words * 60_000 / ms) if ms else None
