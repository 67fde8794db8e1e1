"""Clips that say texts of the interface: what is there, added, exchanged and deleted."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from webapp import access, audit_log, respond, sign_languages
from webapp.access import May
from webapp.extensions import db
from webapp.models import Library, SignClip
from webapp.pages import clip_form
from webapp.pages.interface_places import GROUPS, PLACES, InterfacePlace
from webapp.pages.interface_signs import named

HERE = "/signing/interface"

blueprint = Blueprint("interface_clips", __name__, url_prefix=HERE)


class Signed(NamedTuple):
    """A place and its clips."""

    place: InterfacePlace
    clips: list[SignClip]
    source: str
    """What it says in English."""

    @property
    def languages(self) -> list[str]:
        """The sign languages that viewers get, each once."""
        return list(dict.fromkeys(clip.language for clip in self.clips if clip.is_ready))

    @property
    def is_stale(self) -> bool:
        """Whether a clip was filmed for another text."""
        return any(clip.text != self.source for clip in self.clips)


@blueprint.get("")
@access.site(May.GLOSSARY)
def index() -> Response:
    """Show every text of the interface, and in which sign languages it is signed.

    ``missing``: only texts without a clip in that sign language.
    """
    return page_of_all()


@blueprint.get("/<place>")
@access.site(May.GLOSSARY)
def show(place: str) -> Response:
    """Show the clips of one text, with forms."""
    return _page(named(place))


@blueprint.post("/<place>/clips")
@access.site(May.GLOSSARY)
def add(place: str) -> Response:
    """Add a clip of a text."""
    about = named(place)
    sent = clip_form.receive(place, len(SignClip.of_place(place)), about.source)
    if sent.errors:
        return _page(about, sent)
    return _done(about.name, _("The clip has arrived. It is now being prepared."), added=1)


@blueprint.post("/clips/<int:clip_id>")
@access.site(May.GLOSSARY)
def change(clip_id: int) -> Response:
    """Describe a clip otherwise, or send another video in its place."""
    clip, about = _clip(clip_id)
    sent = clip_form.change(clip, about.source)
    if sent.errors:
        return _page(about, sent, clip_id)
    return _done(about.name, _("Kept."))


@blueprint.post("/clips/<int:clip_id>/fits")
@access.site(May.GLOSSARY)
def fits(clip_id: int) -> Response:
    """Take a clip to say what the text says now."""
    clip, about = _clip(clip_id)
    clip.text = about.source
    return _done(about.name, _("Kept."))


@blueprint.post("/clips/<int:clip_id>/delete")
@access.site(May.GLOSSARY)
def delete(clip_id: int) -> Response:
    """Delete a clip."""
    clip = SignClip.of_interface(clip_id) or abort(404)
    place = clip.place
    clip_form.remove(clip)
    return _done(place, _("The clip was deleted."), removed=1)


def page_of_all(errors: dict[str, str] | None = None) -> Response:
    """Show the list, with what is wrong in the form below it."""
    clips = SignClip.of_places()
    everything = [
        (title, [Signed(place, clips.get(place.name, []), place.source) for place in places])
        for title, places in GROUPS
    ]
    every = [each for _title, places in everything for each in places]
    missing = request.args.get("missing", "")
    missing = missing if missing in sign_languages.NAMES else ""
    return respond.page(
        "pages/interface_clips.html",
        status=422 if errors else 200,
        groups=[
            (title, shown)
            for title, places in everything
            if (shown := [each for each in places if not missing or missing not in each.languages])
        ],
        count=len(every),
        signed=sum(bool(each.languages) for each in every),
        missing=missing,
        languages=list(dict.fromkeys(code for each in every for code in each.languages)),
        gone=[clip for place, those in clips.items() if place not in PLACES for clip in those],
        here=HERE,
        errors=errors or {},
    )


def _clip(clip_id: int) -> tuple[SignClip, InterfacePlace]:
    clip = SignClip.of_interface(clip_id) or abort(404)
    return clip, named(clip.place)


def _done(place: str, said: str, *, added: int = 0, removed: int = 0) -> Response:
    library = Library.default()
    audit_log.record("interface.signed", library=library, place=place, added=added, removed=removed)
    db.session.commit()
    there = url_for(".show", place=place) if place in PLACES else url_for(".index")
    return respond.see_other(there, announce=said)


def _page(
    about: InterfacePlace, sent: clip_form.Sent | None = None, changed: int | None = None
) -> Response:
    """Show one place; ``sent``: what was typed, into the form of clip ``changed`` or a new one."""
    errors = sent.errors if sent else {}
    return respond.page(
        "pages/interface_clip.html",
        status=422 if errors else 200,
        place=about,
        source=about.source,
        here=HERE,
        of=url_for(".show", place=about.name),
        name=about.title,
        owner=None,
        clips=SignClip.of_place(about.name),
        clip_typed=sent.typed if sent else {},
        changed=changed,
        errors=sent.errors_of(changed) if sent and changed else errors,
    )
