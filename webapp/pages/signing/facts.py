"""What is said of a signed version, and deleting it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import ValidationError

from webapp import access, audit_log, names, respond, sign_languages
from webapp.access import May
from webapp.extensions import db
from webapp.models import SignTrack
from webapp.models.sign_track import NATURES
from webapp.pages.media_settings import remove_files
from webapp.pages.signing.versions import ADDRESS, may_change, this_version
from webapp.pages.signing.words import NATURES as NATURE_CHOICES
from webapp.pages.signing.words import name_of

blueprint = Blueprint("sign_facts", __name__, url_prefix=f"{ADDRESS}/<int:track_id>")

TITLE_CHARACTERS = names.TITLE_CHARACTERS


class FactsForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """What people say of a signed version."""

    language = StringField()
    nature = StringField()
    title = StringField(filters=[lambda text: names.clean(text or "", TITLE_CHARACTERS)])
    """Who signs."""

    def validate_language(self, field: StringField) -> None:
        if field.data not in sign_languages.NAMES and field.data != field.object_data:
            raise ValidationError(_("Choose the sign language."))

    def validate_nature(self, field: StringField) -> None:
        if field.data not in NATURES:
            raise ValidationError(_("Choose how it came about."))

    @property
    def choices(self) -> dict[str, Any]:
        """What templates/parts/sign_facts_fields.html needs beside the form."""
        known = sign_languages.NAMES.items()
        own = self.language.object_data
        other = [(own, own)] if own and own not in sign_languages.NAMES else []
        return {
            "languages": [("", _("Choose")), *other, *known],
            "natures": NATURE_CHOICES,
            "title_characters": TITLE_CHARACTERS,
        }


@blueprint.get("/change")
@access.media(May.REVIEW)
def form(slug: str, track_id: int) -> Response:
    """Show what is said of it."""
    track = _mine(track_id)
    return _page(track, FactsForm(formdata=None, obj=track))


@blueprint.post("/change")
@access.media(May.REVIEW)
def change(slug: str, track_id: int) -> Response:
    """Keep what is said of it now."""
    track = _mine(track_id)
    return take_over(track, announce=_("Kept."))


def take_over(track: SignTrack, announce: str) -> Response:
    """Keep what was sent of a version, and lead to it; or show what is wrong with that (422)."""
    form = FactsForm(obj=track)
    if not form.validate_on_submit():
        return _page(track, form, status=422)
    is_another = (track.language, track.nature) != (form.language.data, form.nature.data)
    track.language, track.nature = str(form.language.data), str(form.nature.data)
    track.title = str(form.title.data)
    if is_another:
        track.version += 1
    db.session.commit()
    return respond.see_other(_address(track), announce=announce)


@blueprint.get("/delete")
@access.media(May.REVIEW)
def ask_to_delete(slug: str, track_id: int) -> Response:
    """Say what goes, and ask whether it is wanted."""
    track = _mine(track_id)
    says = [_("The signed video, its report and all notes on it go. This cannot be undone.")]
    if track.offered:
        says.append(_("Viewers get it now. They will not find it any more."))
    return respond.page(
        "pages/confirm.html",
        title=_("Delete the signed version %(name)s", name=name_of(track)),
        says=says,
        button=_("Delete for good"),
        back=_address(track),
        error="",
    )


@blueprint.post("/delete")
@access.media(May.REVIEW)
def delete(slug: str, track_id: int) -> Response:
    """Delete a signed version, and then its files."""
    track, media = _mine(track_id), access.current_media()
    name, files, job = name_of(track), track.files, track.job
    if job is not None and not job.is_over:
        job.state, job.token = "cancelled", ""  # a worker loses its hold on it
    audit_log.record("signing.deleted", subject=media, signing=name)
    db.session.delete(track)
    db.session.commit()
    remove_files(files)
    return respond.see_other(
        url_for("signing.index", slug=slug), announce=_("%(title)s was deleted.", title=name)
    )


def _mine(track_id: int) -> SignTrack:
    track = this_version(track_id)
    if not may_change(track):
        abort(403)
    return track


def _address(track: SignTrack) -> str:
    return url_for("signing.show", slug=access.current_media().slug, track_id=track.id)


def _page(track: SignTrack, form: FactsForm, status: int = 200) -> Response:
    return respond.page(
        "pages/sign_facts.html",
        block="primary",
        status=status,
        media=access.current_media(),
        track=track,
        form=form,
        errors=respond.errors_of(form),
        **form.choices,
    )
