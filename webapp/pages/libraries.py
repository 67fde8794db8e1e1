"""Libraries: which ones there are, and their settings."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from flask import Blueprint, Response, current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, ValidationError

from webapp import access, audit_log, languages, names, respond
from webapp.access import May
from webapp.captions.profiles import PROFILES
from webapp.config import GIB
from webapp.extensions import db
from webapp.languages import KNOWN
from webapp.models import Library, linting
from webapp.models.library import HEARD_BY, VISIBILITIES
from webapp.pages.words import VISIBILITY_WORDS

blueprint = Blueprint("libraries", __name__)

NAME_CHARACTERS = 80
RULES = [(profile.name, profile.title) for profile in PROFILES.values()]
WATCHERS = [(value, VISIBILITY_WORDS[value]) for value in VISIBILITIES]


def _one_of(values: Collection[str]) -> StringField:
    def is_known(_form: FlaskForm, field: StringField) -> None:
        if field.data not in values:
            raise ValidationError(_("Choose one of the list."))

    return StringField(validators=[is_known])


class LibraryForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """What an administrator decides for a library."""

    name = StringField(
        validators=[InputRequired(lazy_gettext("Give the library a name."))],
        filters=[lambda text: names.clean(text or "", NAME_CHARACTERS)],
    )
    language = _one_of(["", *KNOWN])
    caption_profile = _one_of(PROFILES)
    default_visibility = _one_of(VISIBILITIES)
    heard_by = _one_of(HEARD_BY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not _speech_server():
            del self.heard_by  # what was chosen holds again when there is one

    def validate_name(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(_("Give the library a name."))


class QuotaForm(LibraryForm):
    """With what only those decide who look after the whole installation."""

    quota = StringField()

    def validate_quota(self, field: StringField) -> None:
        if field.data and self.quota_bytes is None:
            raise ValidationError(_("Write a number of GB, such as 20, or leave it empty."))

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
        announce=_(
            "The library %(library)s was made. Now invite people to it.", library=library.name
        ),
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
    if "caption_profile" in changed:
        linting.forget(here)
    db.session.commit()
    return respond.see_other(
        url_for("library.index", library=library), announce=_("The settings were kept.")
    )


def _mine() -> list[Library]:
    user = access.person()
    if user is None:
        return []
    return list(Library.all() if user.is_admin else Library.of(user))


def _new() -> Library:
    return Library(
        name="",
        language="",
        caption_profile="sightline",
        default_visibility="members",
        heard_by="here",
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
    if form.heard_by is not None:
        wanted["heard_by"] = form.heard_by.data
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
        errors=respond.errors_of(form),
        name_characters=NAME_CHARACTERS,
        languages=languages.choices(_("Find out each time")),
        rules=RULES,
        watchers=WATCHERS,
        listeners=_listeners(),
        speech_server=_speech_server(),
    )


def _speech_server() -> str:
    """The machine that the speech server runs on; empty where none is set up."""
    host: str = current_app.extensions["settings"].remote_engine_host
    return host


def _listeners() -> list[tuple[str, str]]:
    """Who may draft captions, in words of which a narrow screen shows enough."""
    return [
        ("here", _("This machine only")),
        ("server", _("Only the speech server")),
        ("either", _("Speech server, else this machine")),
    ]
