"""Redis and an object store for all tests that have an application, where a run asks for them.

``SIGHTLINE_TEST_SERVICES=redis,s3`` does; ``SIGHTLINE_TEST_DATABASE_URL`` asks for PostgreSQL. Both
are servers of the run's own, on free ports, and empty before each test.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Set
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from redis import Redis

from tests.unit import databases
from tests.unit.media.buckets import KEY, REGION, SECRET, bucket_at, object_store, quick_clients
from tests.unit.own_redis import own_redis

PATIENCE_S = 60
"""For a busy machine."""
EVERY = frozenset({"redis", "s3"})
ASKED = frozenset(filter(None, os.environ.get("SIGHTLINE_TEST_SERVICES", "").split(",")))
"""Where it is set, all tests that have an application have these."""

Emptied = Callable[[], dict[str, str]]
"""Empties a service, and gives the settings by which it is used."""


def in_use() -> Set[str]:
    """What tests run with in place of what lies in the data folder."""
    return ASKED | ({"postgresql"} if databases.WHERE else set())


@contextmanager
def started(names: Set[str], folder: Path) -> Iterator[Emptied]:
    """Services that run while they are needed; ``folder`` is for what they keep on the disk."""
    if not names <= EVERY:
        raise ValueError(f"SIGHTLINE_TEST_SERVICES: only {', '.join(sorted(EVERY))} can be used")
    with ExitStack() as stack:
        emptied: list[Emptied] = []
        if "redis" in names:
            emptied.append(stack.enter_context(_redis(folder)))
        if "s3" in names:
            emptied.append(stack.enter_context(_s3()))
        yield lambda: {name: value for each in emptied for name, value in each().items()}


@contextmanager
def _redis(folder: Path) -> Iterator[Emptied]:
    with own_redis(folder) as (url, start):
        start()
        with Redis.from_url(url) as redis:

            def emptied() -> dict[str, str]:
                redis.flushall()
                return {"SIGHTLINE_REDIS_URL": url}

            yield emptied


@contextmanager
def _s3() -> Iterator[Emptied]:
    with object_store() as address, quick_clients():

        def emptied() -> dict[str, str]:
            httpx.post(f"{address}/moto-api/reset", timeout=PATIENCE_S).raise_for_status()
            return {
                "SIGHTLINE_S3_BUCKET": bucket_at(address).name,
                "SIGHTLINE_S3_ENDPOINT_URL": address,
                "SIGHTLINE_S3_REGION": REGION,
                "SIGHTLINE_S3_ACCESS_KEY": KEY,
                "SIGHTLINE_S3_SECRET": SECRET,
                "SIGHTLINE_S3_REDIRECT": "false",  # most tests look at the bytes of a file
            }

        yield emptied
