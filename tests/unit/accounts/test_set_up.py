"""Ana makes an account, comes in, and looks after it; who has none learns nothing of others'."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from passlib.context import CryptContext
from sqlalchemy import select

from tests.unit.outbox import link_in, take_mails
from webapp import events, look
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Library, LogEntry, User

ADDRESS = "ana@example.org"
WORDS = "vier Wolken unter Wasser"
OTHER_WORDS = "lampe tisch regen sieben"
UserFactory = Callable[..., User]
SignIn = Callable[..., FlaskClient]


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    """Somebody with a confirmed account and a password."""
    return user_factory("Ana", "viewer", password=hash_password(WORDS))


@pytest.fixture
def hashes(app: Flask) -> Iterator[list[str]]:
    """How often a password was hashed or compared: the costly part of each answer."""
    counted: list[str] = []
    context = CryptContext

    def count(name: str) -> Callable[..., object]:
        original = getattr(context, name)

        def counting(self: CryptContext, *args: object, **kwargs: object) -> object:
            if "argon2" in self.schemes():
                counted.append(name)
            return original(self, *args, **kwargs)

        return counting

    with (
        patch.object(context, "hash", count("hash")),
        patch.object(context, "verify", count("verify")),
    ):
        yield counted


def register(client: FlaskClient, email: str = ADDRESS, **fields: str) -> None:
    form = {"name": "Ana", "email": email, "password": WORDS, **fields}
    response = client.post("/register", data=form)
    assert response.status_code == 302, response.text
    assert response.location == "/look-into-your-mail/account"


def log_in(client: FlaskClient, password: str = WORDS, **fields: str) -> None:
    response = client.post("/login", data={"email": ADDRESS, "password": password, **fields})
    assert response.status_code == 302, response.text


def who(client: FlaskClient) -> str:
    """Whose account the header links to; empty: nobody is logged in."""
    found = re.search(r'id="account".*?<bdi>(.*?)</bdi>', client.get("/settings").text, re.S)
    return found[1] if found else ""


def problem(text: str) -> str:
    found = re.search(r'class="error-summary".*?<li>(.*?)</li>', text, re.S)
    assert found, text
    return found[1]


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


# Preferences


def cookie_of(browser: FlaskClient) -> look.Look:
    cookie = browser.get_cookie(look.COOKIE)
    return look._read(cookie.value) if cookie else look.Look()


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
