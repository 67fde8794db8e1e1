"""The library: what there is to watch, chosen by what it offers a deaf viewer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import access, respond, sign_languages
from webapp.look import current_look
from webapp.models import Library, Media, Place
from webapp.models.selection import ORDERS, Beside, Selection
from webapp.pages import library_filters

blueprint = Blueprint("library", __name__)

LARGEST_ID = 2**31 - 1
"""PostgreSQL refuses to compare with more."""


@blueprint.get("/")
@blueprint.get("/libraries/<library>")
@access.library()
def index(library: str = "") -> Response:
    """Show one page of the library, as long as the viewer's density wants lists to be.

    ``signed``, ``captions``, ``language``, ``length``, ``topic``: what is looked for
    (``Selection``); ``sort``: what comes first; ``page``: from 1; ``after``, ``before``: the media
    at the end of the page where one was, by which the next one is found as quickly as the first.
    """
    size, here, person = current_look().list_size, access.current_library(), access.person()
    selection = Selection.parse(request.args)
    order = request.args.get("sort", "")
    order = order if order in ORDERS else "newest"
    counts = selection.counts(here, person)
    pages = max(1, -(-counts.total // size))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    media = selection.media(
        here, person, order=order, limit=size, offset=(page - 1) * size, beside=_beside(page)
    )
    links = library_filters.Links(selection, order, _home_of(here))
    return respond.page(
        "pages/library.html",
        announce=_said(counts.total, page, pages) if respond.swaps_main() else None,
        media=media,
        stopped_at=Place.of(person, [each.id for each in media]),
        library=here,
        libraries=_libraries(here),
        total=counts.total,
        selection=selection,
        groups=links.groups(counts),
        chosen=links.chosen(counts),
        orders=links.orders(),
        clear_url=links.clear_url,
        not_signed_in=_not_signed_in(selection),
        any_signed=links.any_signed(counts),
        page=page,
        pages=pages,
        previous_url=links.page_url(page - 1, before=_id(media[:1])) if page > 1 else None,
        next_url=links.page_url(page + 1, after=_id(media[-1:])) if page < pages else None,
    )


def _beside(page: int) -> Beside | None:
    """Where this page is, by the one before it or after it; None: by its number alone."""
    if page == 1:
        return None  # what came meanwhile is not left out
    after = request.args.get("after", 0, type=_number)
    before = request.args.get("before", 0, type=_number)
    return Beside(after or before, comes_after=bool(after)) if after or before else None


def _number(text: str) -> int:
    number = int(text)
    if not 0 < number <= LARGEST_ID:
        raise ValueError(text)
    return number


def _id(media: Sequence[Media]) -> int:
    return media[0].id if media else 0


def _not_signed_in(selection: Selection) -> str:
    """Name the sign language that was asked for, where nothing else was."""
    only = list(selection.chosen) == ["signed"] and selection.signed != "any"
    return sign_languages.name_of(selection.signed) if only else ""


def _said(total: int, page: int, pages: int) -> str:
    if pages > 1:
        return str(
            _("%(total)s videos. Page %(page)s of %(pages)s.", total=total, page=page, pages=pages)
        )
    return str(ngettext("One video.", "%(num)s videos.", total)) if total else str(_("No videos."))


def _libraries(here: Library) -> list[Library]:
    """Return those that a person can go to from here: her own, and the one for everybody."""
    user = access.person()
    if user is None:
        return []
    return list(dict.fromkeys([Library.default(), *Library.of(user), here]))


def _home_of(library: Library) -> dict[str, Any]:
    return {} if library.is_default else {"library": library.slug}
