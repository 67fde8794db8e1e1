"""The numbers are for the programs of those who run Sightline, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webapp.config import Settings, UnsafeSettings, load_settings
from webapp.extensions import db
from webapp.models import DayFigure, Library, Media
from webapp.models.day_figure import Figure

TOKEN = "a token that is long enough"  # noqa: S105
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)


def with_settings(app: Flask, **changes: object) -> FlaskClient:
    settings: Settings = app.extensions["settings"]
    app.extensions["settings"] = settings.model_copy(update=changes)
    return app.test_client()


def test_a_developer_reads_them_on_her_own_machine(client: FlaskClient) -> None:
    told = client.get("/metrics")
    assert told.status_code == 200
    assert "sightline_disk_free_bytes" in told.text
    assert 'sightline_breaker_open{name="mail"} 0.0' in told.text
    assert "Set-Cookie" not in told.headers


def test_nobody_else_does(client: FlaskClient) -> None:
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    assert client.get("/metrics", environ_base=elsewhere).status_code == 403


def test_in_production_there_are_none_until_somebody_says_for_whom(app: Flask) -> None:
    assert with_settings(app, environment="production").get("/metrics").status_code == 404


def test_a_program_with_the_token_reads_them_from_anywhere(app: Flask) -> None:
    browser = with_settings(app, environment="production", metrics_token=TOKEN)
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}

    def ask(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return browser.get("/metrics", headers=headers, environ_base=elsewhere).status_code

    assert ask(TOKEN) == 200
    assert ask(f"{TOKEN}!") == 403
    assert ask("") == 403
    assert browser.get("/metrics").status_code == 403  # not even from this machine


def test_a_network_that_is_named_reads_them(app: Flask) -> None:
    browser = with_settings(app, environment="production", metrics_allowed="10.0.0.0/8")
    assert browser.get("/metrics", environ_base={"REMOTE_ADDR": "10.2.3.4"}).status_code == 200
    assert browser.get("/metrics", environ_base={"REMOTE_ADDR": "11.2.3.4"}).status_code == 403


@pytest.mark.parametrize(
    ("name", "value"), [("METRICS_ALLOWED", "the office"), ("METRICS_TOKEN", "short")]
)
def test_a_setting_that_cannot_be_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"SIGHTLINE_{name}", value)
    with pytest.raises(UnsafeSettings, match=f"SIGHTLINE_{name}: must be"):
        load_settings()


def test_routes_stand_for_addresses(
    client: FlaskClient, media_factory: Callable[..., Media]
) -> None:
    slug = media_factory().slug
    client.get(f"/media/{slug}")
    told = client.get("/metrics").text
    assert 'sightline_request_seconds_count{route="/media/<slug>"}' in told
    assert slug not in told


def test_choices_are_told_of_whole_days_where_enough_people_made_them(client: FlaskClient) -> None:
    library = Library.default().id
    counted = {"normal": 30, "yellow-black": 12, "soft": 1}
    DayFigure.add({Figure(YESTERDAY, library, "contrast", v): n for v, n in counted.items()})
    DayFigure.add({Figure(YESTERDAY + timedelta(days=1), library, "contrast", "high-dark"): 50})
    db.session.commit()
    told = [line for line in client.get("/metrics").text.splitlines() if '"contrast"' in line]
    assert told == ['sightline_viewers_yesterday{choice="normal",preference="contrast"} 30.0']
