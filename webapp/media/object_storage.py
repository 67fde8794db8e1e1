"""Files kept in a bucket of an S3-compatible object store.

What programs read lies on this machine's disk meanwhile (`DiskCache`), and what they write goes to
the store when it is whole. The SHA-256 of what we sent is kept beside each object and checked where
the file is fetched again; on the way each part is checked by the store.
"""

from __future__ import annotations

import hashlib
import io
import mimetypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast
from urllib.parse import quote, urlsplit

import structlog
from botocore.exceptions import IncompleteReadError, ReadTimeoutError, ResponseStreamingError

from .bucket import COPYING, TRANSFER, Bucket
from .disk_cache import DiskCache, Source
from .folder_storage import sweep_workplaces, told_if_full, workplace
from .part_uploads import PartUploads
from .storage import (
    QUARANTINE,
    FileGone,
    Storage,
    StorageAway,
    Wanted,
    check_name,
    is_name,
    is_quarantined,
    quarantined,
    released,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer
    from types_boto3_s3.type_defs import ListObjectsV2OutputTypeDef

log = structlog.stdlib.get_logger(__name__)

HASH = "sha256"
LONGEST_LINK_S = 7 * 24 * 3600
"""The most that a signature may say (AWS Signature Version 4)."""
PARTS_KEPT_S = 8 * 24 * 3600
"""Parts of a file that did not become whole in so long are removed, unless it is said otherwise."""
READ_AHEAD = 256 * 1024


class Found(NamedTuple):
    """An object as the store tells of it."""

    name: str
    size: int
    sha256: str
    """Empty where it came straight from a browser."""


class ObjectStorage(Storage):
    """Files in a bucket; ``cache`` holds those that are worked on, ``work`` what is being made.

    ``work`` must be on the file system of the cache.
    """

    def __init__(
        self,
        bucket: Bucket,
        cache: DiskCache,
        work: Path,
        *,
        links: bool = True,
        parts_kept_s: float = PARTS_KEPT_S,
    ) -> None:
        self.bucket = bucket
        self._cache = cache
        self._work = work.resolve()
        self._links = links
        self._parts_kept_s = parts_kept_s
        self._signed = lru_cache(maxsize=4096)(self._sign)

    @property
    def part_uploads(self) -> PartUploads | None:
        """As `Storage.part_uploads`: where browsers are sent to the store at all."""
        return PartUploads(self.bucket) if self._links else None

    @property
    def origin(self) -> str:
        """Where browsers are sent for files; empty where they get them from us."""
        if not self._links:
            return ""
        parts = urlsplit(self._sign("-", Wanted("text/plain", 1), 0))
        return f"{parts.scheme}://{parts.netloc}"

    @contextmanager
    def publish(self, name: str) -> Iterator[Path]:
        """As `Storage.publish`; what was made is here for who reads it next."""
        target = self._work / check_name(name)
        with told_if_full():
            target.parent.mkdir(parents=True, exist_ok=True)
            with workplace(target) as temporary:
                yield temporary
                if temporary.exists():
                    self._send(temporary, name)
                    self._cache.adopt(released(name), temporary)

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """As `Storage.local`; it is fetched where it is not here yet."""
        check_name(name)
        with self._cache.held(released(name), lambda: self._source(name)) as path:
            yield path

    def open(self, name: str) -> BinaryIO:
        """As `Storage.open`; only what is read is fetched."""
        return cast(BinaryIO, io.BufferedReader(_Reader(self.bucket, self._head(name)), READ_AHEAD))

    def size(self, name: str) -> int:
        """As `Storage.size`."""
        return self._head(name).size

    def find(self, name: str) -> str:
        """As `Storage.find`."""
        return self._head(name).name

    def address(self, name: str, wanted: Wanted) -> str | None:
        """As `Storage.address`.

        Links that are made within some time are the same, so that a browser need not fetch again
        what it has. A file that was checked is not looked for before: the store says if it is gone.
        """
        if not self._links:
            return None
        place = self.find(name) if is_quarantined(name) else check_name(name)
        return self._signed(place, wanted, int(time.time() * 2 / wanted.life_s))

    def prepare_release(self, name: str) -> None:
        """As `Storage.prepare_release`: all of it.

        Who reads the object where it was finds it where it is (`_source`), so it need not be done
        while a job is held.
        """
        waiting, place = quarantined(name), released(name)
        found = self._head(waiting)
        if found.name == waiting:
            self._copy(found, place)
        with self.bucket.calling():
            self.bucket.client.delete_object(
                Bucket=self.bucket.name, Key=self.bucket.key(check_name(waiting))
            )

    def release(self, name: str) -> str:
        """As `Storage.release`: it has its name since `prepare_release`."""
        return released(name)

    def delete(self, name: str) -> None:
        """As `Storage.delete`."""
        for place in (quarantined(name), released(name)):
            with self.bucket.calling():
                self.bucket.client.delete_object(
                    Bucket=self.bucket.name, Key=self.bucket.key(check_name(place))
                )
        self._cache.drop(released(name))

    def older_than(self, age_s: float) -> Iterator[list[str]]:
        """As `Storage.older_than`, page by page."""
        before = datetime.now(UTC) - timedelta(seconds=age_s)
        for page in self._pages():
            old = (each for each in page.get("Contents", ()) if each["LastModified"] < before)
            names = (each["Key"].removeprefix(self.bucket.prefix) for each in old)
            if found := [name for name in names if is_name(name)]:
                yield found

    def sweep_temporary(self, older_than_s: float) -> int:
        """As `Storage.sweep_temporary`, in the store and on this machine's disk.

        Parts in the store wait longer: a browser may still be sending the rest of them.
        """
        swept = self._cache.sweep(older_than_s)
        for folder in (*self._work.glob("??/"), *self._work.glob(f"{QUARANTINE}??/")):
            swept += sweep_workplaces(folder, older_than_s)
        return swept + self._abort_parts(max(older_than_s, self._parts_kept_s))

    def _send(self, path: Path, name: str) -> None:
        with path.open("rb") as file:
            digest = _digest(file)
        with self.bucket.calling():
            self.bucket.client.upload_file(
                str(path),
                self.bucket.name,
                self.bucket.key(name),
                ExtraArgs={
                    "ChecksumAlgorithm": "SHA256",
                    "ContentType": _media_type(name),
                    "Metadata": {HASH: digest},
                },
                Config=TRANSFER,
            )

    def _head(self, name: str) -> Found:
        """Look for an object by both of its names; FileGone where it has neither."""
        for place in dict.fromkeys((released(name), check_name(name))):
            try:
                with self.bucket.calling():
                    head = self.bucket.client.head_object(
                        Bucket=self.bucket.name, Key=self.bucket.key(place)
                    )
            except FileGone:
                continue
            return Found(place, head["ContentLength"], head["Metadata"].get(HASH, ""))
        raise FileGone

    def _source(self, name: str) -> Source:
        found = self._head(name)

        def write_to(file: BinaryIO) -> None:
            try:
                self._fetch(found, file)
            except FileGone:  # it was released a moment ago
                self._fetch(self._head(name), file)

        return Source(found.size, write_to)

    def _fetch(self, found: Found, file: BinaryIO) -> None:
        file.seek(0)
        with self.bucket.calling(), told_if_full():
            self.bucket.client.download_fileobj(
                self.bucket.name, self.bucket.key(found.name), file, Config=TRANSFER
            )
        file.flush()
        if found.sha256 and _digest(file) != found.sha256:
            log.error("a file came damaged from the object store", name=found.name)
            raise StorageAway

    def _copy(self, found: Found, place: str) -> None:
        name = self.bucket.name
        with self.bucket.calling():
            self.bucket.client.copy(
                {"Bucket": name, "Key": self.bucket.key(found.name)},
                name,
                self.bucket.key(place),
                # Said again, as the store forgets it where it copies a large object in parts.
                ExtraArgs={
                    "MetadataDirective": "REPLACE",
                    "ContentType": _media_type(place),
                    "Metadata": {HASH: found.sha256} if found.sha256 else {},
                },
                Config=COPYING,
            )

    def _pages(self) -> Iterator[ListObjectsV2OutputTypeDef]:
        listing = self.bucket.client.get_paginator("list_objects_v2")
        pages = iter(listing.paginate(Bucket=self.bucket.name, Prefix=self.bucket.prefix))
        while True:
            with self.bucket.calling():
                page = next(pages, None)
            if page is None:
                return
            yield page

    def _abort_parts(self, older_than_s: float) -> int:
        before = datetime.now(UTC) - timedelta(seconds=older_than_s)
        listing = self.bucket.client.get_paginator("list_multipart_uploads")
        aborted = 0
        with self.bucket.calling():
            for page in listing.paginate(Bucket=self.bucket.name, Prefix=self.bucket.prefix):
                for begun in page.get("Uploads", ()):
                    if begun["Initiated"] < before:
                        self.bucket.client.abort_multipart_upload(
                            Bucket=self.bucket.name, Key=begun["Key"], UploadId=begun["UploadId"]
                        )
                        aborted += 1
        return aborted

    def _sign(self, name: str, wanted: Wanted, _span: int) -> str:
        """Make a link; ``_span`` numbers the stretch of time in which it is handed out."""
        with self.bucket.calling():
            return self.bucket.public.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self.bucket.name,
                    "Key": self.bucket.key(name),
                    "ResponseContentType": wanted.media_type,
                    "ResponseContentDisposition": _disposition(wanted.save_as),
                    "ResponseCacheControl": _cache_control(wanted.max_age_s),
                },
                ExpiresIn=min(wanted.life_s * 3 // 2 + 1, LONGEST_LINK_S),
            )


