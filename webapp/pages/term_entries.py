"""What a word means, in text, in plain words and signed: on a page, or in a panel beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, abort
from flask_babel import gettext as _
from sqlalchemy import or_, select

from webapp import access, respond, sign_languages
from webapp.captions.known_terms import Place
from webapp.extensions import db
from webapp.look import current_look
from webapp.models import GlossaryTerm, Media, SignClip
from webapp.models.known_terms import known_terms

blueprint = Blueprint("term_entries", __name__)
blueprint.add_app_template_global(known_terms, "known_terms")
blueprint.add_app_template_global(GlossaryTerm.is_any, "has_terms")


class Piece(NamedTuple):
    """A part of a text."""

    text: str
    term: int | None
    """The term that it is; None: other words."""


@blueprint.get("/media/<slug>/terms/<int:term_id>")
@access.media()
def show(slug: str, term_id: int) -> Response:
    """Show one term that holds for a media, with its clip in the viewer's sign language."""
    media = access.current_media()
    term = _term(media, term_id)
    clips = SignClip.of_terms([term.id]).get(term.id, [])
    chosen = SignClip.nearest(clips, current_look().sign_language)
    return respond.page(
        "pages/term_entry.html",
        block="entry",
        media=media,
        term=term,
        clip=chosen,
        others=[clip for clip in clips if clip.is_ready and clip is not chosen],
        notice=notice(chosen),
    )


def notice(chosen: SignClip | None) -> str:
    """Say that her sign language is not there, and which one this is instead; '' where it is."""
    wanted = current_look().sign_language
    if chosen is None or not wanted or wanted == chosen.language:
        return ""
    sentence: str = _(
        "There is no %(wanted)s here. This is %(signed)s.",
        wanted=sign_languages.short_name_of(wanted),
        signed=sign_languages.short_name_of(chosen.language),
    )
    return sentence


@blueprint.app_template_filter("with_terms")
def with_terms(text: str, places: Sequence[Place]) -> list[Piece]:
    """Cut a line into terms and what stands between them."""
    pieces, done = [], 0
    for place in places:
        pieces += [
            Piece(text[done : place.start], None),
            Piece(text[place.start : place.end], place.term),
        ]
        done = place.end
    return [*pieces, Piece(text[done:], None)]


def _term(media: Media, term_id: int) -> GlossaryTerm:
    mine = or_(GlossaryTerm.media_id == media.id, GlossaryTerm.library_id == media.library_id)
    wanted = select(GlossaryTerm).where(GlossaryTerm.id == term_id, mine)
    found: GlossaryTerm | None = db.session.scalar(wanted)
    return found or abort(404)
