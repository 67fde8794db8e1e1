"""What stands between us and the object store fails."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.proxy import ERROR_500, NONE, SLOW_DOWN, Fault, Proxy, proxy_to
from tests.unit.media.buckets import KEY, REGION, SECRET, bucket_at, object_store, storage_at
from webapp.media.bucket import Bucket, Place
from webapp.media.storage import Storage, StorageAway

FILM = bytes(range(256)) * 12_000


@contextmanager
def stored_behind(folder: Path) -> Iterator[tuple[Storage, Storage, Proxy]]:
    """Storage of two machines, whose object store is reached through a proxy."""
    with object_store() as address, proxy_to(urlsplit(address).port or 0) as proxy:
        made = bucket_at(address)
        place = Place(
            bucket=made.name,
            endpoint_url=f"http://127.0.0.1:{proxy.port}",
            region=REGION,
            access_key=KEY,
            secret=SECRET,
            connect_timeout_s=2,
            read_timeout_s=2,
            attempts=4,
        )
        here, there = (storage_at(Bucket(place), folder / name) for name in ("here", "there"))
        yield here, there, proxy


@pytest.mark.parametrize(
    "faults",
    [
        [ERROR_500],
        [SLOW_DOWN, ERROR_500],
        [Fault(refuse=True)],
        [Fault(delay_s=0.05)],
    ],
    ids=["500", "slow down, then 500", "refused", "slow"],
)
def test_a_file_is_kept_once_and_read_whole_although_the_store_fails_now_and_then(
    tmp_path: Path, faults: list[Fault]
) -> None:
    with stored_behind(tmp_path) as (here, there, proxy):
        proxy.plan.faults = list(faults)
        name = here.save(io.BytesIO(FILM), ".mp4")
        proxy.plan.faults = list(faults)
        with there.local(name) as path:
            assert path.read_bytes() == FILM
        assert not proxy.plan.faults, "each fault has happened"
        assert [each for names in there.older_than(-60) for each in names] == [name]


def test_a_store_that_never_answers_is_told_as_being_away_and_keeps_nothing_half(
    tmp_path: Path,
) -> None:
    with stored_behind(tmp_path) as (storage, _, proxy):
        proxy.plan.usual = ERROR_500
        with pytest.raises(StorageAway):
            storage.save(io.BytesIO(FILM), ".mp4")
        proxy.plan.usual = NONE
        name = storage.save(io.BytesIO(FILM), ".mp4")  # the next one goes on without a restart
        assert storage.size(name) == len(FILM)
        assert [each for names in storage.older_than(-60) for each in names] == [name]
