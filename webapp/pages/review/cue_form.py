"""The form of one cue: as an open row, or as a page of its own."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from webapp import respond
from webapp.models import Cue, CueDraft, Transcript
from webapp.pages.review import cue_rows, review
from webapp.pages.review.cue_fields import Fields


def show(
    transcript: Transcript,
    cue: Cue,
    fields: Fields,
    *,
    draft: CueDraft | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    """Show the form of a cue with some fields: as an open row, or as a page."""
    neighbours = cue.neighbour(after=False), cue.neighbour(after=True)
    return respond.page(
        "pages/review_cue.html",
        block="row",
        status=status,
        row=cue_rows.rows_of(transcript, [cue])[0],
        fields=fields,
        draft=draft,
        before=neighbours[0],
        following=neighbours[1],
        errors=errors or {},
        alone=not respond.wants_fragment(),
        out_of_band=respond.wants_fragment() and request.method == "POST",
        speakers=[] if respond.wants_fragment() else cue_rows.speakers(transcript),
        **more,
        **review.context(transcript),
    )
