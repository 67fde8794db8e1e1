"""Uploads that become a signed version, or bring another file for one that is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from flask import abort, current_app, request
from werkzeug.datastructures import MultiDict

from webapp import access
from webapp.access import May
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import IncomingUpload, SignTrack, User, quota
from webapp.models.incoming_upload import Facts
from webapp.models.sign_track import Nature
from webapp.pages.signing.facts import FactsForm
from webapp.pages.signing.versions import may_change, this_version


def new_version(sent: Mapping[str, str]) -> IncomingUpload:
    """An upload that becomes a signed version of this media; ``version``: another file for one.

    422 where what was sent does not say what it is, 403 where she may not change that version.
    """
    upload = IncomingUpload(
        library_id=access.current_library().id, media_id=access.current_media().id
    )
    if "version" not in request.args:
        form = FactsForm(MultiDict(sent), meta={"csrf": False})
        if not form.validate():
            abort(422, next(iter(form.errors.values()))[0])
        upload.describe(valid(form))
        return upload
    track = this_version(request.args.get("version", 0, type=int))
    if not may_change(track):
        abort(403)
    upload.track_id = track.id
    return upload


def valid(form: FactsForm) -> Facts:
    """What a form that was validated says, without what cannot be meant."""
    said = {name: form[name].data for name in ("language", "nature", "title")}
    return cast(Facts, {name: said[name] for name in said if name not in form.errors})


def may_bring(upload: IncomingUpload) -> bool:
    """Whether whoever asks may still bring that signed version, or that file for it."""
    may_add = access.may(May.REVIEW, upload.media)
    return may_add and (upload.track is None or may_change(upload.track))


def bring(upload: IncomingUpload, owner: User) -> list[str]:
    """Make of what has come the signed version that it is; the caller commits.

    Returns the names in storage of what is not needed any more. QuotaExceeded where it does not
    fit.
    """
    settings = cast(Settings, current_app.extensions["settings"])
    quota.check(settings, upload.library, owner, upload.bytes)
    name, file, size = upload.original_name, upload.file, upload.bytes
    if upload.track is not None:
        upload.track.upload_key = upload.media_slug
        return upload.track.receive_again(original_name=name, file=file, bytes=size)
    upload.track = SignTrack.receive(
        media=upload.media or abort(404),
        language=upload.language,
        nature=cast(Nature, upload.nature),
        title=upload.title,
        original_name=name,
        file=file,
        bytes=size,
        person=owner,
        upload_key=upload.media_slug,
    )
    db.session.flush()
    return []
