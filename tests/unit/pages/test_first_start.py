"""Whoever installs Sightline makes the first administrator, and nobody else can."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webapp.accounts import first_start
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import User

WORDS = "vier Wolken unter Wasser"


@pytest.fixture
def code(app: Flask, settings: Settings) -> str:
    """What stands on the terminal after the start."""
    return first_start.new_code(settings.data_dir)


def form(code: str, **fields: str) -> dict[str, str]:
    filled = {"code": code, "name": "Ana", "email": "ana@example.org", "password": WORDS}
    return filled | fields


def test_who_knows_the_code_becomes_the_administrator_and_is_logged_in(
    client: FlaskClient, code: str
) -> None:
    assert "Sightline printed it" in client.get("/first-start").text
    response = client.post("/first-start", data=form(code.lower().replace("-", " ")))
    assert (response.status_code, response.location) == (303, "/")
    user = User.by_email("ana@example.org")
    assert user is not None
    assert user.is_admin
    assert user.confirmed_at is not None
    assert "ana@example.org" in client.get("/account").text


def test_the_page_goes_once_there_is_an_administrator(
    client: FlaskClient, code: str, user_factory: Callable[..., User]
) -> None:
    user_factory("Bo", is_admin=True)
    assert client.get("/first-start").status_code == 404
    assert client.post("/first-start", data=form(code)).status_code == 404


def test_a_wrong_code_is_refused_in_words(client: FlaskClient, code: str) -> None:
    response = client.post("/first-start", data=form("AAAA-BBBB-CCCC"))
    assert response.status_code == 422
    assert 'href="#code"' in response.text
    assert "manage.py user first-start" in response.text
    assert 'value="Ana"' in response.text
    assert User.by_email("ana@example.org") is None


def test_after_many_tries_even_the_right_code_does_not_work(
    client: FlaskClient, code: str, settings: Settings
) -> None:
    for _ in range(first_start.TRIES):
        client.post("/first-start", data=form("AAAA-BBBB-CCCC"))
    assert client.post("/first-start", data=form(code)).status_code == 422
    db.session.rollback()
    fresh = first_start.new_code(settings.data_dir)
    assert client.post("/first-start", data=form(fresh)).status_code == 303


def test_a_new_start_makes_the_code_before_it_useless(
    client: FlaskClient, code: str, settings: Settings
) -> None:
    first_start.new_code(settings.data_dir)
    assert client.post("/first-start", data=form(code)).status_code == 422


def test_a_code_works_once(settings: Settings, code: str) -> None:
    assert first_start.use_up(settings.data_dir)
    assert not first_start.use_up(settings.data_dir)
    assert not first_start.is_right(settings.data_dir, code)


def test_a_weak_password_costs_no_code(client: FlaskClient, code: str) -> None:
    refused = client.post("/first-start", data=form(code, password="password1"))
    assert 'href="#password"' in refused.text
    assert client.post("/first-start", data=form(code)).status_code == 303


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.2", "2001:db8::1", ""])
def test_from_another_machine_there_is_no_such_page(
    client: FlaskClient, code: str, address: str
) -> None:
    from_there = {"REMOTE_ADDR": address}
    assert client.get("/first-start", environ_overrides=from_there).status_code == 404
    answer = client.post("/first-start", data=form(code), environ_overrides=from_there)
    assert answer.status_code == 404
    assert User.by_email("ana@example.org") is None


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.8.8"])
def test_from_this_machine_there_is(client: FlaskClient, code: str, address: str) -> None:
    here = {"REMOTE_ADDR": address}
    assert client.get("/first-start", environ_overrides=here).status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_through_a_proxy_that_nobody_named_there_is_no_such_page(
    client: FlaskClient, code: str, header: str
) -> None:
    """It connects from this machine, whoever stands behind it."""
    assert client.get("/first-start", headers={header: "192.0.2.7"}).status_code == 404


def test_the_data_folder_holds_the_code_for_nobody_to_read(settings: Settings, code: str) -> None:
    kept = settings.data_dir / "first_start"
    assert code not in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0
