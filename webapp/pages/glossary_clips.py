"""Reviewers say how terms are signed: clips are added, described, deleted, imported as a folder."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from webapp import access, audit_log, respond
from webapp.access import May
from webapp.extensions import db
from webapp.models import GlossaryTerm, Library, Media, SignClip, linting
from webapp.models.glossary import GlossaryRefused
from webapp.pages import clip_form, glossary
from webapp.pages.glossary import OF_LIBRARY, OF_MEDIA
from webapp.sign_glossary_folder import FolderInZip, RowsRefused
from webapp.sign_glossary_import import take_in as take_in_folder
from webapp.sign_languages import NAMES

blueprint = Blueprint("glossary_clips", __name__)

OF_TERM = "<int:term_id>/clips"


@blueprint.post(f"{OF_LIBRARY}/{OF_TERM}")
@access.library(May.GLOSSARY)
def add(library: str, term_id: int) -> Response:
    """Add a clip to a term of a library."""
    return _add(access.current_library(), term_id)


@blueprint.post(f"{OF_MEDIA}/{OF_TERM}")
@access.media(May.GLOSSARY)
def add_to_media(slug: str, term_id: int) -> Response:
    """Add a clip to a term of a media."""
    return _add(access.current_media(), term_id)


@blueprint.post(f"{OF_LIBRARY}/clips/<int:clip_id>")
@access.library(May.GLOSSARY)
def change(library: str, clip_id: int) -> Response:
    """Describe a clip of a library otherwise."""
    return _change(access.current_library(), clip_id)


@blueprint.post(f"{OF_MEDIA}/clips/<int:clip_id>")
@access.media(May.GLOSSARY)
def change_of_media(slug: str, clip_id: int) -> Response:
    """Describe a clip of a media otherwise."""
    return _change(access.current_media(), clip_id)


@blueprint.post(f"{OF_LIBRARY}/clips/<int:clip_id>/delete")
@access.library(May.GLOSSARY)
def delete(library: str, clip_id: int) -> Response:
    """Delete a clip of a library."""
    return _delete(access.current_library(), clip_id)


@blueprint.post(f"{OF_MEDIA}/clips/<int:clip_id>/delete")
@access.media(May.GLOSSARY)
def delete_of_media(slug: str, clip_id: int) -> Response:
    """Delete a clip of a media."""
    return _delete(access.current_media(), clip_id)


@blueprint.post(f"{OF_LIBRARY}/import-clips")
@access.library(May.GLOSSARY)
def take_in(library: str) -> Response:
    """Add the terms and clips of a folder, sent as a ZIP, to a library."""
    return _take_in(access.current_library())


@blueprint.post(f"{OF_MEDIA}/import-clips")
@access.media(May.GLOSSARY)
def take_in_for_media(slug: str) -> Response:
    """Add the terms and clips of a folder, sent as a ZIP, to a media."""
    return _take_in(access.current_media())


def _add(owner: Library | Media, term_id: int) -> Response:
    term = next((each for each in GlossaryTerm.of(owner) if each.id == term_id), None)
    if term is None:
        abort(404)
    there = len(SignClip.of_terms([term.id]).get(term.id, []))
    sent = clip_form.receive(term, there)
    if sent.errors:
        return glossary.page_of_term(owner, term_id, errors=sent.errors, clip_typed=sent.typed)
    return _done(owner, _("The clip has arrived. It is now being prepared."), term_id, added=1)


def _change(owner: Library | Media, clip_id: int) -> Response:
    clip = _clip(owner, clip_id)
    term_id = clip.term_id or 0
    sent = clip_form.change(clip)
    if sent.errors:
        return glossary.page_of_term(
            owner, term_id, errors=sent.errors_of(clip_id), clip_typed=sent.typed, changed=clip_id
        )
    return _done(owner, _("Kept."), term_id)


def _delete(owner: Library | Media, clip_id: int) -> Response:
    clip = _clip(owner, clip_id)
    term_id = clip.term_id
    clip_form.remove(clip)
    return _done(owner, _("The clip was deleted."), term_id, removed=1)


def _take_in(owner: Library | Media) -> Response:
    sent = request.files.get("folder")
    try:
        if sent is None or not sent.filename:
            raise GlossaryRefused(_("Choose a ZIP file."))
        taken = take_in_folder(owner, FolderInZip(sent.stream), access.person())
    except RowsRefused as refused:
        db.session.rollback()
        return glossary.page_of(owner, errors={"folder": wrong(refused)})
    except GlossaryRefused as refused:
        db.session.rollback()
        return glossary.page_of(owner, errors={"folder": str(refused)})
    linting.forget(owner)
    said = _("Kept: %(terms)s terms and %(clips)s clips.", terms=taken.terms, clips=taken.clips)
    return _done(owner, said, None, added=taken.terms)


def wrong(refused: RowsRefused) -> str:
    """The lines that are wrong, the first ones in full."""
    shown = " ".join(refused.sentences[:10])
    more = len(refused.sentences) - 10
    if more <= 0:
        return shown
    return str(_("%(sentences)s And %(count)s more lines.", sentences=shown, count=more))


def _done(
    owner: Library | Media, said: str, term_id: int | None, *, added: int = 0, removed: int = 0
) -> Response:
    audit_log.record("glossary.changed", subject=owner, added=added, removed=removed)
    db.session.commit()
    here = glossary.address_of(owner)
    return respond.see_other(f"{here}/{term_id}" if term_id else here, announce=said)


def _clip(owner: Library | Media, clip_id: int) -> SignClip:
    return SignClip.owned_by(owner, clip_id) or abort(404)


@blueprint.app_template_global("clips_of_terms")
def clips_of_terms(terms: list[GlossaryTerm]) -> dict[int, list[SignClip]]:
    """The clips of each of some terms."""
    return SignClip.of_terms([term.id for term in terms])


@blueprint.app_template_global("sign_language_choices")
def sign_language_choices() -> list[tuple[str, str]]:
    """The sign languages to choose one from, by name."""
    return [("", _("Choose")), *((code, str(name)) for code, name in NAMES.items())]
