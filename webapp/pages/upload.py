"""Uploading a video or audio file."""

from __future__ import annotations

import secrets
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
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
from webapp.media.storage import StorageFull
from webapp.models import Media, outlook, quota
from webapp.models.library import VISIBILITIES
from webapp.models.quota import QuotaExceeded
from webapp.pages import waiting
from webapp.pages.going_on import GoingOn, form_of
from webapp.pages.upload_kept import add_media, mine, redescribe, remove, typed
from webapp.pages.words import VISIBILITY_WORDS
from webapp.stored_files import kept_by_commit
from webapp.upload_stream import IncomingFile, UploadRequest, refusal_status, upload_key

blueprint = Blueprint("upload", __name__)

WATCHERS = [(value, VISIBILITY_WORDS[value]) for value in VISIBILITIES]


@blueprint.record_once
def _stream_uploads(state: BlueprintSetupState) -> None:
    cast(Flask, state.app).request_class = UploadRequest


class UploadForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """What is asked of somebody who uploads. Only the file has to be given."""

    title = StringField()
    description = StringField()
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
    """Show the form; with ``go_on``, as it was left when an upload was not finished."""
    here = access.current_library()
    if unfinished := GoingOn(here).unfinished:
        return _page(UploadForm(formdata=None, data=unfinished.typed))
    fresh = UploadForm(formdata=None, language=here.language, visibility=here.default_visibility)
    return _page(fresh)


@blueprint.post("/upload/<upload>/details")
@access.signed_in
def describe(upload: str) -> Response:
    """Keep what is typed while a file arrives; once it has, this leads to its video."""
    found, said = mine(upload), typed(request.form)
    if found.media_id is not None:
        abort(404)  # a signed version, of which other things are said
    if not found.is_kept:
        found.describe(said)
        db.session.commit()
        return respond.see_other(form_of(found))
    slug = found.media_slug
    if (media := Media.by_slug(slug)) is None:
        abort(410)
    redescribe(media, said)
    db.session.commit()
    return _arrived(slug)


@blueprint.post("/upload/<upload>/throw-away")
@access.signed_in
def throw_away(upload: str) -> Response:
    """Remove an unfinished upload, and what has arrived of it."""
    found = mine(upload)
    form, remains = form_of(found, go_on=False), found.throw_away()
    db.session.commit()
    if remains:
        remove(remains)
    return respond.see_other(form, announce=_("What had arrived was thrown away."))


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
        except (StorageFull, QuotaExceeded) as refusal:
            form.file.errors = [str(refusal)]
            return _page(form, status=refusal_status(refusal))
    return _arrived(slug)


def _arrived(slug: str) -> Response:
    arrived = _("Your file has arrived. It is now being prepared.")
    return respond.see_other(
        url_for("watch.show", slug=slug), announce=" ".join((arrived, _outlook_of(slug)))
    )


def _outlook_of(slug: str) -> str:
    job = db.session.scalars(select(Media).where(Media.slug == slug)).one().job
    return waiting.sentence(outlook.of_job(job)) if job is not None and not job.is_over else ""


def _page(form: UploadForm, status: int = 200) -> Response:
    limit: int = current_app.config["MAX_CONTENT_LENGTH"]
    room = quota.tightest(_settings(), access.current_library(), access.person())
    return respond.page(
        "pages/upload.html",
        block="primary",
        status=status,
        form=form,
        library=access.current_library(),
        going_on=GoingOn(access.current_library()),
        form_of=form_of,
        languages=languages.choices(_("Find out")),
        watchers=WATCHERS,
        errors=respond.errors_of(form),
        max_bytes=min(limit, room.left) if room else limit,
        room=room,
        title_characters=names.TITLE_CHARACTERS,
        outlook=waiting.sentence_before(outlook.of_new(access.current_library().id)),
        overfull=_overfull(),
    )


def _overfull() -> str:
    """How much work waits, where that is more than the settings call usual; else empty."""
    hours, limit = outlook.hours_of_work(), _settings().queue_hours
    return waiting.rough(hours * waiting.HOUR_S) if 0 < limit < hours else ""


def _keep(form: UploadForm, slug: str) -> None:
    """Commit the media and its job; a form that was sent twice at once is kept once."""
    sent_name = request.files["file"].filename or ""
    library, owner = access.current_library(), access.person()
    unfinished = GoingOn(library).unfinished
    db.session.commit()  # a large file takes its time to be safe on the disk
    stored = form.incoming.keep()
    try:
        with kept_by_commit(stored):
            half = unfinished.throw_away() if unfinished else None  # it came whole after all
            media = add_media(
                typed(request.form),
                sent_name=sent_name,
                library=library,
                owner=owner,
                file=stored,
                bytes=form.incoming.bytes,
                slug=slug,
            )
    except IntegrityError:
        if not _exists(slug):
            raise
        return
    if half:
        remove(half)
    video_uploaded.send(current_app._get_current_object(), job_id=media.jobs[0].id)  # type: ignore[attr-defined]


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def _exists(slug: str) -> bool:
    return db.session.scalar(select(Media.id).where(Media.slug == slug)) is not None
