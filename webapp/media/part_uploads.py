"""Files that browsers send straight to an object store, in parts, each with its SHA-256.

The store refuses a part that is not what it is said to be, and keeps nothing under the file's name
before `PartUploads.complete`. Who has a link can send that one part and nothing else, for a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from .failure import N_
from .storage import FileGone, check_name

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import CompletedPartTypeDef, PartTypeDef

    from .bucket import Bucket

LEAST_PART_BYTES = 16 * 1024**2
MOST_PARTS = 1000
LINK_S = 3600
"""How long a link to send a part works: over a slow line it takes its time."""


class NotWhole(Exception):
    """Parts are missing, or more came than was said. ``str()`` says so to a person."""

    def __init__(self) -> None:
        super().__init__(
            N_("Not all of the file has arrived. Send the parts that are missing, and try again.")
        )


class _Object(TypedDict):
    Bucket: str
    Key: str


class Cut(NamedTuple):
    """How a file is cut: all parts are of one size, but for the last."""

    part_bytes: int
    parts: int

    @classmethod
    def of(cls, file_bytes: int) -> Cut:
        """Cut a file into parts that are no smaller, and no more, than is good."""
        size = max(LEAST_PART_BYTES, -(-file_bytes // MOST_PARTS))
        return cls(size, max(1, -(-file_bytes // size)))


class PartUploads:
    """What arrives in parts in a bucket. Errors are as `Storage`'s."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def begin(self, name: str) -> str:
        """Begin a file, and return what the store calls its upload."""
        with self._bucket.calling():
            answer = self._bucket.client.create_multipart_upload(
                **self._object(name),
                ContentType="application/octet-stream",
                ChecksumAlgorithm="SHA256",
            )
        return answer["UploadId"]

    def links(self, name: str, upload: str, hashes: Mapping[int, str]) -> dict[int, str]:
        """Links to which a browser can PUT parts, by their numbers (from 1 on).

        ``hashes``: the SHA-256 of each, in Base64, which it must send as
        ``x-amz-checksum-sha256``.
        """
        with self._bucket.calling():
            return {
                number: self._bucket.public.generate_presigned_url(
                    "upload_part",
                    Params={
                        **self._object(name),
                        "UploadId": upload,
                        "PartNumber": number,
                        "ChecksumSHA256": sha256,
                    },
                    ExpiresIn=LINK_S,
                )
                for number, sha256 in hashes.items()
            }

    def arrived(self, name: str, upload: str) -> dict[int, int]:
        """The sizes of the parts that are there, by their numbers.

        FileGone where the store knows of no such upload, or not any more.
        """
        return {part["PartNumber"]: part["Size"] for part in self._parts(name, upload)}

    def complete(self, name: str, upload: str, size: int) -> None:
        """Make a file of its parts, which must be all of its ``size`` bytes; NotWhole otherwise.

        It may be done again: an answer may have been lost. FileGone where the upload is over and
        there is no file.
        """
        try:
            parts = self._parts(name, upload)
        except FileGone:
            if self._size(name) != size:
                raise NotWhole from None
            return
        numbers = [part["PartNumber"] for part in parts]
        whole = numbers == list(range(1, Cut.of(size).parts + 1))
        if not whole or sum(part["Size"] for part in parts) != size:
            raise NotWhole
        with self._bucket.calling():
            self._bucket.client.complete_multipart_upload(
                **self._object(name),
                UploadId=upload,
                MultipartUpload={"Parts": [_as_told(part) for part in parts]},
            )

    def abort(self, name: str, upload: str) -> None:
        """Throw away what has come; nothing happens where it is gone already."""
        with suppress(FileGone), self._bucket.calling():
            self._bucket.client.abort_multipart_upload(**self._object(name), UploadId=upload)

    def _parts(self, name: str, upload: str) -> list[PartTypeDef]:
        listing = self._bucket.client.get_paginator("list_parts")
        with self._bucket.calling():
            pages = listing.paginate(**self._object(name), UploadId=upload)
            return [part for page in pages for part in page.get("Parts", ())]

    def _size(self, name: str) -> int:
        with self._bucket.calling():
            return self._bucket.client.head_object(**self._object(name))["ContentLength"]

    def _object(self, name: str) -> _Object:
        return {"Bucket": self._bucket.name, "Key": self._bucket.key(check_name(name))}


def _as_told(part: PartTypeDef) -> CompletedPartTypeDef:
    """A part as it is named at the end; a store that tells no hashes asks for none."""
    told: CompletedPartTypeDef = {"PartNumber": part["PartNumber"], "ETag": part["ETag"]}
    if sha256 := part.get("ChecksumSHA256"):
        told["ChecksumSHA256"] = sha256
    return told
