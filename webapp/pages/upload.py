"""Uploading a video or audio file."""

from __future__ import annotations

import secrets
from typing import cast

from flask import Blueprint, Flask, Response, current_app, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from webapp import access, languages, names, respond
from webapp.access import May
from webapp.config import Settings
from webapp.events import video_uploaded
from webapp.extensions import db
from webapp.media.storage import StorageFailure
from webapp.models import Media, quota
from webapp.models.library import VISIBILITIES
from webapp.models.quota import QuotaExceeded
from webapp.pages.words import VISIBILITY_WORDS
from webapp.upload_stream import IncomingFile, UploadRequest, refusal_status, upload_key

blueprint = Blueprint("upload", __name__)

WATCHERS = [(value, VISIBILITY_WORDS[value]) for value in VISIBILITIES]


@blueprint.record_once
def _stream_uploads(state: BlueprintSetupState) -> None:
    cast(Flask, state.app).request_class = UploadRequest


class UploadForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """What is asked of somebody who uploads. Only the file has to be given."""

    title = StringField()
    language = StringField()
    visibility = StringField()
    """Who may watch; left out: as the library says."""
    file = FileField()
    key = HiddenField(default=lambda: secrets.token_urlsafe(16))
    """The same in each try of one form, so that pressing twice uploads once."""

    def validate_file(self, field: FileField) -> None:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise ValidationError(_("Choose a video or audio file."))
        if self.incoming.bytes == 0:
            raise ValidationError(_("This file is empty. Choose another one."))

    def validate_visibility(self, field: StringField) -> None:
        if field.data and field.data not in VISIBILITIES:
            raise ValidationError(_("Choose who may watch it."))

    @property
    def incoming(self) -> IncomingFile:
        return cast(IncomingFile, request.files["file"].stream)

    @property
    def spoken_language(self) -> str:
        asked = self.language.data or ""
        return asked if asked in languages.KNOWN else ""


@blueprint.get("/upload")
@access.library(May.UPLOAD)
def form() -> Response:
    """Show the form."""
    here = access.current_library()
    fresh = UploadForm(formdata=None, language=here.language, visibility=here.default_visibility)
    return _page(fresh)


@blueprint.post("/upload")
@access.library(May.UPLOAD)
def receive() -> Response:
    """Keep an uploaded file and queue what is to be done with it."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _page(form, status=422)
    slug = upload_key(form.key.data or "", form.incoming)
    if not _exists(slug):
        try:
            _keep(form, slug)
        except (StorageFailure, QuotaExceeded) as refusal:
            form.file.errors = [str(refusal)]
            return _page(form, status=refusal_status(refusal))
    return respond.see_other(
        url_for("watch.show", slug=slug),
        announce=_("Your file has arrived. It is now being prepared."),
    )


def _page(form: UploadForm, status: int = 200) -> Response:
    limit: int = current_app.config["MAX_CONTENT_LENGTH"]
    room = quota.tightest(_settings(), access.current_library(), access.person())
    return respond.page(
        "pages/upload.html",
        block="primary",
        status=status,
        form=form,
        library=access.current_library(),
        languages=languages.choices(_("Find out")),
        watchers=WATCHERS,
        errors=respond.errors_of(form),
        max_bytes=min(limit, room.left) if room else limit,
        room=room,
        title_characters=names.TITLE_CHARACTERS,
    )


def _keep(form: UploadForm, slug: str) -> None:
    """Commit the media and its job; a form that was sent twice at once is kept once."""
    sent_name = request.files["file"].filename or ""
    title = names.clean(form.title.data or "", names.TITLE_CHARACTERS)
    library, owner = access.current_library(), access.person()
    db.session.commit()  # a large file takes its time to be safe on the disk
    stored = form.incoming.keep()
    try:
        quota.check(_settings(), library, owner, form.incoming.bytes)
        media = Media.receive(
            library=library,
            owner=owner,
            title=title or names.title_from_file_name(sent_name),
            language=form.spoken_language,
            visibility=form.visibility.data or "",
            original_name=names.file_name(sent_name),
            file=stored,
            bytes=form.incoming.bytes,
        )
        media.slug = slug
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        current_app.extensions["storage"].delete(stored)
        if not _exists(slug):
            raise
        return
    except BaseException:
        db.session.rollback()
        current_app.extensions["storage"].delete(stored)
        raise
    video_uploaded.send(current_app._get_current_object(), job_id=media.jobs[0].id)  # type: ignore[attr-defined]


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def _exists(slug: str) -> bool:
    return db.session.scalar(select(Media.id).where(Media.slug == slug)) is not None
