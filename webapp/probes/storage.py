"""Where files are kept: whether it can be written, and how much room is left."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from webapp.breakers import Breaker
from webapp.config import GIB, Settings
from webapp.media.storage import QUARANTINE, TEMPORARY_MARK, FileGone, StorageFailure
from webapp.probes.reading import FAILED, OK, WARNING, Reading
from webapp.stored_files import storage_of

LIMIT_S = 3
LITTLE_ROOM_BYTES = GIB
NO_FILE = f"00/{'0' * 32}"
"""A name that no file has."""
LEFT_OVER_S = 2 * 24 * 3600
"""Workers remove what is unfinished after a day; what is older says that none did."""


def writable(settings: Settings) -> Reading:
    """Whether a file can be kept; of an object store, whether it answers."""
    if settings.s3_bucket:
        return _object_store(settings)
    root = settings.data_dir / "media"
    try:
        with tempfile.TemporaryFile(dir=_nearest(root)) as file:
            file.write(b"written by a look at whether files can be kept")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return Reading(
            FAILED,
            f"Nothing can be written in {root}: {error.strerror or error}.",
            "Make room on the disk, or give the folder to the user that Sightline runs as.",
        )
    return Reading(OK, f"Files can be kept in {root}.")


def _object_store(settings: Settings) -> Reading:
    patient = settings.model_copy(
        update={
            "s3_attempts": 1,
            "s3_connect_timeout_s": LIMIT_S,
            "s3_read_timeout_s": LIMIT_S,
        }
    )
    try:
        storage_of(patient, Breaker("files", patient)).size(NO_FILE)
    except FileGone:  # it says that there is none: it answers
        return Reading(OK, f"The object store answers for the bucket {settings.s3_bucket}.")
    except StorageFailure:
        return Reading(
            FAILED,
            f"The object store does not answer, or lets us not read {settings.s3_bucket}.",
            "See whether it runs, and whether SIGHTLINE_S3_ENDPOINT_URL, the bucket and the keys "
            "are right. Nothing is lost; what needs files waits.",
        )
    return Reading(OK, f"The object store answers for the bucket {settings.s3_bucket}.")


def room(settings: Settings) -> Reading:
    """Whether the largest upload, and what a library is promised, fit on the disk."""
    try:
        disk = shutil.disk_usage(_nearest(settings.data_dir))
    except OSError as error:
        return Reading(FAILED, f"The disk cannot be looked at: {error.strerror or error}.")
    left = f"{_gigabytes(disk.free)} of {_gigabytes(disk.total)} are free"
    if disk.free < LITTLE_ROOM_BYTES:
        return Reading(
            FAILED,
            f"The disk is nearly full: {left}.",
            "Make room, or move SIGHTLINE_DATA_DIR to a larger disk. Uploads are refused until "
            "then; watching goes on.",
        )
    if settings.s3_bucket:  # uploads are elsewhere
        return Reading(OK, f"{left[0].upper()}{left[1:]}.")
    # An upload is kept, and a playable version beside it.
    if disk.free < 2 * settings.max_upload_bytes:
        return Reading(
            WARNING,
            f"{left}. The largest upload that is allowed "
            f"({_gigabytes(settings.max_upload_bytes)}) does not fit together with its playable "
            "version.",
            "Make room, or lower SIGHTLINE_MAX_UPLOAD_BYTES.",
        )
    if settings.library_quota_bytes > disk.total:
        return Reading(
            WARNING,
            f"A library may keep {_gigabytes(settings.library_quota_bytes)}, but the whole disk "
            f"has {_gigabytes(disk.total)}.",
            "Lower SIGHTLINE_LIBRARY_QUOTA_BYTES, or use a larger disk.",
        )
    return Reading(OK, f"{left[0].upper()}{left[1:]}.")


def left_overs(settings: Settings) -> Reading:
    """Whether files that were never finished lie about longer than they should."""
    root, before = settings.data_dir / "media", time.time() - LEFT_OVER_S
    found = [
        place
        for pattern in (f"??/*{TEMPORARY_MARK}", f"{QUARANTINE}??/*{TEMPORARY_MARK}")
        for place in root.glob(pattern)
        if _changed_before(place, before)
    ]
    if found:
        return Reading(
            WARNING,
            f"{len(found)} unfinished files are older than two days.",
            "A worker removes them once an hour. See whether one runs: manage.py worker.",
        )
    return Reading(OK, "No unfinished files are left over.")


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there already."""
    return next(each for each in (folder.resolve(), *folder.resolve().parents) if each.is_dir())


def _changed_before(place: Path, before: float) -> bool:
    try:
        return all(each.stat().st_mtime < before for each in (place, *place.glob("*")))
    except FileNotFoundError:
        return False


def _gigabytes(size: int) -> str:
    return f"{size / GIB:,.1f} GB"
