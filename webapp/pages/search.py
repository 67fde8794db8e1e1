"""Search in captions: the moments where something is said, among what the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from webapp import access, respond
from webapp.extensions import db
from webapp.look import current_look
from webapp.models import Media, Place, Transcript, search
from webapp.models.search import Found, Moment
from webapp.search_terms import MAX_QUERY, Term, marked, terms

blueprint = Blueprint("search", __name__)

VIDEOS = 3
"""Videos that are called so, above the moments."""


class Scene(NamedTuple):
    """The moments of one transcript that stand on a page, in order of time."""

    media: Media
    transcript: Transcript
    moments: list[Moment]


@blueprint.get("/search")
@access.anyone
def show() -> Response:
    """Show the moments that hold what is looked for, and the videos that are called so.

    ``q``: words, "a phrase", begin*; ``in``: the slug of the one media to look in; ``sort=best``:
    the most to the point first; ``after``: the cue after which to go on.
    """
    query = request.args.get("q", "")[:MAX_QUERY].strip()
    wanted, media, after = terms(query), _media(), request.args.get("after", type=int)
    ranked = bool(wanted) and media is None and search.is_ranked(wanted)
    best = ranked and request.args.get("sort") == "best"
    found = _find(wanted, media, best=best, after=after)
    titles = _titles(wanted) if media is None and after is None else []
    next_url = _url(query, media, best=best, after=found.after) if found.after else None
    return respond.page(
        "pages/search.html",
        announce=_said(found) if respond.swaps_main() else None,
        query=query,
        wanted=wanted,
        within=media,
        scenes=_scenes(found.moments),
        titles=titles,
        stopped_at=Place.of(access.person(), [each.id for each in titles]),
        pieces=partial(marked, wanted=wanted),
        ranked=ranked,
        best=best,
        newest_url=_url(query, media),
        best_url=_url(query, media, best=True),
        everywhere_url=_url(query),
        first_url=_url(query, media, best=best) if after else None,
        next_url=next_url,
        max_query=MAX_QUERY,
    )


def _find(wanted: Sequence[Term], media: Media | None, *, best: bool, after: int | None) -> Found:
    size, person = current_look().list_size, access.person()
    if not wanted:
        return Found([], None)
    if media is not None:
        return search.within(media, wanted, limit=size, after=after)
    find = search.best if best else search.newest
    return find(wanted, person, limit=size, after=after)


def _titles(wanted: Sequence[Term]) -> Sequence[Media]:
    return search.titles(wanted, access.person(), limit=VIDEOS) if wanted else []


def _media() -> Media | None:
    """Return the one media to look in; what she may not watch does not exist."""
    slug = request.args.get("in")
    if not slug:
        return None
    may_watch = Media.watchable(access.person())
    found: Media | None = db.session.scalar(select(Media).where(Media.slug == slug, may_watch))
    if found is None:
        abort(404)
    return found


def _scenes(moments: Sequence[Moment]) -> list[Scene]:
    """Put together what was found in one transcript; the first one found comes first."""
    scenes: dict[int, Scene] = {}
    for moment in moments:
        scene = Scene(moment.media, moment.transcript, [])
        scenes.setdefault(moment.transcript.id, scene).moments.append(moment)
    for scene in scenes.values():
        scene.moments.sort(key=lambda moment: (moment.cue.start_ms, moment.cue.id))
    return list(scenes.values())


def _url(
    query: str, media: Media | None = None, *, best: bool = False, after: int | None = None
) -> str:
    place: dict[str, Any] = {"in": media.slug} if media else {}
    return url_for("search.show", q=query, sort="best" if best else None, after=after, **place)


def _said(found: Found) -> str:
    count = len(found.moments)
    return str(ngettext("One moment.", "%(num)s moments.", count)) if count else str(_("Nothing."))
