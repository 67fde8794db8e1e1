"""Reviewing captions: the video beside the rows, of which only a window is in the page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from webapp import access, respond
from webapp.access import May
from webapp.captions.stamps import read_stamp, seconds, stamp
from webapp.models import CueDraft, Presence, Transcript
from webapp.pages.review import cue_fields, cue_rows, jumps

ADDRESS = "/media/<slug>/review/<int:transcript_id>"
"""Where everything about the review of one transcript begins."""

blueprint = Blueprint("review", __name__, url_prefix=ADDRESS)
blueprint.add_app_template_filter(stamp, "stamp")
blueprint.add_app_template_filter(seconds, "seconds")
blueprint.add_app_template_global(cue_fields.of_cue, "fields_of")


@blueprint.get("")
@access.media(May.REVIEW)
def show(slug: str, transcript_id: int) -> Response:
    """Show a window of the captions beside the video.

    ``cue``, ``at`` (ms), ``time`` (as typed), ``number`` or ``part`` (from 1): where it begins.
    ``next``: at the first cue of this kind (``jumps.KINDS``) after the cue ``after``; with
    ``back``, the last one before it.
    """
    return _page(_window(current_transcript()))


@blueprint.get("/rows")
@access.media(May.REVIEW)
def rows(slug: str, transcript_id: int) -> Response:
    """Show another window; or, with ``edge`` (before, after) and ``from``, those beside a cue."""
    transcript = current_transcript()
    edge, beside = request.args.get("edge"), request.args.get("from", type=int)
    if edge in ("before", "after") and beside is not None:
        window = cue_rows.beside(transcript, beside, after=edge == "after") or abort(404)
        return _page(window, block="rows")
    return _page(_window(transcript), block="list")


def current_transcript() -> Transcript:
    """Return the transcript that the address names; 404 unless it is one of this media.

    What is only set aside is not reviewed: texts are taken from it (``review_take``).
    """
    transcript_id = (request.view_args or {}).get("transcript_id", 0)
    found = access.current_media().transcript(transcript_id)
    return found if found is not None and found.state != "aside" else abort(404)


def context(transcript: Transcript) -> dict[str, Any]:
    """Return what every part of the review page may show."""
    media, person = transcript.media, access.person()
    return {
        "media": media,
        "transcript": transcript,
        "address": f"/media/{media.slug}/review/{transcript.id}",
        "hears": person is not None and person.hearing == "hearing",
        "counts": jumps.counts(transcript),
        "count_words": jumps.KINDS,
    }


def _page(window: cue_rows.Window, block: str | None = None) -> Response:
    transcript, person = current_transcript(), access.person()
    assert person is not None  # noqa: S101  # the declaration has seen to it
    return respond.page(
        "pages/review.html",
        block=block,
        window=window,
        errors={},
        begun=CueDraft.begun(person, transcript),
        others=Presence.others(person, transcript),
        speakers=cue_rows.speakers(transcript) if block is None else [],
        **context(transcript),
    )


def _window(transcript: Transcript) -> cue_rows.Window:
    """Return the window that the query asks for; the first one where it asks for none."""
    asked = request.args
    kind = asked.get("next")
    if kind in jumps.KINDS:
        after = asked.get("after", type=int)
        found = jumps.following(transcript, kind, after, back="back" in asked)
        return cue_rows.around(transcript, found, missed=found is None)
    if "cue" in asked:
        found = cue_rows.cue_of(transcript, asked.get("cue", type=int))
        return cue_rows.around(transcript, found, missed=found is None)
    at_ms = asked.get("at", type=int)
    if at_ms is None and asked.get("time"):
        at_ms = read_stamp(asked["time"])
    if at_ms is not None:
        return cue_rows.around(transcript, cue_rows.cue_at(transcript, at_ms))
    number = asked.get("number", type=int)
    if number is not None:
        return cue_rows.numbered(transcript, number)
    return cue_rows.part(transcript, asked.get("part", 1, type=int))
