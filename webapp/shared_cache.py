"""What is kept of costly answers: in the memory of each process, or in Redis for all of them.

What is kept in Redis is signed, for unpacking somebody else's pickle would run it. While Redis is
away nothing is found and nothing is kept: pages take their time and go on.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from cachelib.serializers import RedisSerializer
from flask import Flask
from flask_caching.backends.rediscache import RedisCache
from redis import Redis, RedisError

from webapp.config import Settings
from webapp.extensions import cache

PATIENCE_S = 0.5
"""So long a page waits for Redis."""
LEFT_ALONE_S = 5.0
"""So long nobody asks Redis again when it did not answer."""
_SIGNATURE_BYTES = 32

log = structlog.stdlib.get_logger(__name__)


def init_app(app: Flask) -> None:
    """Choose where the cache is, by the settings."""
    settings: Settings = app.extensions["settings"]
    kind = f"{__name__}.SharedCache" if settings.redis_url else "SimpleCache"
    app.config.update(
        CACHE_TYPE=kind,
        CACHE_THRESHOLD=500,
        CACHE_REDIS_URL=settings.redis_url,
        CACHE_KEY_PREFIX="sightline:cache:",
    )
    cache.init_app(app)


class Signed(RedisSerializer):
    """Read only where it was written with the same key."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"sightline.cache", "sha256")

    def dumps(self, value: Any, *args: Any) -> bytes:
        """Pack and sign a value."""
        data = super().dumps(value, *args)
        return hmac.digest(self._key, data, "sha256") + data

    def loads(self, value: bytes | None) -> Any:
        """Unpack what we signed; None for anything else, and for nothing."""
        if value is None:
            return None
        signature, data = value[:_SIGNATURE_BYTES], value[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, hmac.digest(self._key, data, "sha256")):
            return None
        try:
            return super().loads(data)
        except Exception:  # another release of ours wrote it, with other classes
            return None


class SharedCache(RedisCache):
    """The cache of all processes, which may be away."""

    _asked_from = 0.0

    @classmethod
    def factory(
        cls, app: Flask, config: dict[str, Any], args: list[Any], kwargs: dict[str, Any]
    ) -> SharedCache:
        """Open it, without waiting for Redis."""
        patience = {"socket_timeout": PATIENCE_S, "socket_connect_timeout": PATIENCE_S}
        redis = Redis.from_url(config["CACHE_REDIS_URL"], **patience)
        made = cls(redis, key_prefix=config["CACHE_KEY_PREFIX"], **kwargs)
        made.serializer = Signed(str(app.config["SECRET_KEY"]).encode())
        return made

    def get(self, key: str) -> Any:
        """Return what is kept; None where there is nothing, or no Redis."""
        return self._asked(lambda: super(SharedCache, self).get(key))

    def set(self, key: str, value: Any, timeout: int | timedelta | None = None) -> bool | None:
        """Keep something, if Redis is there."""
        kept: bool | None = self._asked(lambda: super(SharedCache, self).set(key, value, timeout))
        return kept

    def clear(self) -> bool:
        """Forget all; whether there was somebody who did."""
        return bool(self._asked(super().clear))

    def _asked(self, ask: Callable[[], Any]) -> Any:
        if time.monotonic() < self._asked_from:
            return None
        try:
            return ask()
        except RedisError as error:
            log.warning("Redis is away; nothing is kept meanwhile", reason=str(error))
            self._asked_from = time.monotonic() + LEFT_ALONE_S
            return None
