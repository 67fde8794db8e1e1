"""Who may do what. Each view declares what it needs; one hook enforces it before the view runs.

A media or library that a person may not see does not exist for her (404). What she may see but not
do is refused (403), or, while she is nobody yet, leads to the log-in page. A view that declares
nothing is refused to everybody (OWASP ASVS 5.0, 8.3.1: decided in one trusted place).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from webapp import kept
from webapp.extensions import db, hold, only_reads
from webapp.models import Library, Media, Membership, User
from webapp.respond import wants_fragment

View = TypeVar("View", bound=Callable[..., Any])


class May(StrEnum):
    """What can be allowed, in one library or on one media."""

    WATCH = "watch"
    UPLOAD = "upload"
    REVIEW = "review"
    """Add and correct captions."""
    MANAGE = "manage"
    """Rename a media, say who may watch it, have it prepared again, delete it."""
    PUBLISH = "publish"
    GLOSSARY = "glossary"
    PEOPLE = "people"
    """Invite people to a library, and give and take roles."""
    AUDIT = "audit"
    INSIGHT = "insight"
    """See how videos are watched, in numbers."""
    LOG = "log"
    """Read what security and moderation did."""
    ADMIN = "admin"
    """Change a library itself."""


LIBRARIAN = frozenset(
    {
        May.UPLOAD,
        May.REVIEW,
        May.MANAGE,
        May.PUBLISH,
        May.GLOSSARY,
        May.PEOPLE,
        May.INSIGHT,
        May.LOG,
    }
)
ROLE_MAY: dict[str, frozenset[May]] = {
    "viewer": frozenset(),
    "uploader": frozenset({May.UPLOAD}),
    "reviewer": frozenset({May.REVIEW, May.GLOSSARY}),
    "librarian": LIBRARIAN,
    "qa": frozenset({May.AUDIT}),
    "admin": frozenset(May),
}
OWNER_MAY = frozenset({May.WATCH, May.REVIEW, May.MANAGE})


@dataclass(frozen=True, slots=True)
class Need:
    """What a view needs of whoever asks for it."""

    of: Literal["anyone", "signed_in", "media", "library", "site", "administrator"]
    may: May = May.WATCH
    is_kept: bool = False
    """A player asks again and again: what was found counts until something is written."""


ANYONE, SIGNED_IN = Need("anyone"), Need("signed_in")
NOT_OURS: dict[str, Need] = {"static": ANYONE}
"""Views of Flask and its extensions, which cannot declare anything themselves."""


def anyone(view: View) -> View:
    """Declare that everybody may use a view."""
    return _declare(view, ANYONE)


def signed_in(view: View) -> View:
    """Declare that a view is for people who are logged in."""
    return _declare(view, SIGNED_IN)


def administrator(view: View) -> View:
    """Declare that a view is for those who look after the whole installation."""
    return _declare(view, Need("administrator"))


def media(may: May = May.WATCH) -> Callable[[View], View]:
    """Declare what a view of one media (``<slug>`` in its address) needs."""
    return lambda view: _declare(view, Need("media", may))


def played(view: View) -> View:
    """Declare that a view sends what a player asks for in many parts, to whoever may watch it."""
    return _declare(view, Need("media", is_kept=True))


def library(may: May = May.WATCH) -> Callable[[View], View]:
    """Declare what a view of one library (``<library>`` in its address or query) needs."""
    return lambda view: _declare(view, Need("library", may))


def site(may: May) -> Callable[[View], View]:
    """Declare that a view of what all libraries share needs a right in the default one."""
    return lambda view: _declare(view, Need("site", may))


def need_of(endpoint: str) -> Need | None:
    """What the view of an endpoint declares; None where it declares nothing."""
    view = current_app.view_functions.get(endpoint)
    return NOT_OURS.get(endpoint) or getattr(view, "_needs", None)


def person() -> User | None:
    """Who is logged in."""
    return cast(User, current_user) if current_user.is_authenticated else None


def scope() -> tuple[int, bool]:
    """What keys of kept answers need of whoever asks: the same for whom the same is there."""
    user = person()
    return (user.id, user.is_admin) if user else (0, False)


def current_media() -> Media:
    """The media that this request is about; the hook has found that it may be."""
    if "media" not in g:
        _find_media(person())
    return cast(Media, g.media)


def current_library() -> Library:
    """The library that this request is about: the one it names, its media's, or the default."""
    if "library" not in g:
        g.library = g.media.library if "media" in g else Library.default()
    return cast(Library, g.library)


def allowed(user: User, library: Library | int) -> frozenset[May]:
    """What a person may do in a library, beyond watching what is open to her."""
    if user.is_admin:
        return frozenset(May)
    library_id = library if isinstance(library, int) else library.id
    may = [ROLE_MAY[m.role] for m in user.memberships if m.library_id == library_id]
    return frozenset[May]().union(*may)


