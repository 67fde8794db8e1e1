"""Uploads in pieces, by the tus protocol 1.0.0: they go on where they stopped.

Source: https://tus.io/protocols/resumable-upload, with the extensions creation,
creation-with-upload, expiration, termination and checksum. Comments name its sections. Each request
must carry ``Tus-Resumable``, which neither a form nor another site can send: this takes the place
of the form token, so that an upload outlives a log-in (OWASP CSRF cheat sheet, "Custom Request
Headers").
"""

from __future__ import annotations

import http
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import cast

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import (
    ClientDisconnected,
    Conflict,
    HTTPException,
    Locked,
    PreconditionFailed,
)
from werkzeug.http import http_date

from webapp import access, names, tus
from webapp.access import May
from webapp.config import Settings
from webapp.extensions import csrf, db
from webapp.media.arriving import Tail, size_on_disk, tail_of
from webapp.media.folder_storage import FolderStorage, told_if_full
from webapp.media.storage import StorageFull, quarantined
from webapp.models import IncomingUpload, User
from webapp.models.incoming_upload import Hold, HoldLost
from webapp.pages.signing.arriving import new_version
from webapp.pages.upload_kept import check_size, keep, make_room, mine, new_media, remove

blueprint = Blueprint("uploads", __name__, url_prefix=tus.ADDRESS.rstrip("/"))
csrf.exempt(blueprint)

READ_BYTES = 64 * 1024
"""So much is waited for before it is written: a slow sender is heard of often enough."""


class NoRoom(HTTPException):
    """The disk is full: RFC 4918, 11.5."""

    code = http.HTTPStatus.INSUFFICIENT_STORAGE.value


class NotWhatWasTold(HTTPException):
    """A piece does not come to its checksum ("Checksum")."""

    code = 460


@blueprint.after_request
def _say_the_version(response: Response) -> Response:
    """Name the version in each answer, and all that are known where it matters."""
    if request.method != "OPTIONS":
        response.headers["Tus-Resumable"] = tus.VERSION
    if request.method == "OPTIONS" or response.status_code == PreconditionFailed.code:
        response.headers["Tus-Version"] = tus.VERSION
    return response


@blueprint.route("/", methods=["OPTIONS"], provide_automatic_options=False)
@blueprint.route("/<upload>", methods=["OPTIONS"], provide_automatic_options=False)
@access.anyone
def abilities(upload: str = "") -> Response:
    """Say what is understood here ("OPTIONS")."""
    response = _answer(204)
    response.headers["Tus-Extension"] = ",".join(tus.EXTENSIONS)
    response.headers["Tus-Max-Size"] = str(_largest())
    response.headers["Tus-Checksum-Algorithm"] = ",".join(tus.ALGORITHMS)
    return response


@blueprint.route("/", methods=["POST"], provide_automatic_options=False)
@access.library(May.UPLOAD)
def create() -> Response:
    """Begin an upload, perhaps with its first piece ("Creation", "Creation With Upload")."""
    return _begin(new_media)


@blueprint.route("/signing/<slug>", methods=["POST"], provide_automatic_options=False)
@access.media(May.REVIEW)
def create_signed(slug: str) -> Response:
    """Begin the upload of a signed version; ``version``: of another file for one."""
    return _begin(new_version)


def _begin(new_upload: Callable[[Mapping[str, str]], IncomingUpload]) -> Response:
    """Begin an upload, which ``new_upload`` makes of what is said of it."""
    _speak_one_version()
    storage, size = _folder(), _size()
    if request.content_length and request.mimetype != tus.PIECE:
        abort(415, _("A piece of a file must have the type %(type)s.", type=tus.PIECE))
    said, told = _said(), _told()
    upload, name = new_upload(said), names.file_name(said.get("filename", ""))
    owner, library = cast(User, access.person()), access.current_library()
    make_room(library, owner, size)
    upload.owner_id = owner.id
    upload.file = quarantined(storage.new_name(PurePosixPath(name).suffix))
    upload.original_name, upload.bytes = name, size
    upload.fingerprint = said.get("fingerprint", "")[:64]
    upload.metadata_sent = request.headers.get("Upload-Metadata", "")
    upload.expires_at = IncomingUpload.expiry(_kept_for())
    db.session.add(upload)
    db.session.commit()
    address = url_for(".length", upload=upload.slug)
    try:
        arrived = _go_on(upload, 0, told) if request.mimetype == tus.PIECE else 0
    except NotWhatWasTold:  # nobody is told its address, so that it is begun again
        _throw_away(upload)
        raise
    response = _answer(201, IncomingUpload.expiry(_kept_for()) if arrived < size else None)
    response.headers["Location"] = address
    response.headers["Upload-Offset"] = str(arrived)
    return response


@blueprint.route("/<upload>", methods=["HEAD"], provide_automatic_options=False)
@access.signed_in
def length(upload: str) -> Response:
    """Say how much has come ("HEAD")."""
    _speak_one_version()
    found = mine(upload)
    response = _answer(200, None if found.is_kept else found.expires_at)
    on_disk = size_on_disk(_folder().path(found.file))
    arrived = found.bytes if found.is_kept else min(found.arrived, on_disk)
    response.headers["Upload-Offset"] = str(arrived)
    response.headers["Upload-Length"] = str(found.bytes)
    if found.metadata_sent:
        response.headers["Upload-Metadata"] = found.metadata_sent
    return response


