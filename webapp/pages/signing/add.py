"""Bringing a signed version, or another file in the place of the one that is there."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from wtforms import HiddenField
from wtforms.validators import ValidationError

from webapp import access, names, respond, sign_languages
from webapp.access import May
from webapp.extensions import db
from webapp.look import current_look
from webapp.media.storage import StorageFull
from webapp.models import SignTrack, quota
from webapp.models.quota import QuotaExceeded
from webapp.models.sign_track import Nature
from webapp.pages.going_on import GoingOn, form_of
from webapp.pages.media_settings import remove_files
from webapp.pages.signing.arriving import valid
from webapp.pages.signing.facts import FactsForm, take_over
from webapp.pages.signing.versions import ADDRESS, may_change, this_version
from webapp.pages.upload_kept import mine, remove
from webapp.stored_files import kept_by_commit
from webapp.upload_stream import IncomingFile, refusal_status, upload_key

blueprint = Blueprint("sign_add", __name__, url_prefix=ADDRESS)


class VideoForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """A video of somebody who signs."""

    file = FileField()
    key = HiddenField(default=lambda: secrets.token_urlsafe(16))
    """The same in each try of one form, so that pressing twice brings it once."""

    def validate_file(self, field: FileField) -> None:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise ValidationError(_("Choose a video of somebody who signs."))
        if self.incoming.bytes == 0:
            raise ValidationError(_("This file is empty. Choose another one."))

    @property
    def incoming(self) -> IncomingFile:
        return cast(IncomingFile, request.files["file"].stream)

    @property
    def original_name(self) -> str:
        return names.file_name(request.files["file"].filename or "")


class AddForm(FactsForm, VideoForm):
    """A video of somebody who signs, and what it is."""


@blueprint.get("/add")
@access.media(May.REVIEW)
def form(slug: str) -> Response:
    """Show the form."""
    wanted = current_look().sign_language
    known = wanted if wanted in sign_languages.NAMES else ""
    unfinished = _going_on().unfinished
    return _page(
        AddForm(formdata=None, data=unfinished.facts if unfinished else {"language": known})
    )


@blueprint.post("/add")
@access.media(May.REVIEW)
def receive(slug: str) -> Response:
    """Keep a signed version and queue its preparation."""
    form = AddForm()
    if not form.validate_on_submit():
        return _page(form, status=422)
    key = upload_key(f"{slug} {form.key.data}" if form.key.data else "", form.incoming)
    if _of(key) is None:
        try:
            _keep(form, key)
        except (StorageFull, QuotaExceeded) as refusal:
            form.file.errors = [str(refusal)]
            return _page(form, status=refusal_status(refusal))
    return _arrived(cast(int, _of(key)))


@blueprint.post("/add/<upload>/details")
@access.media(May.REVIEW)
def describe(slug: str, upload: str) -> Response:
    """Keep what is typed while a file arrives; once it has, this leads to its version."""
    found = mine(upload)
    if found.media_id != access.current_media().id:
        abort(404)
    if found.track is not None and found.is_kept:
        return take_over(found.track, announce=_has_arrived())
    if found.track is None:
        form = FactsForm(data=found.facts)
        form.validate()
        found.describe(valid(form))
        db.session.commit()
    return respond.see_other(form_of(found))


@blueprint.get("/<int:track_id>/file")
@access.media(May.REVIEW)
def form_again(slug: str, track_id: int) -> Response:
    """Show the form for another file."""
    return _page(VideoForm(formdata=None), _mine(track_id))


@blueprint.post("/<int:track_id>/file")
@access.media(May.REVIEW)
def receive_again(slug: str, track_id: int) -> Response:
    """Put another file in the place of the one that is there, and have it prepared."""
    track = _mine(track_id)
    form = VideoForm()
    if not form.validate_on_submit():
        return _page(form, track, status=422)
    key = upload_key(f"{slug} {track_id} {form.key.data}" if form.key.data else "", form.incoming)
    if _of(key) is None:
        try:
            _exchange(form, track_id, key)
        except (StorageFull, QuotaExceeded) as refusal:
            form.file.errors = [str(refusal)]
            return _page(form, this_version(track_id), status=refusal_status(refusal))
    return _arrived(track_id)


def _keep(form: AddForm, key: str) -> None:
    """Commit the version and its job; a form that was sent twice at once is kept once."""
    try:
        with _kept(form, _going_on()) as stored:
            SignTrack.receive(
                media=access.current_media(),
                language=str(form.language.data),
                nature=cast(Nature, form.nature.data),
                title=str(form.title.data),
                original_name=form.original_name,
                file=stored,
                bytes=form.incoming.bytes,
                person=access.person(),
                upload_key=key,
            )
    except IntegrityError:
        if _of(key) is None:
            raise


def _exchange(form: VideoForm, track_id: int, key: str) -> None:
    with _kept(form, _going_on(this_version(track_id))) as stored:
        track = this_version(track_id)
        gone = track.receive_again(
            original_name=form.original_name, file=stored, bytes=form.incoming.bytes
        )
        track.upload_key = key
    remove_files(gone)


@contextmanager
def _kept(form: VideoForm, going_on: GoingOn) -> Iterator[str]:
    """Give the name in storage of what arrived, and commit; without that it goes again."""
    library, person, unfinished = access.current_library(), access.person(), going_on.unfinished
    db.session.commit()  # a large file takes its time to be safe on the disk
    stored = form.incoming.keep()
    with kept_by_commit(stored):
        half = unfinished.throw_away() if unfinished else None  # it came whole after all
        quota.check(current_app.extensions["settings"], library, person, form.incoming.bytes)
        yield stored
    if half:
        remove(half)


def _of(key: str) -> int | None:
    """The id of the version that this very form has brought already."""
    return db.session.scalar(select(SignTrack.id).where(SignTrack.upload_key == key))


def _arrived(track_id: int) -> Response:
    return respond.see_other(
        url_for("signing.show", slug=access.current_media().slug, track_id=track_id),
        announce=_has_arrived(),
    )


def _has_arrived() -> str:
    return _("Your file has arrived. It is now being prepared.")


def _mine(track_id: int) -> SignTrack:
    track = this_version(track_id)
    if not may_change(track):
        abort(403)
    return track


def _going_on(track: SignTrack | None = None) -> GoingOn:
    return GoingOn(access.current_library(), access.current_media(), track)


def _page(form: VideoForm, track: SignTrack | None = None, status: int = 200) -> Response:
    """Show the form; ``track``: the version whose file is exchanged."""
    limit: int = current_app.config["MAX_CONTENT_LENGTH"]
    settings = current_app.extensions["settings"]
    room = quota.tightest(settings, access.current_library(), access.person())
    return respond.page(
        "pages/sign_add.html",
        block="primary",
        status=status,
        media=access.current_media(),
        track=track,
        form=form,
        going_on=_going_on(track),
        form_of=form_of,
        errors=respond.errors_of(form),
        max_bytes=min(limit, room.left) if room else limit,
        room=room,
        **(form.choices if isinstance(form, AddForm) else {}),
    )
