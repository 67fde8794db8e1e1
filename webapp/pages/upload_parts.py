"""Uploads straight to the object store: what a browser asks here while it sends parts there.

It begins an upload, asks for a link for each part (with the part's SHA-256, which the store
checks), sends the parts in any order, and says when all are there. It goes on after a closed laptop
by asking which parts have arrived. Answers are JSON, errors problem details (RFC 9457).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any, cast

from flask import Blueprint, Response, abort, current_app, jsonify, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import Conflict, Locked

from webapp import access, names
from webapp.access import May
from webapp.config import Settings
from webapp.extensions import db
from webapp.media.part_uploads import Cut, NotWhole, PartUploads
from webapp.media.storage import FileGone, Storage, quarantined
from webapp.models import IncomingUpload, User
from webapp.models.incoming_upload import Hold, HoldLost
from webapp.pages.going_on import made_of
from webapp.pages.signing.arriving import new_version
from webapp.pages.upload_kept import check_size, keep, make_room, mine, new_media, remove

blueprint = Blueprint("upload_parts", __name__, url_prefix="/uploads/parts")

LINKS_AT_ONCE = 100
SHA256_BYTES = 32
_PART = re.compile(r"[0-9]{1,4}", re.ASCII)
MEDIA_TYPES = ("video/", "audio/", "application/octet-stream")
"""What a browser may say that a file is; what it is, is found out afterwards."""


@blueprint.post("")
@access.library(May.UPLOAD)
def begin() -> Response:
    """Begin an upload of a file of ``bytes``; what is said of it comes with it."""
    return _begin(new_media)


@blueprint.post("/signing/<slug>")
@access.media(May.REVIEW)
def begin_signed(slug: str) -> Response:
    """Begin the upload of a signed version; ``version``: of another file for one."""
    return _begin(new_version)


def _begin(new_upload: Callable[[Mapping[str, str]], IncomingUpload]) -> Response:
    """Begin an upload, which ``new_upload`` makes of what is said of it."""
    parts, sent = _parts(), _sent()
    size = check_size(_whole_number(sent.get("bytes")))
    kind = str(sent.get("type") or MEDIA_TYPES[-1])
    if not kind.startswith(MEDIA_TYPES):
        abort(415, _("Choose a video or audio file."))
    upload = new_upload({key: str(value) for key, value in sent.items()})
    name = names.file_name(str(sent.get("filename", "")))
    owner, library = cast(User, access.person()), access.current_library()
    file = quarantined(_storage().new_name(PurePosixPath(name).suffix))
    make_room(library, owner, size)
    db.session.commit()  # nobody waits for the database while the store is asked
    in_store = parts.begin(file)
    make_room(library, owner, size)  # somebody else may have taken it meanwhile
    upload.owner_id, upload.file, upload.in_store = owner.id, file, in_store
    upload.original_name, upload.bytes = name, size
    upload.fingerprint = str(sent.get("fingerprint", ""))[:64]
    upload.expires_at = IncomingUpload.expiry(timedelta(seconds=_settings().upload_kept_s))
    db.session.add(upload)
    db.session.commit()
    return _answer(_state(upload, arrived=[]), 201)


@blueprint.get("/<upload>")
@access.signed_in
def show(upload: str) -> Response:
    """Say which parts have arrived, so that a browser can go on with the others."""
    found = _mine(upload)
    file, in_store = found.file, found.in_store
    arrived = [] if found.is_kept else sorted(_parts().arrived(file, in_store))
    return _answer(_state(found, arrived))


@blueprint.post("/<upload>/links")
@access.signed_in
def links(upload: str) -> Response:
    """Give links for parts: ``hashes`` has the SHA-256 of each in Base64, by its number."""
    found = _mine(upload)
    hashes = _hashes(_sent().get("hashes"), Cut.of(found.bytes).parts)
    made = _parts().links(found.file, found.in_store, hashes)
    return _answer({"links": made})


@blueprint.post("/<upload>/complete")
@access.signed_in
def complete(upload: str) -> Response:
    """Make a media of the parts, once all of them are there; it may be asked for again."""
    found = _mine(upload)
    if found.is_kept:
        return _arrived(found)
    hold = Hold.take(found.id, timedelta(seconds=_settings().upload_kept_s))
    if hold is None:
        raise Locked(_("Another window or device is sending this file."))
    try:
        file, in_store, size = found.file, found.in_store, found.bytes
        db.session.commit()  # nobody waits for the database while the store is asked
        _parts().complete(file, in_store, size)
        keep(found, hold)
    except NotWhole as missing:
        raise Conflict(_(str(missing))) from missing
    except FileGone:
        abort(410, _("This upload was not finished in time, and has been thrown away."))
    except HoldLost as lost:
        raise Locked(_("Another window or device is sending this file.")) from lost
    finally:
        db.session.rollback()
        hold.release()
    return _arrived(found)


@blueprint.delete("/<upload>")
@access.signed_in
def end(upload: str) -> Response:
    """Throw an upload away."""
    remains = _mine(upload).throw_away()
    db.session.commit()
    if remains is None:
        abort(403, _("This file has arrived and is kept. You can delete the video itself."))
    remove(remains)
    return _answer(None, 204)


def _parts() -> PartUploads:
    """What takes parts; 404 where files come through us."""
    return _storage().part_uploads or abort(404)


def _mine(upload: str) -> IncomingUpload:
    found = mine(upload)
    return found if found.in_store else abort(404)


def _sent() -> dict[str, Any]:
    """The object that was sent, as JSON."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        abort(400, _("This address takes an object in JSON."))
    return sent


def _whole_number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        abort(400, _("Say how large the file is, as a whole number of bytes."))
    return value


def _hashes(sent: object, parts: int) -> dict[int, str]:
    """The hashes by the numbers of the parts, which must be ones that the file has."""
    if not isinstance(sent, dict) or not 0 < len(sent) <= LINKS_AT_ONCE:
        abort(422, _("Name from one to %(count)s parts at once.", count=LINKS_AT_ONCE))
    hashes = {int(key): value for key, value in sent.items() if _PART.fullmatch(key)}
    if len(hashes) != len(sent) or not all(1 <= number <= parts for number in hashes):
        abort(422, _("Parts have numbers from 1 to %(count)s.", count=parts))
    if not all(_is_hash(value) for value in hashes.values()):
        abort(422, _("The hash of a part must be its SHA-256 in Base64."))
    return hashes


def _is_hash(value: object) -> bool:
    try:
        return len(base64.b64decode(str(value), validate=True)) == SHA256_BYTES
    except (binascii.Error, ValueError):
        return False


def _state(upload: IncomingUpload, arrived: list[int]) -> dict[str, Any]:
    cut = Cut.of(upload.bytes)
    return {
        "upload": upload.slug,
        "address": url_for(".show", upload=upload.slug),
        "bytes": upload.bytes,
        "part_bytes": cut.part_bytes,
        "parts": cut.parts,
        "arrived": arrived,
        "media": made_of(upload) if upload.is_kept else None,
    }


def _arrived(upload: IncomingUpload) -> Response:
    """Lead to the media, which waits for its check."""
    return _answer(_state(upload, arrived=[]), 201)


def _answer(content: object, status: int = 200) -> Response:
    response = jsonify(content) if content is not None else current_app.response_class()
    response.status_code = status
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _storage() -> Storage:
    return cast(Storage, current_app.extensions["storage"])


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])
