"""What fails is left alone for a while, and people are told when it goes on."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis, RedisError

from webapp import access, breakers
from webapp.breakers import Away, Breaker
from webapp.config import Settings

LONG_S = 1000.0
SHORT_S = 0.05


class Broken(Exception):
    """The other side is in trouble."""


class Refused(Exception):
    """The other side is well, and does not want this."""


def call(breaker: Breaker, error: Exception | None = None) -> None:
    """Call the other side, which answers with an error, or well."""
    with breaker.guard(lambda error: isinstance(error, Broken)):
        if error is not None:
            raise error


def fail(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(Broken):
            call(breaker, Broken())


def settings_with(failures: int = 3, open_s: float = LONG_S) -> Settings:
    return Settings(breaker_failures=failures, breaker_open_s=open_s)


def until(happened: Callable[[], bool], patience_s: float = 30) -> None:
    deadline = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < deadline, f"nothing happened within {patience_s} s"
        time.sleep(0.01)


class TestOneProcess:
    def test_after_some_failures_in_a_row_it_is_not_asked_any_more(self) -> None:
        breaker = Breaker("files", settings_with(failures=3))
        fail(breaker, 3)
        asked = False
        with pytest.raises(Away) as away, breaker.guard(lambda _: True):
            asked = True
        assert not asked
        assert 0 < away.value.wait_s <= LONG_S
        assert str(away.value).startswith("The files of this site cannot be reached just now.")

    def test_a_good_answer_between_failures_keeps_it_closed(self) -> None:
        breaker = Breaker("files", settings_with(failures=2))
        for _ in range(3):
            fail(breaker)
            call(breaker)
        assert breaker.state() == ("closed", 0, 0.0)

    def test_an_answer_that_says_no_proves_that_the_other_side_is_well(self) -> None:
        breaker = Breaker("speech", settings_with(failures=2))
        for _ in range(3):
            fail(breaker)
            with pytest.raises(Refused):
                call(breaker, Refused())
        assert breaker.state().position == "closed"

    def test_the_mail_server_is_left_alone_after_one_failure(self) -> None:
        breaker = Breaker("mail", settings_with(failures=3))
        fail(breaker)
        assert breaker.state().position == "open"

    def test_after_a_while_the_next_call_decides(self) -> None:
        breaker = Breaker("files", settings_with(failures=2, open_s=SHORT_S))
        fail(breaker, 2)
        until(lambda: breaker.state().position == "half-open")
        fail(breaker)
        assert breaker.state().failures == 3
        until(lambda: breaker.state().position == "half-open")
        call(breaker)
        assert breaker.state() == ("closed", 0, 0.0)

    def test_calls_do_not_wait_for_each_other(self) -> None:
        breaker = Breaker("files", settings_with())
        inside, may_end = threading.Event(), threading.Event()

        def slow_call() -> None:
            with breaker.guard(lambda _: True):
                inside.set()
                may_end.wait(30)

        slow = threading.Thread(target=slow_call)
        slow.start()
        assert inside.wait(30)
        try:
            call(breaker)
            assert slow.is_alive()
        finally:
            may_end.set()
            slow.join()


class TestManyProcesses:
    """Two breakers with one Redis are as two processes."""

    @pytest.fixture
    def redis(self, tmp_path: Path) -> Iterator[Path]:
        with redis_server(tmp_path) as place:
            yield place

    def test_what_one_found_out_all_know(self, redis: Path) -> None:
        one, other = (Breaker("files", settings_with(), connect(redis)) for _ in range(2))
        fail(one, 2)
        assert other.state() == ("closed", 2, 0.0)
        fail(other)
        with pytest.raises(Away):
            call(one)
        assert one.state().position == other.state().position == "open"

    def test_while_redis_is_away_each_finds_out_alone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(breakers, "REDIS_LEFT_ALONE_S", 0.0)
        breaker = Breaker("files", settings_with(failures=1), connect(tmp_path / "redis.sock"))
        fail(breaker)
        with pytest.raises(Away):
            call(breaker)
        with redis_server(tmp_path):
            call(breaker)  # nobody who shares it knows of a failure
            fail(breaker)
            with pytest.raises(Away):
                call(breaker)
        with pytest.raises(Away):
            call(breaker)

    def test_a_redis_that_was_wiped_forgets_and_harms_nobody(self, redis: Path) -> None:
        breaker = Breaker("files", settings_with(failures=1), connect(redis))
        fail(breaker)
        connect(redis).flushall()
        call(breaker)


class TestPages:
    def test_a_person_reads_what_is_away_and_how_long_to_wait(self, app: Flask) -> None:
        def look() -> str:
            call(breakers.of("files"))
            return "it is there"

        app.add_url_rule("/far", "far", access.anyone(look))
        assert app.test_client().get("/far").text == "it is there"
        fail(breakers.of("files"), app.extensions["settings"].breaker_failures)
        answer = app.test_client().get("/far")
        assert answer.status_code == 503
        assert 0 < int(answer.headers["Retry-After"]) <= app.extensions["settings"].breaker_open_s
        assert "The files of this site cannot be reached just now." in answer.text
        assert "seconds, then try again." in answer.text

    def test_whoever_looks_after_the_site_sees_how_each_stands(self, app: Flask) -> None:
        fail(breakers.of("mail"))
        seen = breakers.states()
        assert {name: state.position for name, state in seen.items()} == {
            "files": "closed",
            "mail": "open",
            "speech": "closed",
        }


def connect(place: Path) -> Redis:
    return Redis.from_url(f"unix://{place}", socket_timeout=5, socket_connect_timeout=5)


@contextmanager
def redis_server(folder: Path) -> Iterator[Path]:
    """A Redis of our own, that may be killed and wiped."""
    place = folder / "redis.sock"
    command = ["redis-server", "--port", "0", "--unixsocket", str(place), "--save", ""]
    try:
        process = subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.DEVNULL)
    except FileNotFoundError:
        pytest.skip("redis-server is not installed")
    try:
        until(lambda: answers(place))
        yield place
    finally:
        process.kill()
        process.wait()
        place.unlink(missing_ok=True)


def answers(place: Path) -> bool:
    try:
        return bool(connect(place).ping())
    except RedisError:
        return False
