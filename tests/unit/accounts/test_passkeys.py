"""What is asked of passkeys, and who is told; tests/a11y/test_passkeys.py uses real ones."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import wan_deleted, wan_registered
from sqlalchemy import select

from tests.unit.conftest import SignIn, UserFactory
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import LogEntry, Mail, Passkey, User
from webapp.models.clock import utc_now


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "viewer")


def question(page: str) -> dict[str, Any]:
    """What the page's script is to ask the browser for."""
    found = re.search(r'data-options="([^"]+)"', page)
    assert found
    asked: dict[str, Any] = json.loads(html.unescape(found[1]))
    return asked


def give_passkey(user: User, usage: str = "first", name: str = "My grey laptop") -> None:
    user.webauthn.append(
        Passkey(
            credential_id=name.encode(),
            public_key=b"a key",
            backup_state=False,
            device_type="single_device",
            lastuse_datetime=utc_now(),
            name=name,
            usage=usage,
        )
    )
    db.session.commit()


def test_in_place_of_the_password_it_must_check_who_holds_it(ana: User, sign_in: SignIn) -> None:
    page = sign_in(ana).post("/account/passkeys", data={"name": "Mine", "usage": "first"}).text
    asked = question(page)["authenticatorSelection"]
    assert (asked["userVerification"], asked["residentKey"]) == ("required", "required")
    assert "authenticatorAttachment" not in asked, "any kind of passkey will do"


def test_as_a_second_step_it_only_has_to_be_there(ana: User, sign_in: SignIn) -> None:
    page = sign_in(ana).post("/account/passkeys", data={"name": "Mine", "usage": "secondary"}).text
    assert question(page)["authenticatorSelection"]["userVerification"] == "discouraged"


def test_logging_in_asks_for_no_address_and_tells_of_no_passkey(
    ana: User, client: FlaskClient
) -> None:
    give_passkey(ana)
    asked = question(client.post("/login/passkey", data={"identity": "ana@example.org"}).text)
    assert asked["userVerification"] == "required"
    assert asked["allowCredentials"] == []
    assert len(asked["challenge"]) >= 32


def test_each_question_is_another_one(client: FlaskClient) -> None:
    first, second = (question(client.post("/login/passkey").text) for _ in range(2))
    assert first["challenge"] != second["challenge"]


def test_a_made_up_answer_is_refused_in_words(client: FlaskClient) -> None:
    page = client.post("/login/passkey").text
    action = re.search(r'action="(/login/passkey/[^"]+)"', page)
    assert action
    for answer in ("", "{}", "[]", '{"id": "x", "rawId": "eA", "type": "public-key"}', "\x00"):
        refused = client.post(html.unescape(action[1]), data={"credential": answer})
        assert refused.status_code == 302
        assert client.get("/account").status_code == 303


def test_the_settings_say_where_people_reach_the_site(app: Flask, settings: Settings) -> None:
    party = app.extensions["security"].webauthn_util
    with app.test_request_context(base_url="http://localhost:8000"):
        assert party.origin() == "http://localhost:8000"
        app.extensions["settings"] = settings.model_copy(
            update={"public_url": "https://videos.example.org"}
        )
        assert party.origin() == "https://videos.example.org"


def test_a_person_is_told_of_each_passkey(app: Flask, ana: User) -> None:
    with app.test_request_context(method="POST"):
        wan_registered.send(app, user=ana, name="My grey laptop")
        wan_deleted.send(app, user=ana, name="My grey laptop")
        db.session.commit()
    mails = list(db.session.scalars(select(Mail).order_by(Mail.id)))
    assert [mail.subject for mail in mails] == [
        "Your account has a new passkey",
        "A passkey was removed from your account",
    ]
    assert all("My grey laptop" in mail.text for mail in mails)
    events = [entry.event for entry in db.session.scalars(select(LogEntry))]
    assert events == ["factor.added", "factor.removed"]


def test_the_page_lists_and_removes_them(ana: User, sign_in: SignIn) -> None:
    give_passkey(ana)
    give_passkey(ana, "secondary", "On <b>my</b> ring")
    browser = sign_in(ana)
    page = browser.get("/account/passkeys").text
    assert "Logs you in by itself." in page
    assert "The second step after your password." in page
    assert "<b>my</b>" not in page
    browser.post("/account/passkeys/delete", data={"name": "My grey laptop"})
    db.session.rollback()
    assert [passkey.usage for passkey in db.session.scalars(select(Passkey))] == ["secondary"]


def test_nobody_removes_the_passkey_of_somebody_else(
    ana: User, user_factory: UserFactory, sign_in: SignIn
) -> None:
    give_passkey(ana)
    sign_in(user_factory("Ben")).post("/account/passkeys/delete", data={"name": "My grey laptop"})
    db.session.rollback()
    assert len(db.session.scalars(select(Passkey)).all()) == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "a\x00b", "<script>"])
def test_odd_names_are_refused_in_the_page(ana: User, sign_in: SignIn, name: str) -> None:
    answer = sign_in(ana).post("/account/passkeys", data={"name": name, "usage": "first"})
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.text


def test_it_gets_another_name(ana: User, sign_in: SignIn) -> None:
    give_passkey(ana)
    passkey_id = ana.webauthn[0].id
    browser = sign_in(ana)
    address = f"/account/passkeys/{passkey_id}/name"
    assert address in browser.get("/account/passkeys").text
    assert 'value="My grey laptop"' in browser.get(address).text
    answer = browser.post(address, data={"name": "  The laptop\n at work "})
    assert (answer.status_code, answer.location) == (303, "/account/passkeys")
    page = browser.get("/account/passkeys").text
    assert "The passkey has the name The laptop at work now." in page
    assert db.session.get_one(Passkey, passkey_id).name == "The laptop at work"


def test_a_name_that_is_missing_or_taken_is_refused(ana: User, sign_in: SignIn) -> None:
    give_passkey(ana)
    give_passkey(ana, "secondary", "On my ring")
    passkey_id = ana.webauthn[0].id
    browser = sign_in(ana)
    address = f"/account/passkeys/{passkey_id}/name"
    for name, sentence in ((" ", "Give the passkey a name"), ("On my ring", "Choose another name")):
        answer = browser.post(address, data={"name": name})
        assert answer.status_code == 422
        assert sentence in answer.text
    assert browser.post(address, data={"name": "My grey laptop"}).status_code == 303, "its own"


def test_nobody_renames_what_is_not_hers(
    ana: User, user_factory: UserFactory, sign_in: SignIn
) -> None:
    give_passkey(ana)
    address = f"/account/passkeys/{ana.webauthn[0].id}/name"
    browser = sign_in(user_factory("Ben", "admin"))
    assert browser.get(address).status_code == 404
    assert browser.post(address, data={"name": "Mine"}).status_code == 404
    assert ana.webauthn[0].name == "My grey laptop"
