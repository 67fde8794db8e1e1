"""What is kept in Redis helps all web processes, and its absence hurts nobody."""

from __future__ import annotations

import hmac
import pickle

import pytest
from flask import Flask

from tests.unit.conftest import MediaFactory
from tests.unit.own_redis import Server
from webapp import create_app, shared_cache
from webapp.config import Settings
from webapp.extensions import cache
from webapp.shared_cache import Signed

KEY = b"a key for tests"


def web(settings: Settings, redis_url: str) -> Flask:
    """A web process, beside others."""
    return create_app(settings.model_copy(update={"redis_url": redis_url}))


def test_what_one_process_keeps_another_one_finds(
    settings: Settings, redis_server: tuple[str, Server]
) -> None:
    url, start = redis_server
    start()
    one, other = web(settings, url), web(settings, url)
    with one.app_context():
        cache.set("words", ("a", 1))
    with other.app_context():
        assert cache.get("words") == ("a", 1)
        assert cache.get("other words") is None


def test_while_redis_is_away_pages_go_on_and_then_find_again(
    settings: Settings, redis_server: tuple[str, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, start = redis_server
    monkeypatch.setattr(shared_cache, "LEFT_ALONE_S", 0.0)
    server = start()
    with web(settings, url).app_context():
        cache.set("words", "a")
        server.kill()
        server.wait()
        assert cache.get("words") is None
        assert not cache.set("words", "a")
        assert not cache.clear()  # as after a backup was brought back
        start()
        assert cache.get("words") is None
        cache.set("words", "b")
        assert cache.get("words") == "b"


def test_redis_that_is_away_is_not_asked_for_every_page(
    settings: Settings, redis_server: tuple[str, Server]
) -> None:
    url, start = redis_server
    with web(settings, url).app_context():
        assert cache.get("words") is None
        start()
        assert not cache.set("words", "a")  # it is left alone for a moment


def test_a_library_is_shown_without_redis(
    app: Flask, settings: Settings, media_factory: MediaFactory, redis_server: tuple[str, Server]
) -> None:
    media = media_factory(cues=3)
    browser = web(settings, redis_server[0]).test_client()
    assert browser.get(f"/media/{media.slug}").status_code == 200
    captions = media.transcripts[0]
    assert browser.get(f"/media/{media.slug}/captions/{captions.id}.vtt").status_code == 200


def test_what_somebody_else_put_into_redis_is_not_unpacked() -> None:
    signed = Signed(KEY)
    assert signed.loads(signed.dumps({"a": 1})) == {"a": 1}
    assert signed.loads(Signed(b"another key").dumps("a")) is None
    assert signed.loads(pickle.dumps("a")) is None
    changed = bytearray(signed.dumps("a"))
    changed[-2] ^= 1
    assert signed.loads(bytes(changed)) is None


def test_what_another_release_kept_is_not_there() -> None:
    gone = b"!cwebapp.gone\nNothing\n."
    signature = hmac.digest(hmac.digest(KEY, b"sightline.cache", "sha256"), gone, "sha256")
    assert Signed(KEY).loads(signature + gone) is None
