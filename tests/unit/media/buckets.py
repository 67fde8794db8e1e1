"""An object store for tests: a real server on a free port of this machine."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from moto.server import ThreadedMotoServer

from webapp.media.bucket import Bucket, Place
from webapp.media.disk_cache import DiskCache
from webapp.media.object_storage import ObjectStorage

MIB = 1024**2


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


def place_at(address: str, prefix: str = "") -> Place:
    """A new, empty bucket there; what does not answer is given up soon."""
    place = Place(
        bucket=f"files-{uuid.uuid4().hex}",
        prefix=prefix,
        endpoint_url=address,
        region="us-east-1",
        access_key="key",
        secret="secret",  # noqa: S106 - of a store that any secret opens
        connect_timeout_s=2,
        read_timeout_s=5,
        attempts=2,
    )
    Bucket(place).client.create_bucket(Bucket=place.bucket)
    return place


def storage_at(place: Place, folder: Path, cache_bytes: int = 100 * MIB) -> ObjectStorage:
    """Storage in a bucket, whose cache and work are in a folder."""
    cache = DiskCache(folder / "cache", cache_bytes)
    return ObjectStorage(Bucket(place), cache, folder / "cache" / "work")
