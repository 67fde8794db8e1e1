"""Nobody can guess passwords by the thousand, and nobody who only watches is held up."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.own_redis import Server
from webapp import access, create_app, limits
from webapp.config import Settings
from webapp.extensions import db

PATIENCE_S = 30
# A real server on a busy machine may be late for all our patience; each new try is listed.
TRIED_AGAIN = pytest.mark.flaky(reruns=2)
LOG_IN = {"email": "ana@example.org", "password": "a wrong one"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Few requests are too many here."""
    counted = {name: 3 for name in Settings.model_fields if name.startswith("limit_")}
    return settings.model_copy(update={"rate_limits": True, **counted})


def log_in(client: FlaskClient, address: str = "198.51.100.1") -> TestResponse:
    return client.post("/login", data=LOG_IN, environ_base={"REMOTE_ADDR": address})


def change_look(client: FlaskClient) -> TestResponse:
    return client.post("/look", data={"density": 5}, environ_base={"REMOTE_ADDR": "198.51.100.1"})


def until_refused(ask: Callable[[], TestResponse], most: int = 40) -> int:
    """How many requests were answered before one was refused."""
    for count in range(most):
        if ask().status_code == 429:
            return count
    return most


def test_passwords_cannot_be_tried_without_end(client: FlaskClient) -> None:
    assert until_refused(lambda: log_in(client)) == 3


def test_it_says_how_long_to_wait(client: FlaskClient) -> None:
    until_refused(lambda: log_in(client))
    refused = log_in(client)
    wait_s = int(refused.headers["Retry-After"])
    assert 1 <= wait_s <= 60
    assert "<h1>Wait a moment</h1>" in refused.text
    assert "Too many requests came from you in a short time." in refused.text
    assert f"Wait {wait_s} second" in refused.text or "Wait a second" in refused.text
    assert "per 1 minute" not in refused.text


def test_a_clock_that_is_set_back_by_an_hour_does_not_make_a_minute_an_hour(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    until_refused(lambda: change_look(client))
    real = time.time()
    monkeypatch.setattr(time, "time", lambda: real - 3600)
    assert change_look(client).status_code != 429
    assert until_refused(lambda: change_look(client)) == 2
    assert int(change_look(client).headers["Retry-After"]) <= 60


def test_a_fragment_says_it_in_the_one_alert(client: FlaskClient) -> None:
    until_refused(lambda: log_in(client))
    refused = client.post("/login", data=LOG_IN, headers={"HX-Request": "true"},
                          environ_base={"REMOTE_ADDR": "198.51.100.1"})  # fmt: skip
    assert (refused.status_code, refused.headers["HX-Retarget"]) == (429, "#problem")
    assert "then try again" in refused.text


def test_another_address_is_not_to_blame(client: FlaskClient) -> None:
    until_refused(lambda: log_in(client))
    assert log_in(client, "198.51.100.2").status_code != 429


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:198.51.100.1", "198.51.100.1", True),
        ("::ffff:198.51.100.1", "::ffff:198.51.100.2", False),
        ("unknown", "unknown", True),
    ],
)
def test_ipv6_customers_count_as_one(client: FlaskClient, one: str, other: str, same: bool) -> None:
    until_refused(lambda: log_in(client, one))
    assert (log_in(client, other).status_code == 429) is same


def test_people_behind_one_address_count_each_for_themselves(
    client: FlaskClient, user_factory: UserFactory, sign_in: SignIn
) -> None:
    ana, ben = (sign_in(user_factory(name)) for name in ("Ana", "Ben"))
    assert until_refused(lambda: ana.post("/look", data={"density": 5})) == 3
    assert until_refused(lambda: ben.post("/look", data={"density": 5})) == 3


def test_all_people_behind_one_address_have_a_limit_too(
    user_factory: UserFactory, sign_in: SignIn
) -> None:
    browsers = [sign_in(user_factory(f"Person{n}")) for n in range(12)]
    taken = sum(until_refused(lambda b=b: b.post("/look", data={"density": 5})) for b in browsers)
    assert taken == 3 * limits.NEIGHBOURS


def test_what_is_counted_apart_does_not_add_up(client: FlaskClient) -> None:
    until_refused(lambda: log_in(client, "127.0.0.1"))
    assert until_refused(lambda: client.post("/register", data=LOG_IN)) == 3
    assert until_refused(lambda: client.post("/reset", data=LOG_IN)) == 3
    assert until_refused(lambda: client.post("/look", data={"density": 5})) == 3
    assert until_refused(lambda: client.get("/?q=park")) == 3


