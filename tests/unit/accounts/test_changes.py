"""Ana replaces her password and her address; nobody else can."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.context import CryptContext

from tests.unit.accounts.ana import (
    ADDRESS,
    OTHER_WORDS,
    WORDS,
    SignIn,
    UserFactory,
    log_in,
    problem,
    register,
    who,
)
from tests.unit.outbox import link_in, take_mails
from webapp.extensions import db
from webapp.models import User

# Passwords


def test_a_password_costs_an_attacker_what_owasp_asks_for(client: FlaskClient) -> None:
    register(client)
    user = User.by_email(ADDRESS)
    assert user is not None
    assert user.password is not None
    assert re.match(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$", user.password)


def test_a_weaker_hash_of_long_ago_is_made_stronger_at_the_log_in(
    client: FlaskClient, user_factory: UserFactory
) -> None:
    weak = CryptContext(
        schemes=["argon2"], argon2__type="ID", argon2__memory_cost=1024, argon2__time_cost=1
    ).hash(WORDS)
    user = user_factory("Ana", password=weak)
    log_in(client)
    db.session.refresh(user)
    assert user.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_password_is_the_same_however_its_accents_are_typed(
    client: FlaskClient, user_factory: UserFactory
) -> None:
    register(client, password="caf\u00e9 unter Wasser vier")
    client.post(link_in(take_mails()[0]))
    log_in(client, password="cafe\u0301 unter Wasser vier")


def test_a_forgotten_password_is_replaced_once_and_ends_every_log_in(
    app: Flask, client: FlaskClient, ana: User
) -> None:
    elsewhere = app.test_client()
    log_in(elsewhere)
    client.post("/reset", data={"email": ADDRESS})
    link = link_in(take_mails(ADDRESS)[-1])
    assert "At least 8 characters" in client.get(link).text
    refused = client.post(link, data={"password": "ana@example.org"})
    assert refused.status_code == 422
    assert "contains your e-mail address" in problem(refused.text)
    assert client.post(link, data={"password": OTHER_WORDS}).location == "/login"
    assert elsewhere.get("/account").status_code == 303
    assert client.post(link, data={"password": WORDS}).location == "/reset"
    assert "This link does not work any more." in client.get("/reset").text
    log_in(client, password=OTHER_WORDS)


def test_who_never_confirmed_confirms_by_choosing_a_new_password(client: FlaskClient) -> None:
    register(client)
    take_mails()
    client.post("/reset", data={"email": ADDRESS})
    client.post(link_in(take_mails()[0]), data={"password": OTHER_WORDS})
    log_in(client, password=OTHER_WORDS)
    assert who(client) == "Ana"


def test_a_password_is_changed_with_the_present_one(
    app: Flask, client: FlaskClient, ana: User
) -> None:
    elsewhere = app.test_client()
    log_in(elsewhere)
    log_in(client)
    page = client.get("/account/password").text
    assert "At least 8 characters" in page
    wrong = {"password": "not mine at all", "new_password": OTHER_WORDS}
    refused = client.post("/account/password", data=wrong)
    assert refused.status_code == 422
    assert 'href="#password"' in refused.text
    assert "This is not your password." in problem(refused.text)
    right = {"password": WORDS, "new_password": OTHER_WORDS}
    assert client.post("/account/password", data=right).location == "/account"
    assert who(client) == "Ana"
    assert elsewhere.get("/account").status_code == 303
    assert "Your password is new" in [mail.subject for mail in take_mails(ADDRESS)]


@pytest.mark.parametrize("wanted", ["short", "password1", WORDS])
def test_a_new_password_that_is_weak_or_old_is_refused(
    ana: User, sign_in: SignIn, wanted: str
) -> None:
    form = {"password": WORDS, "new_password": wanted}
    assert sign_in(ana).post("/account/password", data=form).status_code == 422


# Another address


def test_an_address_changes_when_the_new_one_is_confirmed(
    app: Flask, client: FlaskClient, ana: User
) -> None:
    log_in(client)
    take_mails()
    assert "ana@example.org" in client.get("/account/address").text
    sent = client.post("/account/address", data={"email": "lopez@example.org"})
    assert sent.location == "/look-into-your-mail/address"
    link = link_in(take_mails("lopez@example.org")[0])
    assert "Confirm my address" in client.get(link).text
    assert User.by_email(ADDRESS) is not None
    assert client.post(link).location == "/account"
    assert User.by_email(ADDRESS) is None
    assert "lopez@example.org" in client.get("/account").text
    assert [mail.subject for mail in take_mails(ADDRESS)] == ["Your account has a new address"]


def test_the_address_that_one_has_is_not_a_new_one(ana: User, sign_in: SignIn) -> None:
    response = sign_in(ana).post("/account/address", data={"email": "ANA@example.org"})
    assert response.status_code == 422
    assert "This is your address already." in problem(response.text)


def test_a_link_for_the_password_dies_with_the_old_address(client: FlaskClient, ana: User) -> None:
    client.post("/reset", data={"email": ADDRESS})
    for_old_address = link_in(take_mails(ADDRESS)[0])
    log_in(client)
    client.post("/account/address", data={"email": "lopez@example.org"})
    client.post(link_in(take_mails("lopez@example.org")[0]))
    assert client.get(for_old_address).location == "/reset"
