"""What stands between us and the object store fails."""

from __future__ import annotations

import copy
import io
import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.proxy import ERROR_500, NONE, SLOW_DOWN, Fault, Plan, Proxy, proxy_to
from tests.unit.media.buckets import KEY, REGION, SECRET, object_store, storage_at
from webapp.media import paced_answers
from webapp.media.bucket import Bucket, Place
from webapp.media.storage import Storage, StorageAway

FILM = bytes(range(256)) * 12_000


@dataclass
class Behind:
    """An object store behind a proxy, and storage of two machines that reach it so."""

    folder: Path
    proxy: Proxy
    here: Storage
    there: Storage

    def forget(self) -> None:
        """Have the second machine fetch again what it reads."""
        shutil.rmtree(self.folder / "there" / "cache")

    def every_file(self) -> list[str]:
        return [name for names in self.there.older_than(-60) for name in names]


@pytest.fixture(scope="module")
def reached() -> Iterator[tuple[Bucket, Proxy]]:
    """A store that is reached through a proxy; its client takes long to make."""
    with object_store() as address, proxy_to(urlsplit(address).port or 0) as proxy:
        place = Place(
            bucket="any",
            endpoint_url=f"http://127.0.0.1:{proxy.port}",
            region=REGION,
            access_key=KEY,
            secret=SECRET,
            connect_timeout_s=2,
            read_timeout_s=2,
            attempts=4,
        )
        yield Bucket(place), proxy


@pytest.fixture
def behind(reached: tuple[Bucket, Proxy], tmp_path: Path) -> Behind:
    any_bucket, proxy = reached
    proxy.plan = Plan()
    bucket = copy.copy(any_bucket)
    bucket.name = f"files-{uuid.uuid4().hex}"
    bucket.client.create_bucket(Bucket=bucket.name)
    return Behind(
        tmp_path, proxy, *(storage_at(bucket, tmp_path / name) for name in ("here", "there"))
    )


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
    behind: Behind, faults: list[Fault]
) -> None:
    behind.proxy.plan.faults = list(faults)
    name = behind.here.save(io.BytesIO(FILM), ".mp4")
    behind.proxy.plan.faults = list(faults)
    with behind.there.local(name) as path:
        assert path.read_bytes() == FILM
    assert not behind.proxy.plan.faults, "each fault has happened"
    assert behind.every_file() == [name]


@pytest.mark.parametrize("sent", [5, 12, 60], ids=lambda sent: f"after {sent} bytes")
def test_a_file_is_sent_once_although_the_store_is_cut_off_while_it_says_so(
    behind: Behind, sent: int
) -> None:
    behind.proxy.plan.faults = [Fault(reset_after=sent)]  # 12: within "HTTP/1.1 100 Continue"
    name = behind.here.save(io.BytesIO(FILM), ".mp4")
    assert not behind.proxy.plan.faults, "it has happened"
    with behind.there.local(name) as path:
        assert path.read_bytes() == FILM
    assert behind.every_file() == [name]


@pytest.mark.parametrize("sent", [60, 100_000], ids=["within headers", "within the file"])
def test_a_file_is_read_whole_although_the_answer_is_cut_in_the_middle(
    behind: Behind, sent: int
) -> None:
    name = behind.here.save(io.BytesIO(FILM), ".mp4")
    for earlier in (0, 1, 2):  # it is looked for, measured, fetched
        behind.proxy.plan.faults = [NONE] * earlier + [Fault(reset_after=sent)]
        with behind.there.local(name) as path:
            assert path.read_bytes() == FILM
        behind.forget()
    behind.proxy.plan.faults = [NONE, Fault(reset_after=sent)]
    with behind.there.open(name) as stream:
        assert stream.read() == FILM
    assert not behind.proxy.plan.faults, "each fault has happened"


def test_a_file_is_streamed_by_ranges_over_a_line_that_breaks_again_and_again(
    behind: Behind,
) -> None:
    name = behind.here.save(io.BytesIO(FILM), ".mp4")
    behind.proxy.plan.usual = Fault(reset_after=500_000)
    with behind.there.open(name) as stream:
        assert stream.read() == FILM


@pytest.mark.parametrize("sent", [60, 100_000], ids=["within headers", "within the file"])
def test_a_store_whose_answers_are_always_cut_is_told_as_being_away(
    behind: Behind, sent: int
) -> None:
    name = behind.here.save(io.BytesIO(FILM), ".mp4")
    behind.proxy.plan.usual = Fault(reset_after=sent)
    with pytest.raises(StorageAway), behind.there.local(name):
        pass
    behind.proxy.plan.usual = NONE
    with behind.there.local(name) as path:
        assert path.read_bytes() == FILM


def test_a_store_that_never_answers_is_told_as_being_away_and_keeps_nothing_half(
    behind: Behind,
) -> None:
    behind.proxy.plan.usual = ERROR_500
    with pytest.raises(StorageAway):
        behind.here.save(io.BytesIO(FILM), ".mp4")
    behind.proxy.plan.usual = NONE
    name = behind.here.save(io.BytesIO(FILM), ".mp4")  # the next one goes on without a restart
    assert behind.here.size(name) == len(FILM)
    assert behind.every_file() == [name]


def test_a_store_whose_answers_come_in_drops_is_told_as_being_away(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paced_answers, "PUT_TOGETHER_S", 1)
    monkeypatch.setattr(paced_answers, "READS", 0.5)
    name = behind.here.save(io.BytesIO(FILM), ".mp4")
    behind.proxy.plan.usual = Fault(delay_s=0.5, piece=1)
    behind.proxy.break_all()
    for ask in (
        lambda: behind.there.size(name),
        lambda: behind.there.open(name).__enter__().read(),
        lambda: behind.there.save(io.BytesIO(FILM), ".mp4"),
    ):
        with pytest.raises(StorageAway):
            ask()
    behind.proxy.plan.usual = NONE
    behind.proxy.break_all()
    with behind.there.local(name) as path:
        assert path.read_bytes() == FILM


def test_who_reads_a_file_slowly_has_all_the_time_she_wants(behind: Behind) -> None:
    name = behind.here.save(io.BytesIO(FILM), ".mp4")
    with behind.there.open(name) as stream:
        first = stream.read(100_000)
        time.sleep(5)  # longer than the store may take
        assert first + stream.read() == FILM
