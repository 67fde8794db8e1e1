"""The time line of the review page: the sound as it swings, the captions as blocks, the cuts.

Scripts fetch the peaks of what is seen, and nothing else; without them the stretch is drawn here.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, request
from flask_babel import gettext as _

from webapp import access, respond
from webapp.access import May
from webapp.captions.stamps import stamp
from webapp.media.peaks import STEP_MS, merged
from webapp.models import Cue, Transcript, Waveform
from webapp.pages.review import cue_rows, review, stretch
from webapp.pages.review.stretch import LENGTHS_MS, USUAL_MS, Block, Shown
from webapp.pages.sound import KIND_WORDS
from webapp.time_line_drawing import swing

blueprint = Blueprint("time_line", __name__)

FINENESS = (STEP_MS, 4 * STEP_MS)
"""The time of one peak that can be asked for, in ms."""
COLUMNS = 1024
"""Peaks of one part: 2 KB."""
DRAWN = 250
"""Peaks that are drawn here: enough for the width, and a page stays small."""
A_YEAR_S = 31_536_000


@blueprint.get(f"{review.ADDRESS}/time-line")
@access.media(May.REVIEW)
def show(slug: str, transcript_id: int) -> Response:
    """Show a stretch: ``length`` (ms) from ``start``, or around ``at`` (ms) or a ``cue``."""
    transcript = review.current_transcript()
    shown = _asked_for(transcript)
    drawn_here = not respond.wants_fragment()
    return respond.page(
        "pages/review_time_line.html",
        block="stretch",
        shown=shown,
        outline=_outline(transcript, shown) if drawn_here else "",
        lengths=LENGTHS_MS,
        heard_words=KIND_WORDS,
        **review.context(transcript),
    )


@blueprint.get("/media/<slug>/peaks")
@access.media(May.REVIEW)
def peaks(slug: str) -> Response:
    """Send one part of the waveform: `COLUMNS` peaks of ``step`` ms each, from ``part`` (from 0).

    What a peak is, ``webapp.media.peaks`` says; where the sound has ended there are fewer. ``v``
    names the waveform: such an address never changes what it holds.
    """
    media = access.current_media()
    waveform = Waveform.of(media.id)
    step, part = (request.args.get(name, -1, type=int) for name in ("step", "part"))
    if waveform is None or step not in FINENESS or part < 0:
        abort(404)
    finer = step // STEP_MS
    first = part * COLUMNS * finer
    if first * STEP_MS > media.duration_ms:
        abort(404)
    data = merged(Waveform.peaks(media.id, first, first + COLUMNS * finer), finer)
    response = current_app.response_class(data, mimetype="application/octet-stream")
    response.set_etag(f"{waveform.key}-{step}-{part}")
    response.cache_control.private = True
    if request.args.get("v") == waveform.key:
        response.cache_control.immutable, response.cache_control.max_age = True, A_YEAR_S
    else:
        response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


@blueprint.app_template_global("time_line_of")
def time_line_of(transcript: Transcript, cue_id: int | None) -> dict[str, Any]:
    """What the review page needs of the time line, around one of its cues or the beginning."""
    cue = cue_rows.cue_of(transcript, cue_id)
    shown = stretch.around(transcript, _middle(cue) if cue else 0, USUAL_MS)
    return {
        "shown": shown,
        "outline": _outline(transcript, shown),
        "waveform": Waveform.of(transcript.media_id),
        "lengths": LENGTHS_MS,
        "fineness": FINENESS,
        "columns": COLUMNS,
    }


@blueprint.app_template_filter("short_stamp")
def short_stamp(ms: int) -> str:
    """Write a time as exactly as it is, such as ``0:03.2``."""
    return stamp(ms).rstrip("0").rstrip(".")


@blueprint.app_template_filter("block_name")
def block_name(block: Block) -> str:
    """What a caption in the time line is called."""
    cue = block.cue
    return _(
        "Caption %(number)s, %(start)s to %(end)s",
        number=block.number,
        start=short_stamp(cue.start_ms),
        end=short_stamp(cue.end_ms),
    )


def _asked_for(transcript: Transcript) -> Shown:
    length = request.args.get("length", type=int)
    if length not in LENGTHS_MS:
        length = USUAL_MS
    start = request.args.get("start", type=int)
    if start is not None:
        return stretch.stretch(transcript, start, length)
    cue = cue_rows.cue_of(transcript, request.args.get("cue", type=int))
    at = _middle(cue) if cue else request.args.get("at", 0, type=int)
    return stretch.around(transcript, at, length)


def _middle(cue: Cue) -> int:
    return (cue.start_ms + cue.end_ms) // 2


def _outline(transcript: Transcript, shown: Shown) -> str:
    """How the sound swings, as a path; '' where that is not known."""
    waveform = Waveform.of(transcript.media_id)
    if waveform is None:
        return ""
    first, after = shown.start_ms // STEP_MS, shown.end_ms // STEP_MS
    found = Waveform.peaks(transcript.media_id, first, after)
    count = -(-(after - first) // DRAWN)
    return swing(merged(found, count), (after - first) / count, waveform.loudest)
