"""A bucket of an S3-compatible object store: its client, its limits, and its errors as ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import structlog
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from s3transfer.exceptions import RetriesExceededError

from . import paced_answers
from .storage import FileGone, StorageAway, StorageFull

if TYPE_CHECKING:
    from botocore.model import OperationModel
    from types_boto3_s3 import S3Client

log = structlog.stdlib.get_logger(__name__)

MIB = 1024**2
PART_BYTES = 16 * MIB
"""Files are sent and fetched in parts of so much, some of them at once."""
AT_ONCE = 4
TRANSFER = TransferConfig(
    multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES, max_concurrency=AT_ONCE
)
COPYING = TransferConfig(
    multipart_threshold=256 * MIB, multipart_chunksize=256 * MIB, max_concurrency=AT_ONCE
)
"""What the store copies by itself takes no way through us: larger parts, fewer requests."""

_GONE = {"404", "NoSuchKey", "NoSuchUpload", "NotFound"}
_FULL = {"QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded"}
_OWN_FAULTS = range(400, 500)
_WITH_LENGTH = {200, 206}
"""Answers that say how long they are."""
_TELL_ETAG = {"GetObject", "HeadObject", "PutObject", "UploadPart"}
_BROKE_OFF = b"<Error><Code>RequestTimeout</Code><Message>The answer broke off.</Message></Error>"
"""What botocore takes for a reason to try again."""

paced_answers.limit()

Guard = Callable[[Callable[[Exception], bool]], AbstractContextManager[None]]
"""A circuit breaker: is told which errors are failures of the store, and surrounds a call."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bucket is, and how it is asked."""

    bucket: str
    prefix: str = ""
    """What every key begins with; empty, or ending with a slash."""
    endpoint_url: str = ""
    """Empty: Amazon's, by the region."""
    public_url: str = ""
    """Where browsers reach the store; empty: where we do."""
    region: str = ""
    access_key: str = ""
    """Empty: as the AWS tools find it (environment, profile, the machine's role)."""
    secret: str = ""
    connect_timeout_s: float = 5
    read_timeout_s: float = 20
    """For each part of an answer; for all of it see `paced_answers`."""
    attempts: int = 4
    """Of each request, with growing pauses of random length between them."""


class Bucket:
    """A bucket; every call to it goes through `calling`."""

    def __init__(self, place: Place, guard: Guard = lambda is_failure: nullcontext()) -> None:
        self.name = place.bucket
        self.prefix = place.prefix
        self.client = _client(place, place.endpoint_url)
        self.public = _client(place, place.public_url) if place.public_url else self.client
        """Signs links for browsers; nothing is asked through it."""
        self._guard = guard

    def key(self, name: str) -> str:
        """The key of a stored file."""
        return f"{self.prefix}{name}"

    @contextmanager
    def calling(self) -> Iterator[None]:
        """Turn what can go wrong into FileGone, StorageFull and StorageAway.

        What our own settings or rights are to blame for (403) is StorageAway as well, and logged:
        once they are set right, all goes on.
        """
        try:
            with self._guard(is_outage):
                yield
        except ClientError as error:
            code = code_of(error)
            if code in _GONE:
                raise FileGone from error
            if code in _FULL:
                raise StorageFull from error
            log.warning("object store", code=code, operation=error.operation_name)
            raise StorageAway from error
        except (BotoCoreError, Boto3Error, RetriesExceededError) as error:
            cause = error.__cause__ or error.__context__
            if isinstance(cause, ClientError) and code_of(cause) in _GONE:
                raise FileGone from error
            log.warning("object store", error=type(error).__name__)
            raise StorageAway from error


def is_outage(error: Exception) -> bool:
    """Whether the store did not answer or broke down; a refusal shows that it is well."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status not in _OWN_FAULTS
    return isinstance(error, (BotoCoreError, Boto3Error, RetriesExceededError))


def code_of(error: ClientError) -> str:
    """What the store calls an error."""
    return error.response.get("Error", {}).get("Code", "")


def _client(place: Place, endpoint_url: str) -> S3Client:
    # A store of another maker seldom has a host name for each bucket.
    addressing: Literal["path", "auto"] = "path" if endpoint_url else "auto"
    session = Session(
        aws_access_key_id=place.access_key or None,
        aws_secret_access_key=place.secret or None,
        region_name=place.region or None,
    )
    client = session.client(
        "s3",
        endpoint_url=endpoint_url or None,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": addressing},
            retries={"mode": "standard", "total_max_attempts": place.attempts},
            connect_timeout=place.connect_timeout_s,
            read_timeout=place.read_timeout_s,
            max_pool_connections=4 * AT_ONCE,
        ),
    )
    client.meta.events.register_last("before-call.s3", _send_without_asking)
    client.meta.events.register_first("before-parse.s3", _fail_if_cut)
    return client


def _send_without_asking(params: dict[str, Any], **_event: object) -> None:
    """Send files without waiting for the store's "100 Continue".

    Where a connection ends within those words, botocore 1.44 reads its end over and over, for ever
    (``AWSConnection._consume_headers``). Without them it is an error like any other, with its time
    limits and further attempts.
    """
    params["headers"].pop("Expect", None)


def _fail_if_cut(
    operation_model: OperationModel, response_dict: dict[str, Any], **_: object
) -> None:
    """Make a failure, which is tried again, of an answer that broke off within its headers.

    Python's http.client takes the end of a connection for the end of the headers: a file would seem
    to be empty, and to be all there.
    """
    headers, operation = response_dict["headers"], operation_model.name
    is_whole = "content-length" in headers or "transfer-encoding" in headers
    if operation in _TELL_ETAG:
        is_whole &= "etag" in headers
    if response_dict["status_code"] in _WITH_LENGTH and not is_whole:
        log.warning("object store", error="an answer broke off", operation=operation)
        response_dict.update(status_code=500, body=_BROKE_OFF)
