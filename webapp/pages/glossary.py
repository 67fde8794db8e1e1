"""Glossaries: the terms of a library, and those of one media, for editors and for viewers."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import access, audit_log, glossary_file, languages, respond
from webapp.access import May
from webapp.extensions import db
from webapp.models import GlossaryTerm, Library, Media, SignClip, linting
from webapp.models.glossary import (
    EXPLANATION_CHARACTERS,
    PLAIN_CHARACTERS,
    PROMPT_CHARACTERS,
    TERM_CHARACTERS,
    Entry,
    GlossaryRefused,
)

blueprint = Blueprint("glossary", __name__)

OF_LIBRARY = "/libraries/<library>/glossary"
OF_MEDIA = "/media/<slug>/glossary"


@blueprint.get(OF_LIBRARY)
@access.library(May.GLOSSARY)
def of_library(library: str) -> Response:
    """Show the terms of a library, with forms to add some."""
    return page_of(access.current_library())


@blueprint.get(OF_MEDIA)
@access.media()
def of_media(slug: str) -> Response:
    """Show the terms that hold for a media; whoever may can add some."""
    return page_of(access.current_media())


@blueprint.post(OF_LIBRARY)
@access.library(May.GLOSSARY)
def add(library: str) -> Response:
    """Add a term to a library."""
    return _keep(access.current_library(), None)


@blueprint.post(OF_MEDIA)
@access.media(May.GLOSSARY)
def add_to_media(slug: str) -> Response:
    """Add a term to a media."""
    return _keep(access.current_media(), None)


@blueprint.route(f"{OF_LIBRARY}/<int:term_id>", methods=["GET", "POST"])
@access.library(May.GLOSSARY)
def change(library: str, term_id: int) -> Response:
    """Show a term of a library in a form, or keep it."""
    return _change(access.current_library(), term_id)


@blueprint.route(f"{OF_MEDIA}/<int:term_id>", methods=["GET", "POST"])
@access.media(May.GLOSSARY)
def change_of_media(slug: str, term_id: int) -> Response:
    """Show a term of a media in a form, or keep it."""
    return _change(access.current_media(), term_id)


@blueprint.post(f"{OF_LIBRARY}/<int:term_id>/delete")
@access.library(May.GLOSSARY)
def delete(library: str, term_id: int) -> Response:
    """Delete a term of a library."""
    return _delete(access.current_library(), term_id)


@blueprint.post(f"{OF_MEDIA}/<int:term_id>/delete")
@access.media(May.GLOSSARY)
def delete_of_media(slug: str, term_id: int) -> Response:
    """Delete a term of a media."""
    return _delete(access.current_media(), term_id)


@blueprint.post(f"{OF_LIBRARY}/import")
@access.library(May.GLOSSARY)
def take_in(library: str) -> Response:
    """Add the terms of a list or a table to a library."""
    return _take_in(access.current_library())


@blueprint.post(f"{OF_MEDIA}/import")
@access.media(May.GLOSSARY)
def take_in_for_media(slug: str) -> Response:
    """Add the terms of a list or a table to a media."""
    return _take_in(access.current_media())


@blueprint.app_template_global("has_glossary")
def has_glossary(media: Media) -> bool:
    """Whether there are terms to be read, or somebody who may write some."""
    return access.may(May.GLOSSARY, media) or GlossaryTerm.is_any(media)


def _keep(owner: Library | Media, term_id: int | None) -> Response:
    typed = {name: request.form.get(name, "") for name in ("term", "explanation", "plain")}
    asked, mistakes = request.form.get("language", ""), request.form.get("mistakes", "")
    language = asked if asked in languages.KNOWN else ""
    try:
        entry = Entry.clean(**typed, language=language, mistakes=mistakes)
        kept = GlossaryTerm.put(owner, entry, term_id)
    except GlossaryRefused as refused:
        db.session.rollback()
        shown = {**typed, "language": language, "mistakes": mistakes}
        return page_of(owner, errors={"term": str(refused)}, typed=shown, term_id=term_id)
    return _done(
        owner, _("“%(term)s” was kept.", term=kept.term), added=int(term_id is None), removed=0
    )


def _change(owner: Library | Media, term_id: int) -> Response:
    term = _term(owner, term_id)
    if request.method == "POST":
        return _keep(owner, term_id)
    return page_of_term(owner, term.id)


def page_of_term(
    owner: Library | Media,
    term_id: int,
    *,
    errors: dict[str, str] | None = None,
    clip_typed: dict[str, str] | None = None,
    changed: int | None = None,
) -> Response:
    """Show one term in its form, with its clips.

    ``clip_typed``: what was typed of a clip; ``changed``: of which, None: of a new one.
    """
    term = _term(owner, term_id)
    typed = {name: getattr(term, name) for name in ("term", "explanation", "plain", "language")}
    typed["mistakes"] = ", ".join(term.mistakes)
    return page_of(
        owner,
        errors=errors,
        typed=typed,
        term_id=term_id,
        clip_typed=clip_typed,
        changed=changed,
    )


def _delete(owner: Library | Media, term_id: int) -> Response:
    term = _term(owner, term_id)
    word = term.term
    db.session.delete(term)
    db.session.flush()
    return _done(owner, _("“%(term)s” was deleted.", term=word), added=0, removed=1)


def _take_in(owner: Library | Media) -> Response:
    sent, text = request.files.get("file"), request.form.get("list", "")
    content = sent.read(glossary_file.MAX_BYTES + 1) if sent and sent.filename else text.encode()
    try:
        entries = glossary_file.read(content)
        GlossaryTerm.put_all(owner, entries)
    except GlossaryRefused as refused:
        db.session.rollback()
        return page_of(owner, errors={"list": str(refused)}, pasted=text)
    count = len(entries)
    said = ngettext("1 term was kept.", "%(num)s terms were kept.", count)
    return _done(owner, said, added=count, removed=0)


def _done(owner: Library | Media, said: str, *, added: int, removed: int) -> Response:
    linting.forget(owner)
    audit_log.record("glossary.changed", subject=owner, added=added, removed=removed)
    db.session.commit()
    return respond.see_other(address_of(owner), announce=said)


def _term(owner: Library | Media, term_id: int) -> GlossaryTerm:
    return next((term for term in GlossaryTerm.of(owner) if term.id == term_id), None) or abort(404)


def address_of(owner: Library | Media) -> str:
    """Where the glossary of a library or a media is."""
    if isinstance(owner, Media):
        return url_for("glossary.of_media", slug=owner.slug)
    return url_for("glossary.of_library", library=owner.slug)


def page_of(
    owner: Library | Media,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    term_id: int | None = None,
    pasted: str = "",
    clip_typed: dict[str, str] | None = None,
    changed: int | None = None,
) -> Response:
    """Show a glossary, or one term of it in a form, with what was typed and what is wrong."""
    media = owner if isinstance(owner, Media) else None
    library = media.library if media else owner
    return respond.page(
        "pages/glossary_term.html" if term_id else "pages/glossary.html",
        status=422 if errors else 200,
        owner=owner,
        media=media,
        library=library,
        here=address_of(owner),
        terms=GlossaryTerm.of(owner),
        more_terms=GlossaryTerm.of(media.library) if media else [],
        typed=typed or {},
        term_id=term_id,
        pasted=pasted,
        clip_typed=clip_typed or {},
        changed=changed,
        clips=SignClip.of_terms([term_id]).get(term_id, []) if term_id else [],
        errors=errors or {},
        languages=languages.choices(_("The same in all languages")),
        term_characters=TERM_CHARACTERS,
        explanation_characters=EXPLANATION_CHARACTERS,
        plain_characters=PLAIN_CHARACTERS,
        read_characters=PROMPT_CHARACTERS,
    )
