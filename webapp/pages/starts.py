"""Starts of videos: how long viewers waited for the first picture, as their browsers tell."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, request

from webapp import access
from webapp.insight import START_BUCKETS
from webapp.metrics import days, viewers

blueprint = Blueprint("starts", __name__)


@blueprint.post("/media/<slug>/started")
@access.media()
def tell(slug: str) -> Response:
    """Count a start: ``waited`` is one of ``START_BUCKETS``; ``signed``: the signer was alone."""
    waited = request.form.get("waited", "")
    media = access.current_media()
    if waited not in START_BUCKETS or not media.kind:
        abort(400)
    if not viewers.wants_not_to_be_counted():
        kind = "signed" if request.args.get("signed") else media.kind
        days.count(media.library_id, f"start_{kind}", waited)
        viewers.count_viewer(media.library_id)
    return current_app.response_class(status=204, headers={"Cache-Control": "private, no-store"})
