"""Where the library keeps its files: in a folder, or with an object store, by settings alone."""

from __future__ import annotations

import http
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from webapp.breakers import Away, Breaker
from webapp.config import Settings, UnsafeSettings
from webapp.extensions import db, may_be_committed
from webapp.media.folder_storage import FolderStorage
from webapp.media.storage import Storage, StorageAway, StorageFailure, StorageFull
from webapp.pages import errors

if TYPE_CHECKING:
    from webapp.media.bucket import Guard, Place

ASK_AGAIN_S = 60
A_DAY_S = 24 * 3600


class NoRoom(HTTPException):
    """There is no room for a file: RFC 4918, 11.5."""

    code = http.HTTPStatus.INSUFFICIENT_STORAGE.value


def init_app(app: Flask) -> None:
    """Give the application its storage, and an answer to what that cannot do now."""
    settings: Settings = app.extensions["settings"]
    storage = storage_of(settings, app.extensions["breakers"]["files"])
    _check_keys(storage)
    app.extensions["storage"] = storage

    @app.errorhandler(StorageFailure)
    def _say_what_is_wrong(failure: StorageFailure) -> Response | HTTPException:
        sentence = _(str(failure))
        if isinstance(failure, StorageFull):
            return errors.answer(NoRoom(sentence))
        wait_s = math.ceil(failure.wait_s) or ASK_AGAIN_S
        return errors.answer(ServiceUnavailable(sentence, retry_after=wait_s))


@contextmanager
def kept_by_commit(stored: str) -> Iterator[None]:
    """Commit at the end; without that, a file that was just stored goes again ('': there is none).

    It stays where nobody knows whether the commit is done, as a row may name it by now; where none
    does, it is tidied up with what crashes leave behind.
    """
    try:
        yield
        db.session.commit()
    except BaseException as error:
        with suppress(DBAPIError):  # the line is lost only now
            db.session.rollback()
        if stored and not may_be_committed(error):
            current_app.extensions["storage"].delete(stored)
        raise


def _check_keys(storage: Storage) -> None:
    """Refuse to start without keys: no link could be signed, and no file be had."""
    try:
        storage.origin  # noqa: B018 - it is signed
    except StorageAway as error:
        raise UnsafeSettings(
            "SIGHTLINE_S3_ACCESS_KEY and SIGHTLINE_S3_SECRET are not set, and no other keys for "
            "the object store were found on this machine."
        ) from error


def place_of(settings: Settings) -> Place:
    """Where the bucket of the settings is."""
    from webapp.media.bucket import Place

    return Place(
        bucket=settings.s3_bucket,
        prefix=settings.s3_prefix,
        endpoint_url=settings.s3_endpoint_url,
        public_url=settings.s3_public_url,
        region=settings.s3_region,
        access_key=settings.s3_access_key,
        secret=settings.s3_secret,
        connect_timeout_s=settings.s3_connect_timeout_s,
        read_timeout_s=settings.s3_read_timeout_s,
        attempts=settings.s3_attempts,
    )


def parts_kept_s(settings: Settings) -> int:
    """How long the store keeps parts of a file that is not whole.

    That is as long as somebody may send the rest, and a day more.
    """
    return settings.upload_kept_s + A_DAY_S


def storage_of(settings: Settings, breaker: Breaker) -> Storage:
    """The storage that the settings name."""
    if not settings.s3_bucket:
        return FolderStorage(settings.data_dir / "media")
    from webapp.media.bucket import Bucket
    from webapp.media.disk_cache import DiskCache
    from webapp.media.object_storage import ObjectStorage

    folder = settings.s3_cache_dir or settings.data_dir / "cache"
    return ObjectStorage(
        Bucket(place_of(settings), _guarded_by(breaker)),
        DiskCache(folder, settings.s3_cache_bytes),
        folder / "work",
        links=settings.s3_redirect,
        parts_kept_s=parts_kept_s(settings),
    )


def _guarded_by(breaker: Breaker) -> Guard:
    @contextmanager
    def guard(is_failure: Callable[[Exception], bool]) -> Iterator[None]:
        try:
            with breaker.guard(is_failure):
                yield
        except Away as away:
            raise StorageAway(away.wait_s) from away

    return guard
