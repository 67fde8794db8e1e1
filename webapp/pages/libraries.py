"""Libraries: which ones there are, their settings, and their glossary."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf, InputRequired, ValidationError

from webapp import access, audit_log, names, respond
from webapp.access import May
from webapp.captions.profiles import PROFILES
from webapp.config import GIB
from webapp.extensions import db
from webapp.languages import NAMES
from webapp.models import Library
from webapp.models.library import (
    GLOSSARY_TERMS,
    PROMPT_CHARACTERS,
    VISIBILITIES,
    GlossaryRefused,
    glossary_terms,
)
from webapp.pages.words import VISIBILITY_WORDS

blueprint = Blueprint("libraries", __name__)

NAME_CHARACTERS = 80
LANGUAGES = [("", "Find out each time"), *sorted(NAMES.items(), key=lambda item: item[1])]
RULES = [(profile.name, profile.title) for profile in PROFILES.values()]
WATCHERS = [(value, VISIBILITY_WORDS[value]) for value in VISIBILITIES]
CHOOSE = "Choose one of the list."


def _one_of(choices: Sequence[tuple[str, str]]) -> StringField:
    return StringField(validators=[AnyOf([value for value, _ in choices], message=CHOOSE)])


class LibraryForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """What an administrator decides for a library."""

    name = StringField(
        validators=[InputRequired("Give the library a name.")],
        filters=[lambda text: names.clean(text or "", NAME_CHARACTERS)],
    )
    language = _one_of(LANGUAGES)
    caption_profile = _one_of(RULES)
    default_visibility = _one_of(WATCHERS)

    def validate_name(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError("Give the library a name.")


class QuotaForm(LibraryForm):
    """With what only those decide who look after the whole installation."""

    quota = StringField()

    def validate_quota(self, field: StringField) -> None:
        if field.data and self.quota_bytes is None:
            raise ValidationError("Write a number of GB, such as 20, or leave it empty.")

    @property
    def quota_bytes(self) -> int | None:
        try:
            gigabytes = float((self.quota.data or "").replace(",", "."))
        except ValueError:
            return None
        return round(gigabytes * GIB) if math.isfinite(gigabytes) and gigabytes > 0 else None


@blueprint.get("/libraries")
@access.signed_in
def index() -> Response:
    """List the libraries of whoever is logged in; for an administrator all of them."""
    return respond.page("pages/libraries.html", libraries=_mine())


@blueprint.get("/libraries/new")
@access.administrator
def form() -> Response:
    """Show the form for a new library."""
    return _settings_page(None, QuotaForm(formdata=None, obj=_new()))


@blueprint.post("/libraries/new")
@access.administrator
def create() -> Response:
    """Make a library."""
    form, library = QuotaForm(), _new()
    if not form.validate_on_submit():
        return _settings_page(None, form, status=422)
    _take(form, library)
    db.session.add(library)
    db.session.flush()
    audit_log.record("library.created", subject=library)
    db.session.commit()
    return respond.see_other(
        url_for("library.index", library=library.slug),
        announce=f"The library {library.name} was made. Now invite people to it.",
    )


@blueprint.get("/libraries/<library>/settings")
@access.library(May.ADMIN)
def settings(library: str) -> Response:
    """Show the settings of a library."""
    here = access.current_library()
    quota = f"{here.quota_bytes / GIB:g}" if here.quota_bytes else ""
    return _settings_page(here, _form_class()(formdata=None, obj=here, quota=quota))


@blueprint.post("/libraries/<library>/settings")
@access.library(May.ADMIN)
def change(library: str) -> Response:
    """Keep the settings of a library."""
    here, form = access.current_library(), _form_class()()
    if not form.validate_on_submit():
        return _settings_page(here, form, status=422)
    changed = _take(form, here)
    if changed:
        audit_log.record("library.changed", subject=here, settings=changed)
    db.session.commit()
    return respond.see_other(
        url_for("library.index", library=library), announce="The settings were kept."
    )


@blueprint.get("/libraries/<library>/glossary")
@access.library(May.GLOSSARY)
def glossary(library: str) -> Response:
    """Show the glossary of a library."""
    return _glossary_page("\n".join(access.current_library().glossary))


@blueprint.post("/libraries/<library>/glossary")
@access.library(May.GLOSSARY)
def change_glossary(library: str) -> Response:
    """Keep the glossary of a library."""
    here, text = access.current_library(), request.form.get("glossary", "")
    try:
        terms = glossary_terms(text)
    except GlossaryRefused as refusal:
        return _glossary_page(text, {"glossary": str(refusal)})
    before, here.glossary = set(here.glossary), terms
    added, removed = len(set(terms) - before), len(before - set(terms))
    if added or removed:
        audit_log.record("glossary.changed", subject=here, added=added, removed=removed)
    db.session.commit()
    return respond.see_other(
        url_for("library.index", library=library), announce="The glossary was kept."
    )


def _mine() -> list[Library]:
    user = access.person()
    if user is None:
        return []
    return list(Library.all() if user.is_admin else Library.of(user))


def _new() -> Library:
    return Library(
        name="", language="", caption_profile="sightline", default_visibility="members", glossary=[]
    )


def _form_class() -> type[LibraryForm]:
    user = access.person()
    return QuotaForm if user is not None and user.is_admin else LibraryForm


def _take(form: LibraryForm, library: Library) -> list[str]:
    """Put what the form says into the library; return the names of what is different now."""
    wanted: dict[str, Any] = {
        "name": form.name.data,
        "language": form.language.data,
        "caption_profile": form.caption_profile.data,
        "default_visibility": form.default_visibility.data,
    }
    if isinstance(form, QuotaForm):
        wanted["quota_bytes"] = form.quota_bytes
    changed = [name for name, value in wanted.items() if getattr(library, name) != value]
    for name in changed:
        setattr(library, name, wanted[name])
    return changed


def _settings_page(library: Library | None, form: LibraryForm, status: int = 200) -> Response:
    return respond.page(
        "pages/library_settings.html",
        block="primary",
        status=status,
        library=library,
        form=form,
        errors={name: messages[0] for name, messages in form.errors.items() if name},
        name_characters=NAME_CHARACTERS,
        languages=LANGUAGES,
        rules=RULES,
        watchers=WATCHERS,
    )


def _glossary_page(text: str, errors: dict[str, str] | None = None) -> Response:
    return respond.page(
        "pages/glossary.html",
        block="primary",
        status=422 if errors else 200,
        library=access.current_library(),
        text=text,
        errors=errors or {},
        most_terms=GLOSSARY_TERMS,
        read_characters=PROMPT_CHARACTERS,
    )
