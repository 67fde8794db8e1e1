"""Who guesses passwords and codes gets nowhere; who owns the account always gets in."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.unit.conftest import SignIn, UserFactory
from webapp.accounts import lockout
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Lockout, LogEntry, Mail, User
from webapp.models.lockout import LOCKED_FOR_MS

RIGHT = "seven quiet harbours at night"
WRONG = "seven loud harbours at night"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"rate_limits": False})


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "viewer", password=hash_password(RIGHT))


def log_in(
    browser: FlaskClient, password: str = WRONG, email: str = "ana@example.org", **more: object
) -> TestResponse:
    return browser.post("/login", data={"email": email, "password": password}, **more)


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def let_pass(milliseconds: int) -> None:
    db.session.rollback()
    db.session.execute(
        update(Lockout).values(
            tried_ms=Lockout.tried_ms - milliseconds, locked_ms=Lockout.locked_ms - milliseconds
        )
    )
    db.session.commit()


def mails() -> list[Mail]:
    db.session.rollback()
    return list(db.session.scalars(select(Mail)))


def text_of(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


def main_of(answer: TestResponse) -> str:
    return answer.text.partition("<main")[2].partition("</main>")[0]


def test_five_wrong_passwords_make_the_next_one_wait(ana: User, client: FlaskClient) -> None:
    assert {log_in(client).status_code for _ in range(5)} == {422}
    for _ in range(5):  # the waits of these are short: a slow machine may take as long
        log_in(client)
    refused = log_in(client, RIGHT)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) == 64
    assert "Wait 64 seconds, then try again." in text_of(refused)
    assert not is_in(client)
    let_pass(64_000)
    assert log_in(client, RIGHT).status_code in (302, 303)
    assert is_in(client)


def test_twenty_wrong_passwords_lock_and_the_right_one_answers_like_a_wrong_one(
    ana: User, client: FlaskClient
) -> None:
    for _ in range(20):
        log_in(client)
    let_pass(60 * 60_000)
    wrong, right = log_in(client), log_in(client, RIGHT)
    assert (wrong.status_code, right.status_code) == (429, 429)
    assert main_of(wrong) == main_of(right)
    assert not is_in(client)
    said = text_of(right)
    assert "There were 20 wrong tries with this e-mail address." in said
    assert "Choose a new password" in said
    assert "Log in with a passkey" in said
    let_pass(LOCKED_FOR_MS)
    log_in(client, RIGHT)
    assert is_in(client)


def test_nobody_learns_whether_an_address_has_an_account(
    ana: User, app: Flask, client: FlaskClient
) -> None:
    other = app.test_client()
    for _ in range(21):
        mine, nobodys = log_in(client), log_in(other, email="nobody@example.org")
        assert mine.status_code == nobodys.status_code
        hidden = main_of(nobodys).replace("nobody@", "ana@")
        assert re.sub(r'value="[^"]{40,}"', "", main_of(mine)) == re.sub(
            r'value="[^"]{40,}"', "", hidden
        )
    assert not any("example" in row.key for row in db.session.scalars(select(Lockout)))


@pytest.mark.parametrize("spelling", ["ANA@example.org", " ana@example.org", "ana@EXAMPLE.ORG"])
def test_all_spellings_of_an_address_count_together(
    ana: User, client: FlaskClient, spelling: str
) -> None:
    for _ in range(10):
        log_in(client, email=spelling)
    assert log_in(client).status_code == 429


def test_the_owner_is_told_once_and_unlocks_with_the_link(
    ana: User, app: Flask, client: FlaskClient
) -> None:
    for _ in range(30):
        log_in(client)
    (mail,) = mails()
    assert (mail.recipient, mail.subject) == (
        "ana@example.org",
        "Your account is locked for a while",
    )
    link = re.search(r"http://\S+(/login/unlock/\S+)", mail.text)
    assert link
    owner = app.test_client()
    assert "Unlock your account" in owner.get(link[1]).text
    assert log_in(owner, RIGHT).status_code == 429, "opening the link alone does nothing"
    assert owner.post(link[1]).status_code == 303
    for _ in range(25):
        log_in(client)
    log_in(owner, RIGHT)
    assert is_in(owner), "strangers cannot lock out the browser that the owner unlocked with"


def test_an_address_without_an_account_gets_no_mail(client: FlaskClient) -> None:
    for _ in range(20):
        log_in(client, email="nobody@example.org")
    assert mails() == []


@pytest.mark.parametrize("token", ["made-up", "WyJhIl0.aaaa.bbbb"])
def test_a_made_up_link_unlocks_nothing(client: FlaskClient, token: str) -> None:
    assert client.get(f"/login/unlock/{token}").status_code == 410
    assert client.post(f"/login/unlock/{token}").status_code == 410


def test_strangers_do_not_lock_out_a_browser_that_was_logged_in_before(
    ana: User, app: Flask, client: FlaskClient
) -> None:
    log_in(client, RIGHT)
    client.post("/logout")
    stranger = app.test_client()
    for _ in range(25):
        log_in(stranger)
    assert log_in(stranger, RIGHT).status_code == 429
    log_in(client, RIGHT)
    assert is_in(client)


def test_a_known_browser_has_a_limit_of_its_own(ana: User, client: FlaskClient) -> None:
    log_in(client, RIGHT)
    client.post("/logout")
    for _ in range(20):
        log_in(client)
    let_pass(60_000)
    assert log_in(client, RIGHT).status_code == 429


def test_a_browser_that_another_person_used_is_a_stranger_to_this_account(
    ana: User, user_factory: UserFactory, app: Flask, client: FlaskClient
) -> None:
    user_factory("Ben", "viewer", password=hash_password(RIGHT))
    log_in(client, RIGHT, email="ben@example.org")
    client.post("/logout")
    for _ in range(10):
        log_in(client)
    assert log_in(app.test_client()).status_code == 429


def test_a_new_password_ends_the_lock(ana: User, app: Flask, client: FlaskClient) -> None:
    for _ in range(20):
        log_in(client)
    client.post("/reset", data={"email": "ana@example.org"})
    reset = re.search(r"http://\S+(/reset/\S+)", mails()[-1].text)
    assert reset
    another = "eleven lamps along the pier"
    owner = app.test_client()
    owner.post(reset[1], data={"password": another, "password_confirm": another})
    log_in(owner, another)
    assert is_in(owner)


def test_tries_from_one_address_at_many_accounts_wait(app: Flask, client: FlaskClient) -> None:
    answers = [
        log_in(client, email=f"person{n}@example.org").status_code
        for n in range(lockout.CLIENT.free + 5)
    ]
    assert answers[: lockout.CLIENT.free] == [422] * lockout.CLIENT.free
    assert answers[-1] == 429
    elsewhere = log_in(
        client, email="personx@example.org", environ_overrides={"REMOTE_ADDR": "198.51.100.7"}
    )
    assert elsewhere.status_code == 422


def test_who_is_right_costs_the_neighbours_nothing(ana: User, app: Flask) -> None:
    for _ in range(3):
        log_in(app.test_client(), RIGHT)
    db.session.rollback()
    assert [row.tries for row in db.session.scalars(select(Lockout))] == [0]


def test_an_empty_form_is_no_try(client: FlaskClient) -> None:
    client.post("/login", data={"email": "", "password": ""})
    assert db.session.scalars(select(Lockout)).all() == []


def test_a_try_in_json_is_not_taken(client: FlaskClient) -> None:
    assert client.post("/login", json={"email": ["ana@example.org"]}).status_code == 415


def test_the_password_of_somebody_logged_in_cannot_be_guessed(ana: User, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    for _ in range(10):
        assert browser.post("/account/verify", data={"password": WRONG}).status_code in (422, 429)
    assert browser.post("/account/verify", data={"password": RIGHT}).status_code == 429
    other = {"password": RIGHT, "new_password": "x" * 20, "new_password_confirm": "x" * 20}
    assert browser.post("/account/password", data=other).status_code == 429
    assert log_in(browser.application.test_client(), RIGHT).status_code in (302, 303)


def test_who_knows_her_password_may_try_many_new_ones(ana: User, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    for _ in range(10):
        sent = {"password": RIGHT, "new_password": "short"}
        assert browser.post("/account/password", data=sent).status_code == 422
    sent = {"password": WRONG, "new_password": "short"}
    answers = [browser.post("/account/password", data=sent).status_code for _ in range(7)]
    assert (answers[0], answers[-1]) == (422, 429)


def test_who_has_only_a_passkey_is_answered_whatever_she_sends(ana: User, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    db.session.get_one(User, ana.id).password = None
    db.session.commit()
    sent = {"password": RIGHT, "new_password": "short"}
    assert browser.post("/account/password", data=sent).status_code == 422


def test_what_failed_stands_in_the_log(ana: User, client: FlaskClient) -> None:
    for _ in range(20):
        log_in(client)
    db.session.rollback()
    found = [entry.event for entry in db.session.scalars(select(LogEntry))]
    assert 5 <= found.count("login.failed") < 20
    assert found.count("login.locked") == 1
