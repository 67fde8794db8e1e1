"""What becomes of a file that has arrived, by a form or in pieces: a media, and work on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from flask import abort, current_app
from flask_babel import gettext as _

from webapp import access, audit_log, languages, names
from webapp.access import May
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import IncomingUpload, Library, Media, User, quota
from webapp.models.incoming_upload import Typed
from webapp.models.library import VISIBILITIES

DESCRIPTION_CHARACTERS = 1000


def typed(sent: Mapping[str, str]) -> Typed:
    """Read what was sent; it is refused (422) where nobody can be meant to watch."""
    visibility, language = sent.get("visibility", ""), sent.get("language", "")
    if visibility and visibility not in VISIBILITIES:
        abort(422, _("Choose who may watch it."))
    return Typed(
        title=names.clean(sent.get("title", ""), names.TITLE_CHARACTERS),
        description=names.clean(sent.get("description", ""), DESCRIPTION_CHARACTERS),
        language=language if language in languages.KNOWN else "",
        visibility=visibility,
    )


def add_media(
    said: Typed,
    *,
    sent_name: str,
    library: Library,
    owner: User | None,
    file: str,
    bytes: int,
    slug: str,
) -> Media:
    """Add a media with its job and its line in the log; the caller commits them together.

    Raises QuotaExceeded where it does not fit, and IntegrityError where the slug is taken: then
    the same upload was kept already.
    """
    quota.check(cast(Settings, current_app.extensions["settings"]), library, owner, bytes)
    media = Media.receive(
        library=library,
        owner=owner,
        title=said["title"] or names.title_from_file_name(sent_name),
        language=said["language"],
        visibility=said["visibility"],
        original_name=names.file_name(sent_name),
        file=file,
        bytes=bytes,
    )
    media.description = said["description"]
    media.slug = slug
    db.session.flush()
    audit_log.record("media.uploaded", subject=media, actor=owner, bytes=bytes)
    return media


def mine(upload: str) -> IncomingUpload:
    """Find an upload of whoever asks.

    404 for all others, 410 once its time is over, 403 where she may no longer upload there.
    """
    person = access.person()
    found = IncomingUpload.of(person, upload) if person else None
    if found is None:
        abort(404)
    if found.is_expired:
        abort(410, _("This upload was not finished in time, and has been thrown away."))
    if not access.may(May.UPLOAD, found.library):
        abort(403)
    return found