def test_all_mails_that_somebody_can_cause_are_counted_together(client: FlaskClient) -> None:
    client.post("/reset", data=LOG_IN)
    client.post("/confirm", data=LOG_IN)
    client.post("/reset", data=LOG_IN)
    assert client.post("/confirm", data=LOG_IN).status_code == 429


@pytest.mark.parametrize("path", ["/reset/a-token", "/confirm/a-token"])
def test_links_from_mails_cannot_be_guessed(client: FlaskClient, path: str) -> None:
    assert until_refused(lambda: client.get(path)) == 3


def test_uploads_are_counted(user_factory: UserFactory, sign_in: SignIn, app: Flask) -> None:
    browser = sign_in(user_factory("Ana", "uploader"))
    with app.test_request_context():
        path = next(r.rule for r in app.url_map.iter_rules() if r.endpoint == "upload.receive")
    assert until_refused(lambda: browser.post(path)) == 3


def test_an_api_is_counted_when_it_reads(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/api/things", "things", access.anyone(lambda: "[]"))
    assert until_refused(lambda: client.get("/api/things")) == 3


def test_watching_is_never_held_up(client: FlaskClient, media_factory: MediaFactory) -> None:
    media = media_factory(cues=2)
    address = f"/media/{media.slug}"
    ranged = {"Range": "bytes=0-3"}
    assert until_refused(lambda: client.get(f"{address}/play", headers=ranged)) == 40
    poll = {"HX-Request": "true"}
    assert until_refused(lambda: client.get(f"{address}/progress", headers=poll)) == 40
    assert until_refused(lambda: client.get("/")) == 40


def test_every_limited_page_is_there(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(limits.KINDS) <= known


def test_every_kind_has_a_setting() -> None:
    names = {f"limit_{kind}_per_{period}" for kind, period in limits.PERIODS.items()}
    assert names == {name for name in Settings.model_fields if name.startswith("limit_")}
    assert set(limits.KINDS.values()) <= set(limits.PERIODS)


def test_the_settings_can_turn_it_off(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"rate_limits": False}))
    with app.app_context():
        db.create_all()
        db.session.commit()
    browser = app.test_client()
    assert until_refused(lambda: browser.post("/look", data={"density": 5}), most=10) == 10


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def process_of(settings: Settings, redis_url: str) -> FlaskClient:
    """A browser before a web process with a memory of its own, beside others."""
    app = create_app(settings.model_copy(update={"redis_url": redis_url}))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        db.create_all()
        db.session.commit()
    return app.test_client()


@TRIED_AGAIN
def test_processes_count_together_in_redis_and_alone_without(
    settings: Settings, redis_server: tuple[str, Server]
) -> None:
    url, start = redis_server
    server = start()
    one, other = process_of(settings, url), process_of(settings, url)
    assert change_look(one).status_code == change_look(other).status_code == 303
    assert until_refused(lambda: change_look(one)) == 1
    assert until_refused(lambda: change_look(other)) == 0

    server.kill()
    server.wait()
    assert until_refused(lambda: change_look(one)) == 3
    assert until_refused(lambda: change_look(other)) == 3

    start()  # empty: what is counted in it from now on was seen by it alone
    _until(lambda: change_look(one).status_code != 429)


@TRIED_AGAIN
def test_addresses_do_not_stand_in_redis(
    settings: Settings, redis_server: tuple[str, Server]
) -> None:
    import redis

    url, start = redis_server
    start()
    change_look(process_of(settings, url))
    keys = redis.from_url(url).keys()
    assert keys
    assert all(key.startswith(b"LIMITS:LIMITER/sightline/") for key in keys)
    assert not any(b"198.51" in key for key in keys)


def test_lint_while_one_types_is_not_counted(
    user_factory: UserFactory, sign_in: SignIn, media_factory: MediaFactory
) -> None:
    transcript = media_factory(cues=1).transcripts[0]
    reviewer = sign_in(user_factory("Ana", "reviewer"))
    cue = f"/media/{transcript.media.slug}/review/{transcript.id}/cues/{transcript.cues()[0].id}"
    assert until_refused(lambda: reviewer.post(f"{cue}/lint", data={"text": "Typed."}), 8) == 8
    assert until_refused(lambda: reviewer.post(f"{cue}/draft", data={"text": "Typed."}), 8) == 3
