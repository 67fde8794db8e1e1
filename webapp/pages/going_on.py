"""What a form for a large file needs, so that its upload goes on where it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app, request, url_for

from webapp import access
from webapp.config import Settings
from webapp.media.folder_storage import FolderStorage
from webapp.media.storage import Storage
from webapp.models import IncomingUpload, Library, Media, SignTrack, User


@dataclass(frozen=True)
class GoingOn:
    """What of one person's uploads belongs to a form, and where its script sends pieces.

    With ``media``, the form brings a signed version of it; with ``track``, another file for that
    one.
    """

    library: Library
    media: Media | None = None
    track: SignTrack | None = None

    @property
    def way(self) -> str:
        """How the script sends: in ``pieces`` to us, in ``parts`` to the store; empty: whole."""
        storage: Storage = current_app.extensions["storage"]
        if storage.part_uploads:
            return "parts"
        return "pieces" if isinstance(storage, FolderStorage) else ""

    @property
    def create(self) -> str:
        """Where the script begins an upload."""
        straight = self.way == "parts"
        if self.media is None:
            endpoint = "upload_parts.begin" if straight else "uploads.create"
            return url_for(endpoint, library=self.library.slug)
        endpoint = "upload_parts.begin_signed" if straight else "uploads.create_signed"
        version = self.track.id if self.track else None
        return url_for(endpoint, slug=self.media.slug, version=version)

    @property
    def details(self) -> str:
        """Where what is typed is kept; NAME stands for the upload."""
        if self.media is None:
            return url_for("upload.describe", upload="NAME")
        return url_for("sign_add.describe", slug=self.media.slug, upload="NAME")

    @property
    def anew(self) -> str:
        """The form without anything that had arrived."""
        if self.media is None:
            return url_for("upload.form", library=self.library.slug)
        return _signed_form(self.media, self.track)

    @property
    def piece_bytes(self) -> int:
        """So much is sent at once."""
        return cast(Settings, current_app.extensions["settings"]).upload_piece_bytes

    @property
    def unfinished(self) -> IncomingUpload | None:
        """The upload that the form is to go on with."""
        person, slug = access.person(), request.args.get("go_on")
        found = IncomingUpload.of(person, slug) if person and slug else None
        if found is None or found.is_kept or found.is_expired:
            return None
        return found if self.fits(found) else None

    @property
    def waiting(self) -> list[IncomingUpload]:
        """What she can go on with: here, and on the form for videos also elsewhere."""
        if self.unfinished:
            return []
        hers = IncomingUpload.unfinished_of(cast(User, access.person()))
        return [each for each in hers if self.media is None or self.fits(each)]

    def fits(self, upload: IncomingUpload) -> bool:
        """Whether an upload goes on in this form."""
        media_id = self.media.id if self.media else None
        track_id = self.track.id if self.track else None
        return (upload.media_id, upload.track_id) == (media_id, track_id)


def form_of(upload: IncomingUpload, go_on: bool = True) -> str:
    """Where an upload goes on; without ``go_on``, where a person can begin anew."""
    slug = upload.slug if go_on else None
    if upload.media is None:
        return url_for("upload.form", library=upload.library.slug, go_on=slug)
    return _signed_form(upload.media, upload.track, slug)


def made_of(upload: IncomingUpload) -> str:
    """Where what an upload has become is looked at."""
    if upload.media is None:
        return url_for("watch.show", slug=upload.media_slug)
    return url_for("signing.show", slug=upload.media.slug, track_id=upload.track_id)


def _signed_form(media: Media, track: SignTrack | None, go_on: str | None = None) -> str:
    if track is None:
        return url_for("sign_add.form", slug=media.slug, go_on=go_on)
    return url_for("sign_add.form_again", slug=media.slug, track_id=track.id, go_on=go_on)
