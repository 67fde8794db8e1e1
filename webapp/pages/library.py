"""The library: what there is to watch, the newest first."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from webapp import access, respond
from webapp.look import current_look
from webapp.models import Library, Media

blueprint = Blueprint("library", __name__)


@blueprint.get("/")
@blueprint.get("/libraries/<library>")
@access.library()
def index(library: str = "") -> Response:
    """Show one page of the library, as long as the viewer's density wants lists to be."""
    size = current_look().list_size
    here, person = access.current_library(), access.person()
    total = Media.count(here, person)
    pages = max(1, -(-total // size))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return respond.page(
        "pages/library.html",
        media=Media.newest(here, person, limit=size, offset=(page - 1) * size),
        library=here,
        libraries=_libraries(here),
        total=total,
        page=page,
        pages=pages,
        previous_url=_url(here, page - 1) if page > 1 else None,
        next_url=_url(here, page + 1) if page < pages else None,
    )


def _libraries(here: Library) -> list[Library]:
    """Return those that a person can go to from here: her own, and the one for everybody."""
    user = access.person()
    if user is None:
        return []
    return list(dict.fromkeys([Library.default(), *Library.of(user), here]))


def _url(library: Library, page: int) -> str:
    if library.is_default:
        return url_for(".index", page=page)
    return url_for(".index", library=library.slug, page=page)
