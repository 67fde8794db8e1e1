"""Those who run Sightline, and their balancers and clusters, see from outside how it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import stamp

from webapp.config import Settings
from webapp.pages import health
from webapp.probes import FAILED, OK, Probe, Reading

FIRST = "0001"
"""The first revision of the schema."""


@pytest.fixture
def ready(app: Flask) -> None:
    """Marks the database as being of this release."""
    stamp()


@pytest.fixture
def older(ready: None) -> Iterator[None]:
    """Marks the database as being of an older release."""
    stamp(revision=FIRST)
    yield
    stamp()


def test_whoever_asks_whether_a_process_lives_asks_nothing_of_the_database(
    client: FlaskClient, counted_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    with counted_queries() as statements:
        answer = client.get("/health/live")
    assert (answer.status_code, answer.json) == (200, {"state": "ok"})
    assert statements == []
    assert "Set-Cookie" not in answer.headers


def test_requests_may_be_sent_to_a_place_that_is_well(client: FlaskClient, ready: None) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json is not None
    assert {"database", "schema", "queue", "storage", "model", "workers"} <= set(
        answer.json["parts"]
    )
    assert answer.json["failed"] == []
    assert "Set-Cookie" not in answer.headers


def test_an_older_schema_is_named_and_keeps_requests_away(client: FlaskClient, older: None) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["failed"] == ["schema"]


def test_no_part_says_more_than_how_it_is(
    client: FlaskClient, ready: None, settings: Settings
) -> None:
    said = client.get("/health/ready").text
    assert str(settings.data_dir) not in said
    assert settings.secret_key not in said


def test_a_part_that_hangs_delays_nobody_for_long(
    client: FlaskClient, ready: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def hang(_settings: Settings) -> Reading:
        over.wait(60)
        return Reading(OK, "")

    monkeypatch.setattr(health, "READY", (Probe("database", hang, limit_s=0.05),))
    try:
        answer = client.get("/health/ready")
    finally:
        over.set()
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["parts"]["database"] == FAILED


def test_whoever_asks_all_the_time_has_it_looked_at_once(
    client: FlaskClient, ready: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[None] = []

    def look(_settings: Settings) -> Reading:
        looked.append(None)
        return Reading(OK, "")

    monkeypatch.setattr(health, "READY", (Probe("database", look),))
    monkeypatch.setattr(health, "KEPT_S", 60)
    for _ in range(5):
        client.get("/health/ready")
    assert len(looked) == 1
