"""Files from elsewhere lie on the disk while there is room, and never more than that."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import pytest

from webapp.media.disk_cache import CacheTooSmall, DiskCache, Source
from webapp.media.storage import FileGone

ROOM = 10_000


@pytest.fixture
def cache(tmp_path: Path) -> DiskCache:
    return DiskCache(tmp_path / "cache", ROOM)


def name(number: int) -> str:
    return f"{number:02x}/{number:032x}.mp4"


def film(size: int, seen: Callable[[BinaryIO], None] = lambda file: None) -> Callable[[], Source]:
    """A file from elsewhere; ``seen`` is called when half of it is written."""

    def write(file: BinaryIO) -> None:
        file.write(b"f" * (size // 2))
        seen(file)
        file.write(b"f" * (size - size // 2))

    return lambda: Source(size, write)


def never() -> Source:
    raise AssertionError("it was fetched again")


def files(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "cache").glob("??/*"))


def test_a_file_is_fetched_once(cache: DiskCache) -> None:
    for find in (film(4000), never):
        with cache.held(name(1), find) as path:
            assert path.read_bytes() == b"f" * 4000
    assert cache.bytes == 4000


def test_what_was_not_used_for_longest_makes_room(cache: DiskCache) -> None:
    for number in (1, 2, 3):
        with cache.held(name(number), film(3000)) as path:
            os.utime(path, (number, number))
    with cache.held(name(1), never):
        pass
    with cache.held(name(4), film(3000)):
        assert cache.bytes <= ROOM
    with cache.held(name(1), never):
        pass
    fetched = []
    with cache.held(name(2), lambda: fetched.append(1) or film(3000)()):  # type: ignore[func-returns-value]
        assert fetched


def test_what_is_used_stays_and_who_finds_no_room_is_told_so(cache: DiskCache) -> None:
    with ExitStack() as used:
        paths = [used.enter_context(cache.held(name(n), film(4000))) for n in (1, 2)]
        with pytest.raises(CacheTooSmall, match="Nothing is lost"), cache.held(name(3), film(4000)):
            pass
        assert all(path.is_file() for path in paths)
        cache.drop(name(1))
        assert cache.sweep(-3600) == 0
        assert all(path.is_file() for path in paths)
    with cache.held(name(3), film(4000)):
        assert cache.bytes <= ROOM


def test_what_is_larger_than_all_room_is_not_begun(cache: DiskCache, tmp_path: Path) -> None:
    with cache.held(name(1), film(4000)):
        with pytest.raises(CacheTooSmall), cache.held(name(2), film(ROOM + 1)):
            pass
        assert files(tmp_path) == [name(1)[3:]]


def test_what_breaks_off_leaves_nothing(cache: DiskCache, tmp_path: Path) -> None:
    def breaks(file: BinaryIO) -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError), cache.held(name(1), film(4000, breaks)):
        pass
    assert files(tmp_path) == []

    def gone() -> Source:
        raise FileGone

    with pytest.raises(FileGone), cache.held(name(1), gone):
        pass
    assert files(tmp_path) == []


def test_room_is_taken_before_the_first_byte_comes(cache: DiskCache) -> None:
    taken = []
    with cache.held(name(1), film(4000, lambda file: taken.append(cache.bytes))):
        pass
    assert taken == [4000]


def test_two_that_want_a_file_at_once_fetch_it_once(cache: DiskCache, tmp_path: Path) -> None:
    begun, go_on, fetched, read = threading.Event(), threading.Event(), [], []

    def slowly(file: BinaryIO) -> None:
        fetched.append(1)
        begun.set()
        assert go_on.wait(60)

    def want() -> None:
        # Each opens the folder for itself, as another process does.
        with DiskCache(tmp_path / "cache", ROOM).held(name(1), film(4000, slowly)) as path:
            read.append(len(path.read_bytes()))

    threads = [threading.Thread(target=want) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert begun.wait(60)
    go_on.set()
    for thread in threads:
        thread.join(60)
    assert read == [4000] * 4
    assert len(fetched) == 1


def test_a_file_that_was_made_here_moves_in_where_there_is_room(
    cache: DiskCache, tmp_path: Path
) -> None:
    made = tmp_path / "made.mp4"
    made.write_bytes(b"f" * 4000)
    cache.adopt(name(1), made)
    with cache.held(name(1), never) as path:
        assert path.stat().st_size == 4000
    made.write_bytes(b"f" * (ROOM + 1))
    cache.adopt(name(2), made)
    assert made.exists()
    assert cache.bytes == 4000


def test_what_nobody_uses_any_more_is_swept(cache: DiskCache, tmp_path: Path) -> None:
    for number in (1, 2):
        with cache.held(name(number), film(3000)) as path:
            pass
    os.utime(path, (0, 0))
    cache.sweep(3600)
    assert files(tmp_path) == [name(1)[3:]]


DIES = """
import os, sys
from pathlib import Path
from webapp.media.disk_cache import DiskCache, Source
def write(file):
    file.write(b"x" * 2000); file.flush()
    print("half", flush=True)
    sys.stdin.read()
with DiskCache(Path(sys.argv[1]), 10_000).held(sys.argv[2], lambda: Source(4000, write)):
    pass
"""


def test_what_a_killed_worker_was_fetching_is_fetched_anew(
    cache: DiskCache, tmp_path: Path
) -> None:
    killed = subprocess.Popen(
        [sys.executable, "-c", DIES, str(tmp_path / "cache"), name(1)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert killed.stdout is not None
    assert killed.stdout.readline() == b"half\n"
    assert cache.bytes == 4000
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait(60)
    with cache.held(name(1), film(4000)) as path:
        assert path.read_bytes() == b"f" * 4000
    assert files(tmp_path) == [name(1)[3:]]


def test_what_a_killed_worker_left_makes_room_for_others(cache: DiskCache, tmp_path: Path) -> None:
    left = tmp_path / "cache" / f"{name(1)}.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"x" * 8000)
    with cache.held(name(2), film(4000)):
        assert cache.bytes == 4000


def test_many_workers_at_once_never_take_more_than_there_is(tmp_path: Path) -> None:
    most, end = [], time.monotonic() + 60
    over = threading.Event()

    def watch() -> None:
        seen = DiskCache(tmp_path / "cache", ROOM)
        while not over.is_set() and time.monotonic() < end:
            with seen._space():  # one that gets its name meanwhile has two, and is one
                files = {status.st_ino: status.st_size for _, status in seen._files()}
            most.append(sum(files.values()))

    def work(worker: int) -> None:
        mine = DiskCache(tmp_path / "cache", ROOM)
        for step in range(30):
            number = (worker * 7 + step * 3) % 9
            with mine.held(name(number), film(2000)) as path:
                assert path.read_bytes() == b"f" * 2000

    watching = threading.Thread(target=watch)
    watching.start()
    working = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join(60)
    over.set()
    watching.join()
    assert max(most) <= ROOM