@blueprint.route("/<upload>", methods=["PATCH"], provide_automatic_options=False)
@access.signed_in
def append(upload: str) -> Response:
    """Take the next piece ("PATCH"); with the last one, the upload becomes a media."""
    _speak_one_version()
    found = mine(upload)
    if request.mimetype != tus.PIECE:
        abort(415, _("A piece of a file must have the type %(type)s.", type=tus.PIECE))
    try:
        offset = tus.number("Upload-Offset", request.headers.get("Upload-Offset"))
    except tus.NotTus as fault:
        abort(400, str(fault))
    size, told = found.bytes, _told()
    if not found.is_kept:
        offset = _go_on(found, offset, told)
    elif offset != size:  # where it is the same, an answer was lost, and is given again
        raise _not_there(size, offset)
    response = _answer(204, IncomingUpload.expiry(_kept_for()) if offset < size else None)
    response.headers["Upload-Offset"] = str(offset)
    return response


@blueprint.route("/<upload>", methods=["DELETE"], provide_automatic_options=False)
@access.signed_in
def end(upload: str) -> Response:
    """Throw an upload away ("Termination")."""
    _speak_one_version()
    if not _throw_away(mine(upload)):
        abort(403, _("This file has arrived and is kept. You can delete the video itself."))
    return _answer(204)


def _throw_away(upload: IncomingUpload) -> bool:
    """Remove an upload with what has come of it; False where it is kept by now."""
    remains = upload.throw_away()
    db.session.commit()
    if remains:
        remove(remains)
    return remains is not None


def _speak_one_version() -> None:
    """Process no request in another version ("Tus-Resumable")."""
    if request.headers.get("Tus-Resumable") != tus.VERSION:
        raise PreconditionFailed(
            _("This address takes uploads in pieces, by version 1.0.0 of the tus protocol.")
        )


def _go_on(upload: IncomingUpload, offset: int, told: tus.Checksum | None) -> int:
    """Take the request's piece, which begins at ``offset``, and return how much is there then."""
    file, size = upload.file, upload.bytes
    busy = _("Another window or device is sending this file.")
    hold = Hold.take(upload.id, _kept_for())
    if hold is None:
        raise Locked(busy)
    try:
        with told_if_full():
            path = _folder().path(file)
        if offset != (arrived := min(hold.arrived, size_on_disk(path))):
            raise _not_there(arrived, offset)
        if (request.content_length or 0) > size - offset:
            abort(413, _("More was sent than the file was said to hold."))
        with tail_of(path, offset) as tail:
            _receive(tail, hold, size, told)
        if tail.offset == size:
            keep(upload, hold)
        return tail.offset
    except HoldLost as lost:
        raise Locked(busy) from lost
    except StorageFull as full:
        raise NoRoom(
            _(
                "The server's disk has no room left. What has arrived is kept. "
                "Tell whoever runs this library, and go on later."
            )
        ) from full
    finally:
        db.session.rollback()
        hold.release()


def _receive(tail: Tail, hold: Hold, size: int, told: tus.Checksum | None) -> None:
    """Write what comes, and now and then write down how much of it is safe.

    However it ends, as much as can be is kept; but of a piece that has a checksum all or nothing.
    That all has come is not written down here, but together with the media.
    """
    begun = tail.offset
    try:
        while data := _read(size - tail.offset):
            if tail.is_due:
                safe = tail.sync()
                hold.record(begun if told else safe)
            tail.write(data)
            if told:
                told.update(data)
    except BaseException:
        with suppress(StorageFull):
            safe = tail.sync()
            hold.record(begun if told else safe)
        raise
    if told and not told.is_met:
        raise NotWhatWasTold(_("This piece was changed on its way. Send it again."))
    if (safe := tail.sync()) < size:
        hold.record(safe)


def _told() -> tus.Checksum | None:
    """What the piece must come to; None where the request does not say."""
    header = request.headers.get("Upload-Checksum")
    try:
        return tus.Checksum(header) if header is not None else None
    except tus.NotTus as fault:
        abort(400, str(fault))


def _read(left: int) -> bytes:
    try:
        return request.stream.read(min(READ_BYTES, left)) if left else b""
    except (ClientDisconnected, OSError):
        return b""  # the next request goes on from here


def _not_there(arrived: int, offset: int) -> Conflict:
    """The answer to a piece that does not begin where the last one ended."""
    sentence = _("The file goes on at byte %(there)s, not at %(here)s.", there=arrived, here=offset)
    return Conflict(sentence)


def _size() -> int:
    """The length that the file will have, or why it cannot be taken ("Upload-Length")."""
    try:
        size = tus.number("Upload-Length", request.headers.get("Upload-Length"))
    except tus.NotTus as fault:
        abort(400, str(fault))
    return check_size(size)


def _said() -> dict[str, str]:
    """What ``Upload-Metadata`` says of the file."""
    try:
        return tus.metadata(request.headers.get("Upload-Metadata", ""))
    except tus.NotTus as fault:
        abort(400, str(fault))


def _folder() -> FolderStorage:
    """Where pieces are put together; 404 where files are kept elsewhere than in a folder."""
    storage = current_app.extensions["storage"]
    if not isinstance(storage, FolderStorage):
        abort(404)
    return storage


def _largest() -> int:
    return cast(int, current_app.config["MAX_CONTENT_LENGTH"])


def _kept_for() -> timedelta:
    return timedelta(seconds=_settings().upload_kept_s)


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def _answer(status: int, expires_at: datetime | None = None) -> Response:
    """An answer without a body; "Upload-Expires" while the upload can expire."""
    response = current_app.response_class(status=status)
    response.headers["Cache-Control"] = "private, no-store"
    if expires_at:
        response.headers["Upload-Expires"] = http_date(expires_at.replace(tzinfo=UTC))
    return response
