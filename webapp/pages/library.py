"""The library: what there is to watch, the newest first."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from webapp import respond
from webapp.look import current_look
from webapp.models import Media

blueprint = Blueprint("library", __name__)


@blueprint.get("/")
def index() -> Response:
    """Show one page of the library, as long as the viewer's density wants lists to be."""
    size = current_look().list_size
    total = Media.count()
    pages = max(1, -(-total // size))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return respond.page(
        "pages/library.html",
        media=Media.newest(limit=size, offset=(page - 1) * size),
        total=total,
        page=page,
        pages=pages,
        previous_url=url_for(".index", page=page - 1) if page > 1 else None,
        next_url=url_for(".index", page=page + 1) if page < pages else None,
    )
