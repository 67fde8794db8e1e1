"""What becomes of a file that has arrived, by a form or in pieces: a media, or a signed version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from flask import abort, current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from webapp import access, audit_log, languages, names, sizes
from webapp.access import May
from webapp.config import Settings
from webapp.events import video_uploaded
from webapp.extensions import db
from webapp.media.storage import Storage
from webapp.models import IncomingUpload, Library, Media, User, quota
from webapp.models.incoming_upload import MOST_OF_ONE, Hold, Remains, Typed
from webapp.models.library import VISIBILITIES
from webapp.pages.media_settings import remove_files
from webapp.pages.signing.arriving import bring, may_bring

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


def new_media(sent: Mapping[str, str]) -> IncomingUpload:
    """An upload that becomes a media of this library, with what was sent of it (422)."""
    upload = IncomingUpload(library_id=access.current_library().id)
    upload.describe(typed(sent))
    return upload


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


def check_size(size: int) -> int:
    """Refuse a file that is too large for anybody (413), or empty (422)."""
    largest: int = current_app.config["MAX_CONTENT_LENGTH"]
    if size > largest:
        allowed = sizes.in_words(largest)
        abort(
            413, _("This file is too large. At most %(size)s can be uploaded here.", size=allowed)
        )
    if not size:
        abort(422, _("This file is empty. Choose another one."))
    return size


def make_room(library: Library, owner: User, size: int) -> None:
    """Refuse a file that does not fit; what is said to come takes its room from now on."""
    try:
        quota.check(cast(Settings, current_app.extensions["settings"]), library, owner, size)
    except quota.QuotaExceeded as refusal:
        abort(413, str(refusal))
    mine_now = (IncomingUpload.owner_id == owner.id, IncomingUpload.is_arriving())
    count = db.session.scalar(select(func.count()).where(*mine_now)) or 0
    if count >= MOST_OF_ONE:
        abort(
            422,
            _(
                "You have %(count)s unfinished uploads. Go on with one of them, or throw one away.",
                count=count,
            ),
        )


def keep(upload: IncomingUpload, hold: Hold) -> None:
    """Make of what has come what it is to be: that, and its end, are committed at once.

    403 where she may no longer bring it, 413 where there is no room for it any more.
    """
    if not _may_go_on(upload):
        abort(403)
    hold.keep(upload.bytes)
    owner = db.session.get_one(User, upload.owner_id)
    try:
        if upload.media_id is None:
            _keep_media(upload, owner)
        else:
            _keep_version(upload, owner)
    except quota.QuotaExceeded as refusal:
        abort(413, str(refusal))


def _keep_media(upload: IncomingUpload, owner: User) -> None:
    media = add_media(
        upload.typed,
        sent_name=upload.original_name,
        library=upload.library,
        owner=owner,
        file=upload.file,
        bytes=upload.bytes,
        slug=upload.media_slug,
    )
    db.session.commit()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    video_uploaded.send(app, job_id=media.jobs[0].id)


def _keep_version(upload: IncomingUpload, owner: User) -> None:
    not_needed = bring(upload, owner)
    db.session.commit()
    remove_files(not_needed)


def redescribe(media: Media, said: Typed) -> None:
    """Take over what was typed when the file had arrived already; the caller commits."""
    before = (media.title, media.description, media.language)
    media.title = said["title"] or media.title
    media.description = said["description"] or media.description
    media.language = said["language"] or media.language
    now = zip(("title", "description", "language"), before, strict=True)
    if changed := [name for name, was in now if getattr(media, name) != was]:
        audit_log.record("media.changed", subject=media, changed=changed)
    visible, media.visibility = media.visibility, said["visibility"] or media.visibility
    if media.visibility != visible:
        audit_log.record("visibility.changed", subject=media, before=visible, now=media.visibility)


def mine(upload: str) -> IncomingUpload:
    """Find an upload of whoever asks.

    404 for all others, 410 once its time is over, 403 where she may no longer bring it there.
    """
    person = access.person()
    found = IncomingUpload.of(person, upload) if person else None
    if found is None:
        abort(404)
    if found.is_expired:
        abort(410, _("This upload was not finished in time, and has been thrown away."))
    if not _may_go_on(found):
        abort(403)
    return found


def remove(remains: Remains) -> None:
    """Remove what has come of an upload that was thrown away: a file, or parts in the store."""
    storage: Storage = current_app.extensions["storage"]
    if remains.in_store and storage.part_uploads:
        storage.part_uploads.abort(remains.file, remains.in_store)
    else:
        storage.delete(remains.file)


def _may_go_on(upload: IncomingUpload) -> bool:
    if upload.media_id is None:
        return access.may(May.UPLOAD, upload.library)
    return may_bring(upload)
