"""Watching a media: the picture with its captions, and the transcript beside it."""

from __future__ import annotations

import math

from flask import Blueprint, Response, request

from webapp import access, respond
from webapp.captions import formats
from webapp.models import Media, Place
from webapp.pages import caption_reports
from webapp.pages.jobs import Work, captions_key
from webapp.pages.signs import signing
from webapp.pages.transcripts import lines_of, seat_of

blueprint = Blueprint("watch", __name__)


@blueprint.get("/media/<slug>")
@access.media()
def show(slug: str) -> Response:
    """Show a media with its captions and a part of its transcript.

    ``captions``: which transcript; ``t``: seconds to start at; ``signer``: which signed version,
    ``off`` or ``only``.
    """
    media = access.current_media()
    start = _start(media)
    return respond.page(
        "pages/watch.html",
        tracks=[each for each in media.transcripts if each.has_cues and each.offered],
        start=start,
        work=_work(media),
        signing=signing(media),
        exports=[formats.FORMATS[name] for name in formats.WRITABLE],
        seat=seat_of(media),
        place_ms=_place(media),
        reports=caption_reports.counts(media),
        **lines_of(media, round(start * 1000) or None),
    )


def _start(media: Media) -> float:
    """Return the second to start at; 0 where none within the media was asked for."""
    start = request.args.get("t", 0.0, type=float)
    within = math.isfinite(start) and 0 < start * 1000 < media.duration_ms
    return round(start, 3) if within else 0.0


def _place(media: Media) -> int | None:
    """Return where the viewer stopped the last time; None where she asked for a moment."""
    if "t" in request.args:
        return None
    return Place.of(access.person(), [media.id]).get(media.id)


def _work(media: Media) -> Work | None:
    """Return the work that is still to be shown: under way or failed."""
    job = media.job
    if job is None or job.state == "done":
        return None
    player = media.rendition is not None
    return Work(media, job, player, captions_key(media) if player else "")
