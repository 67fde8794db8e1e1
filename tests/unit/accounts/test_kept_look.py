"""Ana's look is kept with her account, and her account's pages help to fill them in."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from tests.unit.accounts.ana import (
    SignIn,
    log_in,
)
from webapp import look
from webapp.extensions import db
from webapp.models import User


def cookie_of(browser: FlaskClient) -> look.Look:
    cookie = browser.get_cookie(look.COOKIE.kind)
    return look.Look.parse(look.COOKIE.signer.loads(cookie.value) if cookie else {})


def test_a_look_is_taken_into_the_account_and_follows_to_another_device(
    app: Flask, client: FlaskClient, ana: User
) -> None:
    client.post("/settings", data={"contrast": "yellow-black", "density": "1"})
    log_in(client)
    elsewhere = app.test_client()
    log_in(elsewhere)
    assert 'data-contrast="yellow-black"' in elsewhere.get("/settings").text
    assert cookie_of(elsewhere).contrast == "yellow-black"


def test_an_account_keeps_its_look_when_a_device_has_another(
    app: Flask, client: FlaskClient, ana: User
) -> None:
    ana.look = {"contrast": "soft"}
    db.session.commit()
    client.post("/settings", data={"contrast": "high-dark"})
    log_in(client)
    assert 'data-contrast="soft"' in client.get("/settings").text
    assert cookie_of(client).contrast == "soft"


def test_a_change_is_kept_in_the_account_and_in_the_browser(client: FlaskClient, ana: User) -> None:
    log_in(client)
    client.post("/look", data={"contrast": "high-dark"})
    db.session.refresh(ana)
    assert ana.look["contrast"] == "high-dark"
    assert cookie_of(client).contrast == "high-dark"
    client.post("/settings/back")
    db.session.refresh(ana)
    assert ana.look["contrast"] == "normal"


def test_after_logging_out_pages_can_still_be_read_and_a_shared_device_can_forget(
    client: FlaskClient, ana: User
) -> None:
    log_in(client)
    client.post("/look", data={"contrast": "high-dark"})
    client.post("/logout")
    assert 'data-contrast="high-dark"' in client.get("/login").text
    log_in(client)
    client.post("/logout", data={"forget": "1"})
    assert 'data-contrast="normal"' in client.get("/login").text


def test_the_look_costs_strangers_no_query_and_others_none_beside_their_own_row(
    client: FlaskClient,
    ana: User,
    sign_in: SignIn,
) -> None:
    from sqlalchemy import Engine, event

    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    browser = sign_in(ana)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        client.get("/look-into-your-mail/account")
        assert statements == []
        browser.get("/look-into-your-mail/account")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert sum("FROM sign_in" in statement for statement in statements) == 1
    assert not any("FROM users" in s and "sign_in" not in s for s in statements)


def test_every_page_of_an_account_says_what_helps_to_fill_it_in(
    client: FlaskClient, ana: User, sign_in: SignIn
) -> None:
    pages = {
        "/login": ["username", "current-password"],
        "/register": ["nickname", "email", "new-password"],
        "/reset": ["email"],
        "/confirm": ["email"],
    }
    for address, tokens in pages.items():
        text = client.get(address).text
        assert re.findall(r'<input id[^>]*autocomplete="([^"]*)"', text) == tokens
    text = sign_in(ana).get("/account/password").text
    assert re.findall(r'<input id[^>]*autocomplete="([^"]*)"', text) == [
        "current-password",
        "new-password",
    ]
