"""Uploads go from the network straight into quarantine, counted and hashed on their way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from contextlib import suppress
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from flask import Request, current_app
from werkzeug.exceptions import RequestEntityTooLarge

from webapp import access, tus
from webapp.extensions import db
from webapp.media.folder_storage import told_if_full
from webapp.media.storage import StorageFull, quarantined
from webapp.models import quota

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from webapp.media.storage import Storage

STREAMED_ENDPOINTS = {"upload.receive", "sign_add.receive", "sign_add.receive_again"}
OTHER_FORMS_BYTES = 24 * 1024**2
"""What any other form may hold: a caption file of 20 MiB and its fields."""
FORM_BYTES = 64 * 1024
"""More than such a form itself takes, beside the file."""
BUFFER_BYTES = 1024**2


class _NotWanted(Exception):
    """Leaves the publishing of a file without publishing it."""


class IncomingFile:
    """A file that is arriving, under a temporary name until somebody keeps it.

    ``room`` is the quota that it must fit into, None where there is none.
    """

    def __init__(self, storage: Storage, suffix: str, room: quota.Quota | None) -> None:
        self.name = quarantined(storage.new_name(suffix))
        self._room = room
        self.bytes = 0
        self._digest = hashlib.sha256()
        self._publishing = storage.publish(self.name)
        with told_if_full():
            self._file: IO[bytes] = self._publishing.__enter__().open("w+b", BUFFER_BYTES)
        self._settled = False

    def write(self, data: ReadableBuffer) -> int:
        """Take the next bytes.

        Raises RequestEntityTooLarge where they do not fit into the quota, and StorageFull where
        the disk has no room left.
        """
        if self._room and self.bytes + len(memoryview(data)) > self._room.left:
            raise RequestEntityTooLarge(str(quota.QuotaExceeded(self._room)))
        with told_if_full():
            written = self._file.write(data)
        self._digest.update(data)
        self.bytes += written
        return written

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to another place; what was not on the disk yet is written first. StorageFull."""
        with told_if_full():
            return self._file.seek(offset, whence)

    def __getattr__(self, name: str) -> Any:
        """Werkzeug reads, tells and closes it like any other file."""
        return getattr(self._file, name)

    @property
    def sha256(self) -> str:
        """The hash of all that has come."""
        return self._digest.hexdigest()

    def keep(self) -> str:
        """Put the file under its name, safely, and return that name.

        Raises StorageFailure where it cannot be kept now.
        """
        self._settled = True
        try:
            self._file.close()
        except OSError as error:
            self._publishing.__exit__(type(error), error, None)
            raise
        self._publishing.__exit__(None, None, None)
        return self.name

    def discard(self) -> None:
        """Remove the file, unless it was kept."""
        if self._settled:
            return
        self._settled = True
        with suppress(OSError):  # what is still to be written may find no room
            self._file.close()
        reason = _NotWanted()
        self._publishing.__exit__(_NotWanted, reason, None)


def refusal_status(refusal: StorageFull | quota.QuotaExceeded) -> int:
    """The HTTP status for a file that has no room: on the disk, or in a quota."""
    return 507 if isinstance(refusal, StorageFull) else 422


def upload_key(form_key: str, incoming: IncomingFile) -> str:
    """Name what one form brings: the same for the same form and content, 22 characters long.

    It is keyed with the application's secret, so that nobody can work out another's. A form that
    is used again with another file (the browser's back button) gets another name, and so does
    each one that came without ``form_key``.
    """
    key = form_key or secrets.token_urlsafe(16)
    secret = str(current_app.secret_key).encode()
    digest = hmac.digest(secret, f"{key}\n{incoming.sha256}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


class UploadRequest(Request):
    """A request that writes an upload once, and is refused while too much arrives.

    Only the forms for videos may hold large files.
    """

    def __init__(self, environ: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        tus.override_method(environ)
        super().__init__(environ, *args, **kwargs)
        self.incoming: list[IncomingFile] = []
        self._room: quota.Quota | None = None

    def _load_form_data(self) -> None:
        if self.endpoint in STREAMED_ENDPOINTS:
            self._room = self._find_room()
        else:
            largest: int = current_app.config["MAX_CONTENT_LENGTH"]
            self.max_content_length = min(largest, OTHER_FORMS_BYTES)
        db.session.commit()  # nobody waits for the database while a slow sender is waited for
        super()._load_form_data()
        access.hold_here()

    def _find_room(self) -> quota.Quota | None:
        """The quota of who sends this, or RequestEntityTooLarge at once where it cannot do."""
        settings = current_app.extensions["settings"]
        room = quota.tightest(settings, access.current_library(), access.person())
        if room and (self.content_length or 0) - FORM_BYTES > room.left:
            raise RequestEntityTooLarge(str(quota.QuotaExceeded(room)))
        return room

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.endpoint not in STREAMED_ENDPOINTS:
            return super()._get_file_stream(
                total_content_length, content_type, filename, content_length
            )
        suffix = PurePosixPath((filename or "").replace("\\", "/")).suffix
        incoming = IncomingFile(current_app.extensions["storage"], suffix, self._room)
        self.incoming.append(incoming)
        return incoming  # type: ignore[return-value]  # it has what werkzeug asks for

    def close(self) -> None:
        """Also removes what was uploaded and not kept: refused, broken off, or twice."""
        super().close()
        for incoming in self.incoming:
            incoming.discard()
