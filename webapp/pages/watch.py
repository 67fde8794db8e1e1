"""Watching a media: the picture with its captions, and the transcript beside it."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, Response, abort, request

from webapp import access, respond
from webapp.captions import formats
from webapp.models import Media, Transcript
from webapp.pages.jobs import Work, captions_key

blueprint = Blueprint("watch", __name__)

LINES = 60
"""Lines of the transcript that one page, or one fragment, holds."""


@blueprint.get("/media/<slug>")
@access.media()
def show(slug: str) -> Response:
    """Show a media with its captions and the beginning of its transcript.

    ``captions``: which transcript; ``t``: seconds to start at.
    """
    media = access.current_media()
    return respond.page(
        "pages/watch.html",
        tracks=[each for each in media.transcripts if each.has_cues],
        start=_start(media),
        work=_work(media),
        exports=[formats.FORMATS[name] for name in formats.WRITABLE],
        **_lines(media),
    )


@blueprint.get("/media/<slug>/transcript")
@access.media()
def transcript(slug: str) -> Response:
    """Show a part of the transcript to read, or add it to the lines that are shown already.

    ``captions``: which transcript; ``part``: which part of it, from 1.
    """
    media = access.current_media()
    shown = _lines(media)
    if shown["transcript"] is None:
        abort(404)
    return respond.page("pages/transcript.html", block="lines", **shown)


def _lines(media: Media) -> dict[str, Any]:
    """Return one part of a transcript: what it costs does not grow with the transcript."""
    chosen = _chosen(media)
    parts = max(1, -(-(chosen.cue_count if chosen else 0) // LINES))
    part = min(max(request.args.get("part", 1, type=int), 1), parts)
    return {
        "media": media,
        "transcript": chosen,
        "lines": chosen.cues(limit=LINES, offset=(part - 1) * LINES) if chosen else [],
        "first_number": (part - 1) * LINES + 1,
        "part": part,
        "parts": parts,
    }


def _chosen(media: Media) -> Transcript | None:
    """Return the transcript that was asked for, else the one that is shown first."""
    asked = request.args.get("captions", type=int)
    chosen = next((t for t in media.transcripts if t.id == asked and t.has_cues), None)
    return chosen or media.captions


def _start(media: Media) -> float:
    """Return the second to start at; 0 where none within the media was asked for."""
    start = request.args.get("t", 0.0, type=float)
    within = math.isfinite(start) and 0 < start * 1000 < media.duration_ms
    return round(start, 3) if within else 0.0


def _work(media: Media) -> Work | None:
    """Return the work that is still to be shown: under way or failed."""
    job = media.job
    if job is None or job.state == "done":
        return None
    player = media.rendition is not None
    return Work(media, job, player, captions_key(media) if player else "")
