"""Texts of the interface, signed: beside each a link to its clip, on a page or in a panel."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response, abort, g, request, url_for

from webapp import access, respond, sign_languages
from webapp.look import current_look
from webapp.models import SignClip
from webapp.pages.interface_places import OF_PAGES, PLACES, InterfacePlace
from webapp.pages.term_entries import notice

blueprint = Blueprint("interface_signs", __name__)


class SignLink(NamedTuple):
    """What leads to a clip of a text."""

    url: str
    title: str
    language: str
    """Which sign language it is; empty: that of the viewer."""


@blueprint.get("/signing/places/<place>")
@access.anyone
def show(place: str) -> Response:
    """Show how a text of the interface is signed; ``next``: the page that it stands on."""
    about = named(place)
    clips = [clip for clip in SignClip.of_place(place) if clip.is_ready] or abort(404)
    chosen = SignClip.nearest(clips, current_look().sign_language)
    return respond.page(
        "pages/interface_sign.html",
        block="entry",
        place=about,
        clip=chosen,
        others=[clip for clip in clips if clip is not chosen],
        notice=notice(chosen),
        next=respond.own_path(request.args.get("next"), "/"),
    )


def named(place: str) -> InterfacePlace:
    """The place of a name; 404 where there is none."""
    return PLACES.get(place) or abort(404)


@blueprint.app_template_global("sign_link")
def sign_link(place: str) -> SignLink | None:
    """What leads to the clip of a place that serves the viewer best; None where there is none.

    All places of a page cost one query together.
    """
    if "signed_places" not in g:
        g.signed_places = SignClip.languages_of_places()
    wanted = current_look().sign_language
    language = sign_languages.nearest(g.signed_places.get(place, ()), wanted)
    if language is None:
        return None
    g.has_sign_links = True
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return SignLink(
        url_for("interface_signs.show", place=place, next=here),
        PLACES[place].title,
        "" if language == wanted else sign_languages.short_name_of(language),
    )


@blueprint.app_template_global("place_of_page")
def place_of_page() -> str:
    """The place of the main help of the page that is being made; '' where it has none."""
    place = OF_PAGES.get(request.endpoint or "")
    return place.name if place else ""


@blueprint.app_template_global("has_sign_links")
def has_sign_links() -> bool:
    """Whether the page that is being made has shown a link to a clip."""
    return bool(g.get("has_sign_links"))


@blueprint.app_template_filter("place_title")
def place_title(name: str) -> str:
    """What a place is called; its name where a release has dropped it."""
    place = PLACES.get(name)
    return str(place.title) if place else name
