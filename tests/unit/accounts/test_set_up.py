"""Ana makes an account, and comes in; who has none learns nothing of others'."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import select

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
from webapp import events
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Library, LogEntry, User

# Registering and confirming


def test_a_new_person_registers_confirms_and_logs_in(client: FlaskClient) -> None:
    register(client)
    assert (
        "We are sending a mail to ana@example.org"
        in client.get("/look-into-your-mail/account").text
    )
    link = link_in(take_mails(ADDRESS)[0])
    assert "Confirm my address" in client.get(link).text
    assert client.post(link).location == "/login"
    assert "Your address is confirmed. Now you can log in." in client.get("/login").text
    log_in(client)
    assert who(client) == "Ana"


def test_opening_the_link_alone_confirms_nothing(client: FlaskClient) -> None:
    register(client)
    link = link_in(take_mails()[0])
    client.get(link)
    user = User.by_email(ADDRESS)
    assert user is not None
    assert user.confirmed_at is None


def test_who_has_not_confirmed_reads_what_to_do_once_the_password_is_right(
    client: FlaskClient,
) -> None:
    register(client)
    right = client.post("/login", data={"email": ADDRESS, "password": WORDS})
    assert right.status_code == 422
    assert "Open the link in the mail" in problem(right.text)
    wrong = client.post("/login", data={"email": ADDRESS, "password": OTHER_WORDS})
    assert "do not fit together" in problem(wrong.text)


def test_a_new_account_is_a_viewer_of_the_library_that_all_may_see(
    app: Flask, client: FlaskClient
) -> None:
    made: list[int] = []
    listen = events.user_created.connect(lambda _app, user_id: made.append(user_id), app)
    register(client)
    user = User.by_email(ADDRESS)
    assert user is not None
    assert [(m.library_id, m.role) for m in user.memberships] == [(Library.default().id, "viewer")]
    assert made == [user.id]
    assert listen
    assert db.session.scalars(select(LogEntry.event)).all() == ["account.created"]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("email", "ana", "This is not an e-mail address."),
        ("email", "", "Type your e-mail address."),
        ("name", "  ", "Type the name that others will see."),
        ("password", "", "Type a password."),
        ("password", "short", "This password is too short."),
        ("password", "password1", "Many people use this password"),
        ("password", "anacondas for Ana", ""),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field_and_the_rest_is_kept(
    client: FlaskClient, field: str, typed: str, sentence: str
) -> None:
    form = {"name": "Ana", "email": ADDRESS, "password": WORDS, field: typed}
    response = client.post("/register", data=form)
    if not sentence:
        assert response.status_code == 302
        return
    assert response.status_code == 422
    assert f'href="#{field}"' in response.text
    assert problem(response.text).count(sentence)
    assert (field == "name") or 'value="Ana"' in response.text
    assert WORDS not in response.text


def test_where_only_the_invited_register_nobody_else_can(
    settings: Settings, app: Flask, client: FlaskClient
) -> None:
    app.extensions["settings"] = settings.model_copy(update={"registration": "invited"})
    for response in (client.get("/register"), client.post("/register", data={"email": ADDRESS})):
        assert response.status_code == 403
        assert "only people who were invited" in response.text
    assert "I have no account yet" not in client.get("/login").text
    assert User.by_email(ADDRESS) is None


# Nobody learns who has an account


def answers(client: FlaskClient, address: str, form: dict[str, str]) -> tuple[int, str, str]:
    """What a stranger sees of an answer: its status, where it leads, and what is said there."""
    response = client.post(address, data=form)
    text = client.get(response.location).text if response.location else response.text
    text = re.sub(r'name="(csrf_token|next)" value="[^"]*"', "", text)
    return response.status_code, response.location or "", text.replace(form["email"], "X")


@pytest.mark.parametrize("address", ["/login", "/register", "/reset", "/confirm"])
@pytest.mark.parametrize("state", ["confirmed", "unconfirmed", "closed"])
def test_an_address_with_an_account_is_answered_as_one_without(
    app: Flask, user_factory: UserFactory, hashes: list[str], address: str, state: str
) -> None:
    fields = {"password": hash_password(WORDS), "active": state != "closed"}
    user = user_factory("Ana", **fields)
    if state == "unconfirmed":
        user.confirmed_at = None
        db.session.commit()
    seen = []
    for email in (ADDRESS, "nobody@example.org"):
        hashes.clear()
        form = {"name": "Someone", "email": email, "password": OTHER_WORDS}
        answer = answers(app.test_client(), address, form)
        mails = [mail.recipient == email for mail in take_mails()]
        seen.append((answer, len(hashes), mails))
    assert seen[0] == seen[1]
    assert seen[0][1] == (0 if address == "/confirm" else 1)
    assert seen[0][2] == ([] if address == "/login" else [True])


def test_an_address_that_is_taken_cannot_be_found_out_by_changing_to_it(
    ana: User, user_factory: UserFactory, sign_in: SignIn
) -> None:
    user_factory("Bo")
    browser = sign_in(ana)
    seen = []
    for email in ("bo@example.org", "nobody@example.org"):
        answer = answers(browser, "/account/address", {"email": email})
        seen.append((answer, [mail.recipient == email for mail in take_mails()]))
    assert seen[0] == seen[1]
    assert seen[0][1] == [True]


@pytest.mark.parametrize("address", ["/reset", "/confirm"])
def test_an_address_that_is_none_is_refused_in_words(client: FlaskClient, address: str) -> None:
    response = client.post(address, data={"email": "ana at example"})
    assert response.status_code == 422
    assert 'href="#email"' in response.text
    assert "This is not an e-mail address." in problem(response.text)
    assert 'value="ana at example"' in response.text


def test_who_has_no_account_is_told_so_by_mail_alone(client: FlaskClient) -> None:
    client.post("/reset", data={"email": "nobody@example.org"})
    assert "There is no account with this address" in take_mails()[0].subject


def test_json_is_answered_as_a_form_is(client: FlaskClient, ana: User) -> None:
    headers = {"Accept": "application/json"}
    form = {"name": "Ana", "email": ADDRESS, "password": WORDS}
    known = client.post("/register", data=form, headers=headers)
    unknown = client.post("/register", data={**form, "email": "b@example.org"}, headers=headers)
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data)
    assert known.status_code == 302


# Logging in and out


@pytest.mark.parametrize(
    ("email", "words", "field", "sentence"),
    [
        ("", "", "email", "Type your e-mail address."),
        ("", WORDS, "email", "Type your e-mail address."),
        (ADDRESS, "", "password", "Type a password."),
        (ADDRESS, OTHER_WORDS, "email", "do not fit together"),
        ("nobody@example.org", WORDS, "email", "do not fit together"),
        ("ana at example", WORDS, "email", "do not fit together"),
    ],
)
def test_a_log_in_that_fails_says_what_to_do_and_where(
    client: FlaskClient, ana: User, email: str, words: str, field: str, sentence: str
) -> None:
    response = client.post("/login", data={"email": email, "password": words})
    assert response.status_code == 422
    assert f'href="#{field}"' in response.text
    assert sentence in problem(response.text)
    assert f'value="{email}"' in response.text


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example/",
        "/\\evil.example/",
        "https://evil.example/",
        "http:evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "javascript:alert(1)",
        "evil",
    ],
)
def test_logging_in_leads_to_no_other_site(client: FlaskClient, ana: User, elsewhere: str) -> None:
    form = {"email": ADDRESS, "password": WORDS, "next": elsewhere}
    response = client.post("/login", query_string={"next": elsewhere}, data=form)
    assert (response.status_code, response.location) == (302, "/")


def test_logging_in_leads_back_to_where_somebody_came_from(client: FlaskClient, ana: User) -> None:
    sent_away = client.get("/account?from=here")
    assert sent_away.location is not None
    page = client.get(sent_away.location).text
    wanted = re.search(r'action="/login".*?name="next" value="([^"]*)"', page, re.S)
    assert wanted is not None
    response = client.post("/login", data={"email": ADDRESS, "password": WORDS, "next": wanted[1]})
    assert response.location == "/account?from=here"


def test_a_session_holds_nothing_of_what_was_in_it_before_the_log_in(
    client: FlaskClient, ana: User
) -> None:
    with client.session_transaction() as session:
        session.update(planted="by somebody else", look_before={"density": 5}, csrf_token="known")
    log_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert "look_before" not in session
        assert session.get("csrf_token") != "known"
        assert session["_user_id"] == ana.fs_uniquifier


def test_logging_out_ends_it_for_good(app: Flask, client: FlaskClient, ana: User) -> None:
    log_in(client)
    stolen = client.get_cookie("session")
    assert stolen is not None
    response = client.post("/logout")
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert "You are logged out." in client.get("/").text
    assert client.get("/account").status_code == 303
    thief = app.test_client()
    thief.set_cookie("session", stolen.value)
    assert thief.get("/account").status_code == 303


def test_a_link_alone_does_not_log_out(client: FlaskClient, ana: User) -> None:
    log_in(client)
    assert client.get("/logout").status_code == 405
    assert who(client) == "Ana"


def test_log_ins_are_written_down_and_told_to_who_listens(
    app: Flask, client: FlaskClient, ana: User
) -> None:
    seen: list[int] = []
    listen = events.user_login.connect(lambda _app, user_id: seen.append(user_id), app)
    log_in(client)
    client.post("/logout")
    assert listen
    assert seen == [ana.id]
    written = db.session.scalars(select(LogEntry.event).order_by(LogEntry.id)).all()
    assert written == ["login.succeeded", "logout.done"]