def may(what: str, on: Media | Library | None = None) -> bool:
    """Whether whoever asks may do something: on a media, or in a library (that of the request)."""
    user = person()
    if user is None:
        return False
    if isinstance(on, Media):
        own = OWNER_MAY if on.owner_id == user.id else frozenset()
        return May(what) in allowed(user, on.library_id) | own
    return May(what) in allowed(user, on or current_library())


def may_on_site(what: May) -> bool:
    """Whether whoever asks may do something with what all libraries share."""
    user = person()
    if user is None:
        return False
    if "default_library_id" not in g:
        g.default_library_id = Library.default().id
    return what in allowed(user, g.default_library_id)


def hold_here() -> None:
    """Let whoever changes the same wait until this request has committed, and read it as it is now.

    That is who sends a form, and the library or media that it is about: on PostgreSQL, too, their
    forms are answered one after another, and no view has to think of those that are under way.
    """
    if only_reads() or request.endpoint is None:
        return  # also where its form is read only after the commit
    need = need_of(request.endpoint)
    of_site = Library.default() if need is not None and need.of == "site" else None
    # Not `person()`, which would read her anew before she is held.
    user = current_user._get_current_object()
    sender = user if isinstance(user, User) else None
    for row in (sender, of_site, g.get("library"), g.get("media")):
        if row is not None:
            hold(row)


def init_app(app: Flask) -> None:
    """Enforce the declarations, and give templates ``may`` and ``person``."""
    app.before_request(_enforce)
    app.after_request(_keep_out_of_caches)

    @app.context_processor
    def access_for_templates() -> dict[str, object]:
        return {"may": may, "person": person()}


def _declare(view: View, need: Need) -> View:
    view._needs = need  # type: ignore[attr-defined]
    return view


def _enforce() -> Response | None:
    if request.endpoint is None:  # no such address
        return None
    need = need_of(request.endpoint)
    if need is None:
        abort(403)
    if need.of == "anyone":
        return None
    user = person()
    if need.is_kept:
        return None if _was_found(user) else abort(404)
    if need.of == "media":
        _find_media(user)
        enough = need.may is May.WATCH or may(need.may, current_media())
    elif need.of == "library":
        _find_library(user)
        enough = need.may is May.WATCH or may(need.may)
    elif need.of == "site":
        enough = may_on_site(need.may)
    else:
        enough = user is not None and (need.of == "signed_in" or user.is_admin)
    return None if enough else _turn_away(user)


def _keep_out_of_caches(response: Response) -> Response:
    """Let no browser keep what is about persons: others may use it next (ASVS 5.0, 14.3.2)."""
    need = need_of(request.endpoint) if request.endpoint else None
    of_persons = need and need.of in ("signed_in", "site", "administrator")
    if of_persons or (need and need.may in (May.PEOPLE, May.LOG)):
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _find_media(user: User | None) -> None:
    """Put the media that the address names into ``g``, or answer that there is none."""
    g.media = _watchable(user, _slug()) or abort(404)


def _was_found(user: User | None) -> bool:
    """Whether the media that the address names may be watched, by the database as it is now."""
    slug = _slug()

    def find() -> bool:
        found = _watchable(user, slug)
        if found is not None:
            g.media = found  # what is to be sent is looked up of it
        return found is not None

    return kept.as_it_is("watchable", (scope(), slug), find)


def _watchable(user: User | None, slug: str) -> Media | None:
    return db.session.scalar(select(Media).where(Media.slug == slug, Media.watchable(user)))


def _slug() -> str:
    return str((request.view_args or {}).get("slug", ""))


def _find_library(user: User | None) -> None:
    """Put the library that the address or the form names into ``g``; 404 unless she may see it.

    Everybody may see the default one, where public media are; others only their members.
    """
    slug = (request.view_args or {}).get("library") or request.args.get("library")
    found = Library.by_slug(slug) if slug else Library.default()
    if found is None or not _sees(user, found):
        abort(404)
    g.library = found


def _sees(user: User | None, library: Library) -> bool:
    if library.is_default or (user is not None and user.is_admin):
        return True
    if user is None:
        return False
    return (
        db.session.scalar(
            select(Membership.id).where(
                Membership.user_id == user.id, Membership.library_id == library.id
            )
        )
        is not None
    )


def _turn_away(user: User | None) -> Response:
    if user is not None:
        abort(403)
    is_program = "Tus-Resumable" in request.headers  # it asks how far its upload is
    if request.method not in ("GET", "HEAD") or wants_fragment() or is_program:
        abort(401)
    return redirect(url_for("security.login", next=request.full_path.rstrip("?")), 303)
