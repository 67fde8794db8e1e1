"""Circuit breakers around what is elsewhere: what fails is left alone for a while.

A caller guards each call, and says which errors are failures of the other side. After some of them
in a row the breaker opens: calls end at once with `Away`, instead of each waiting for a time limit.
When it has been open for a while, calls are let through again; the first one decides.

With Redis all processes share what they found. Without it, or while Redis is away itself, each
process finds out alone.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Literal, NamedTuple

import structlog
from flask import Flask, Response, current_app
from flask_babel import gettext as _
from pybreaker import (
    STATE_CLOSED,
    STATE_HALF_OPEN,
    STATE_OPEN,
    CircuitBreaker,
    CircuitBreakerError,
    CircuitBreakerListener,
    CircuitBreakerState,
    CircuitBreakerStorage,
    CircuitMemoryStorage,
    CircuitRedisStorage,
)
from redis import Redis, RedisError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from webapp.config import Settings
from webapp.media.failure import N_

Name = Literal["files", "mail", "speech"]
SENTENCES: Mapping[Name, str] = {
    "files": N_(
        "The files of this site cannot be reached just now. Nothing is lost. "
        "Try again in a few minutes."
    ),
    "mail": N_("The mail server does not answer just now. Mails wait until it does."),
    "speech": N_("The speech server does not answer just now. The work goes on when it does."),
}
"""What stands behind a breaker, and what its absence means to a person."""
OPENS_AT_ONCE = frozenset({"mail"})
"""A mail can wait, and a mail server that is away takes long to say so."""
REDIS_PATIENCE_S = 0.5
REDIS_LEFT_ALONE_S = 5.0
"""So long is Redis not asked again once it did not answer."""

log = structlog.stdlib.get_logger(__name__)


class Away(Exception):
    """It failed several times and is not asked now. ``str()`` is a sentence for a person."""

    def __init__(self, name: Name, wait_s: float) -> None:
        super().__init__(SENTENCES[name])
        self.name = name
        self.wait_s = wait_s
        """In so many seconds it is asked again."""


class State(NamedTuple):
    """How a breaker stands, as far as this process knows."""

    position: Literal["closed", "half-open", "open"]
    """Calls go through; the next one decides; calls end with `Away`."""
    failures: int
    """How many there were in a row."""
    wait_s: float
    """Seconds until it is asked again; 0 unless the breaker is open."""


class Breaker:
    """The breaker of one thing that is elsewhere."""

    def __init__(self, name: Name, settings: Settings, redis: Redis | None = None) -> None:
        self.name = name
        self._failures = 1 if name in OPENS_AT_ONCE else settings.breaker_failures
        self._open_s = settings.breaker_open_s
        self._redis = redis
        self._redis_asked_from = 0.0
        self._own = self._made(CircuitMemoryStorage(STATE_CLOSED))
        self._shared: CircuitBreaker | None = None

    @contextmanager
    def guard(self, is_failure: Callable[[Exception], bool]) -> Iterator[None]:
        """Call what is elsewhere inside this.

        ``is_failure`` says of an error whether the other side is in trouble: it did not answer, or
        broke down. Any other error proves that it is well. Both are raised as they are.

        Raises:
            Away: it is not to be called now.
        """
        harmless: Exception | None = None
        circuit = self._circuit()
        try:
            with circuit.calling():
                try:
                    yield
                except Exception as error:
                    if is_failure(error):
                        raise
                    harmless = error
        except CircuitBreakerError:
            raise Away(self.name, _wait_s(circuit)) from None
        if harmless is not None:
            raise harmless

    def state(self) -> State:
        """How it stands now."""
        circuit = self._circuit()
        if circuit.current_state == STATE_CLOSED:
            return State("closed", circuit.fail_counter, 0.0)
        wait_s = _wait_s(circuit) if circuit.current_state == STATE_OPEN else 0.0
        return State("open" if wait_s else "half-open", circuit.fail_counter, wait_s)

    def _circuit(self) -> CircuitBreaker:
        """What all processes share; while Redis does not answer, what this one knows."""
        if self._redis is None or time.monotonic() < self._redis_asked_from:
            return self._own
        try:
            self._redis.ping()
            if self._shared is None:
                kept = CircuitRedisStorage(STATE_CLOSED, self._redis, f"sightline:{self.name}")
                self._shared = self._made(kept)
        except RedisError:
            self._redis_asked_from = time.monotonic() + REDIS_LEFT_ALONE_S
            return self._own
        return self._shared

    def _made(self, storage: CircuitBreakerStorage) -> CircuitBreaker:
        return CircuitBreaker(
            fail_max=self._failures,
            reset_timeout=self._open_s,
            state_storage=storage,
            listeners=[_Log()],
            name=self.name,
            throw_new_error_on_trip=False,  # whoever met the last failure learns what it was
        )


class _Log(CircuitBreakerListener):
    """Writes down when a breaker opens and closes."""

    def state_change(
        self,
        cb: CircuitBreaker,
        old_state: CircuitBreakerState | None,
        new_state: CircuitBreakerState,
    ) -> None:
        if new_state.name != STATE_HALF_OPEN:
            log.warning("breaker", of=cb.name, position=new_state.name)


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its breakers, and a page for what could not be reached."""
    from webapp.pages import errors

    redis = connected(settings.redis_url) if settings.redis_url else None
    app.extensions["breakers"] = {name: Breaker(name, settings, redis) for name in SENTENCES}

    @app.errorhandler(Away)
    def _say_how_long(away: Away) -> Response | HTTPException:
        wait_s = max(1, math.ceil(away.wait_s))
        return errors.answer(ServiceUnavailable(_(str(away)), retry_after=wait_s))


def of(name: Name) -> Breaker:
    """The application's breaker of that name."""
    breaker: Breaker = current_app.extensions["breakers"][name]
    return breaker


def states() -> Mapping[str, State]:
    """How each breaker stands, by its name."""
    breakers: Mapping[str, Breaker] = current_app.extensions["breakers"]
    return {name: breaker.state() for name, breaker in breakers.items()}


def connected(url: str) -> Redis:
    """A Redis that nobody waits for long."""
    return Redis.from_url(
        url, socket_timeout=REDIS_PATIENCE_S, socket_connect_timeout=REDIS_PATIENCE_S
    )


def _wait_s(circuit: CircuitBreaker) -> float:
    opened_at = circuit._state_storage.opened_at  # it is told nowhere else
    if opened_at is None:
        return 0.0
    open_s = (datetime.now(UTC) - opened_at).total_seconds()
    return max(0.0, circuit.reset_timeout - open_s)
