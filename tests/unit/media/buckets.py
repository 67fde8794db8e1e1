"""An object store for tests: a real server on a free port of this machine."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from moto.server import ThreadedMotoServer

from webapp import stored_files
from webapp.config import Settings
from webapp.media import bucket as buckets
from webapp.media.bucket import Bucket, Place
from webapp.media.disk_cache import DiskCache
from webapp.media.object_storage import ObjectStorage

MIB = 1024**2
KEY, SECRET, REGION = "key", "secret", "us-east-1"
"""Any will do."""


@contextmanager
def object_store() -> Iterator[str]:
    """Run a store; gives its address."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The address of a store in which buckets are made quickly."""
    with quick_clients(), object_store() as address:
        yield address


def in_a_bucket(settings: Settings, address: str, **more: object) -> Settings:
    """The same settings with a new bucket there, and whatever more is to be set."""
    found = settings.model_copy(
        update={
            "s3_bucket": f"files-{uuid.uuid4().hex}",
            "s3_endpoint_url": address,
            "s3_region": REGION,
            "s3_access_key": KEY,
            "s3_secret": SECRET,
            **more,
        }
    )
    bucket = Bucket(stored_files.place_of(found))
    bucket.client.create_bucket(Bucket=bucket.name)
    return found


def bucket_at(address: str, prefix: str = "") -> Bucket:
    """A new, empty bucket there."""
    made = copy.copy(_any_bucket(address))
    made.name, made.prefix = f"files-{uuid.uuid4().hex}", prefix
    made.client.create_bucket(Bucket=made.name)
    return made


def storage_at(made: Bucket, folder: Path, cache_bytes: int = 100 * MIB) -> ObjectStorage:
    """Storage in a bucket, whose cache and work are in a folder."""
    kept = DiskCache(folder / "cache", cache_bytes)
    return ObjectStorage(made, kept, folder / "cache" / "work")


@contextmanager
def quick_clients() -> Iterator[None]:
    """Make one client for all buckets of a store: one takes half a second."""
    made = cache(buckets._client)

    def client(place: Place, endpoint_url: str) -> Any:
        return made(replace(place, bucket="", prefix=""), endpoint_url)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(buckets, "_client", client)
        yield


@cache
def _any_bucket(address: str) -> Bucket:
    """The client of a store takes long to make, and is the same for all buckets.

    What does not answer is given up soon.
    """
    place = Place(
        bucket="any",
        endpoint_url=address,
        region=REGION,
        access_key=KEY,
        secret=SECRET,
        connect_timeout_s=2,
        read_timeout_s=5,
        attempts=2,
    )
    return Bucket(place)