class _Reader(io.RawIOBase):
    """Reads any part of an object, in one request for each place that is gone to."""

    def __init__(self, bucket: Bucket, found: Found) -> None:
        self._bucket = bucket
        self._found = found
        self._at = 0
        self._body: io.IOBase | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._found.size}[whence]
        if base + offset != self._at:
            self._at = base + offset
            self._stop()
        return self._at

    def readinto(self, into: Buffer) -> int:
        buffer = memoryview(into)
        if self._at >= self._found.size:
            return 0
        try:
            part = self._stream().read(len(buffer))
        except (ReadTimeoutError, ResponseStreamingError, IncompleteReadError):
            self._stop()  # once more from where it broke off
            with self._bucket.calling():
                part = self._stream().read(len(buffer))
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        self._stop()
        super().close()

    def _stream(self) -> io.IOBase:
        if self._body is None:
            with self._bucket.calling():
                answer = self._bucket.client.get_object(
                    Bucket=self._bucket.name,
                    Key=self._bucket.key(self._found.name),
                    Range=f"bytes={self._at}-",
                )
            self._body = answer["Body"]
        return self._body

    def _stop(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    return hashlib.file_digest(cast(io.BufferedReader, file), "sha256").hexdigest()


def _media_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _disposition(save_as: str | None) -> str:
    """As RFC 6266 has it; the name in UTF-8 (RFC 8187)."""
    return f"attachment; filename*=UTF-8''{quote(save_as, safe='')}" if save_as else "inline"


def _cache_control(max_age_s: int) -> str:
    return f"private, max-age={max_age_s}" if max_age_s else "private, no-cache"
