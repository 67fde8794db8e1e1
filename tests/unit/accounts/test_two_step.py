"""Log-in in two steps: a code is taken once, and nobody is lost without the app."""

from __future__ import annotations

import re
import threading
from html import unescape
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from passlib.totp import TOTP
from sqlalchemy import select

from tests.unit.conftest import SignIn, UserFactory
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import LogEntry, Mail, User

PASSWORD = "seven quiet harbours at night"  # noqa: S105
STEP_S = 30
NOW = 1_800_000_015
"""For the codes, the middle of a step: no test meets the end of one."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"rate_limits": False})


@pytest.fixture(autouse=True)
def clock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = app.extensions["security"].totp_factory._totp
    monkeypatch.setattr(codes, "now", staticmethod(lambda: NOW))


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "viewer", password=hash_password(PASSWORD))


@pytest.fixture
def browser(ana: User, sign_in: SignIn) -> FlaskClient:
    """Ana's, who is logged in."""
    return sign_in(ana)


def refreshed(user: User) -> User:
    db.session.rollback()
    return db.session.get_one(User, user.id, populate_existing=True)


def key_on(page: str) -> str:
    found = re.search(r'<code class="secret"[^>]*>([A-Z2-7 ]+)</code>', page)
    assert found
    return found[1]


def code_of(key: str, later_s: int = 0) -> str:
    return str(TOTP(key.replace(" ", "")).generate(time=NOW + later_s).token)


def set_up(browser: FlaskClient) -> str:
    """Switch the second step on; return the key."""
    key = key_on(browser.post("/account/two-step", data={"setup": "authenticator"}).text)
    assert browser.post("/login/code", data={"code": code_of(key)}).status_code == 302
    return key


def make_codes(browser: FlaskClient) -> list[str]:
    page = browser.post("/account/recovery-codes", data={"generate_new_codes": "1"}).text
    return re.findall(r"<li><code>([0-9a-f-]{14})</code>", page)


def first_step(browser: FlaskClient) -> Any:
    return browser.post("/login", data={"email": "ana@example.org", "password": PASSWORD})


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def subjects() -> list[str]:
    db.session.rollback()
    return [mail.subject for mail in db.session.scalars(select(Mail).order_by(Mail.id))]


def test_the_key_comes_as_picture_as_text_and_as_link(ana: User, browser: FlaskClient) -> None:
    page = browser.post("/account/two-step", data={"setup": "authenticator"}).text
    key = key_on(page)
    assert re.fullmatch(r"([A-Z2-7]{4} ?)+", key)
    link = re.search(r'href="(otpauth:[^"]+)"', page)
    assert link
    address = urlsplit(unescape(link[1]))
    assert unquote(address.path) == "/Sightline:ana@example.org"
    asked = parse_qs(address.query)
    assert (asked["secret"], asked["issuer"]) == ([key.replace(" ", "")], ["Sightline"])
    drawing = re.search(r"<svg class=\"qr\".*?</svg>", page, re.S)
    assert drawing
    assert "style" not in drawing[0]
    assert re.search(r'id="code"[^>]*inputmode="numeric"[^>]*autocomplete="one-time-code"', page)
    assert refreshed(ana).tf_primary_method is None, "nothing is on before a code was right"


def test_the_key_is_not_kept_in_clear(ana: User, browser: FlaskClient) -> None:
    key = set_up(browser)
    kept = refreshed(ana).tf_totp_secret
    assert kept
    assert key.replace(" ", "") not in kept
    assert "enckey" in kept


def test_logging_in_asks_for_the_code(ana: User, browser: FlaskClient, app: Flask) -> None:
    key = set_up(browser)
    assert "Log-in now has a second step" in subjects()
    other = app.test_client()
    assert urlsplit(first_step(other).headers["Location"]).path == "/login/code"
    assert not is_in(other)
    wrong = other.post("/login/code", data={"code": "000000"})
    assert wrong.status_code == 422
    assert "This code is not right." in wrong.text
    spaced = code_of(key, STEP_S)
    other.post("/login/code", data={"code": f" {spaced[:3]} {spaced[3:]} "})
    assert is_in(other)


def test_a_wrong_code_while_setting_up_can_be_tried_again(ana: User, browser: FlaskClient) -> None:
    key = key_on(browser.post("/account/two-step", data={"setup": "authenticator"}).text)
    assert browser.post("/login/code", data={"code": "12 34"}).status_code == 422
    assert browser.post("/login/code", data={"code": code_of(key)}).status_code == 302
    assert refreshed(ana).tf_primary_method == "authenticator"


@pytest.mark.parametrize(("later_s", "taken"), [(-90, False), (-30, True), (30, True), (90, False)])
def test_a_clock_may_be_wrong_by_one_step(
    ana: User, browser: FlaskClient, app: Flask, later_s: int, taken: bool
) -> None:
    key = key_on(browser.post("/account/two-step", data={"setup": "authenticator"}).text)
    answer = browser.post("/login/code", data={"code": code_of(key, later_s)})
    assert answer.status_code == (302 if taken else 422)


def test_a_code_is_taken_once(ana: User, browser: FlaskClient, app: Flask) -> None:
    key = set_up(browser)
    code = code_of(key, STEP_S)
    first, second = app.test_client(), app.test_client()
    for each in (first, second):
        first_step(each)
        each.post("/login/code", data={"code": code})
    assert (is_in(first), is_in(second)) == (True, False)
    earlier = code_of(key)
    assert second.post("/login/code", data={"code": earlier}).status_code == 422


def test_of_two_requests_at_once_one_takes_the_code(
    ana: User, browser: FlaskClient, app: Flask
) -> None:
    key, user_id = set_up(browser), ana.id
    secret, code = refreshed(ana).tf_totp_secret, code_of(key, STEP_S)
    db.session.rollback()
    taken, start = [], threading.Barrier(8)

    def use() -> None:
        with app.app_context():
            user = db.session.get_one(User, user_id)
            db.session.rollback()
            start.wait()
            totp = app.extensions["security"].totp_factory
            taken.append(totp.verify_totp(code, secret, user, window=30))

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 7 + [True]


@pytest.mark.parametrize("odd", ["", "abcdef", "１２３４５６", "٣٤٥٦٧٨", "1" * 500, "\x00", "-1"])
def test_odd_codes_are_refused_in_words(
    ana: User, browser: FlaskClient, app: Flask, odd: str
) -> None:
    set_up(browser)
    other = app.test_client()
    first_step(other)
    assert other.post("/login/code", data={"code": odd}).status_code == 422


def test_codes_cannot_be_guessed(ana: User, browser: FlaskClient, app: Flask) -> None:
    key = set_up(browser)
    other = app.test_client()
    for _ in range(10):
        first_step(other)
        other.post("/login/code", data={"code": "000000"})
    assert other.post("/login/code", data={"code": code_of(key)}).status_code == 429
    first_step(other)
    for _ in range(9):
        other.post("/login/recovery-code", data={"code": "0000-0000-0000"})
    assert subjects()[-1] == "Somebody knows your password"


def test_a_recovery_code_works_once_however_it_is_typed(
    ana: User, browser: FlaskClient, app: Flask
) -> None:
    set_up(browser)
    codes = make_codes(browser)
    assert len(codes) == 10
    other = app.test_client()
    first_step(other)
    assert "recovery code" in other.get("/login/code").text
    typed = codes[3].upper().replace("-", " ")
    other.post("/login/recovery-code", data={"code": typed})
    assert is_in(other)
    assert "A recovery code was used" in subjects()
    again = app.test_client()
    first_step(again)
    assert again.post("/login/recovery-code", data={"code": codes[3]}).status_code == 422
    assert "You have 9 recovery codes left" in browser.get("/account/two-step").text


def test_recovery_codes_are_shown_once_and_kept_as_hashes(ana: User, browser: FlaskClient) -> None:
    set_up(browser)
    codes = make_codes(browser)
    for address in ("/account/recovery-codes", "/account/recovery-codes?show_codes=1"):
        page = browser.get(address).text
        assert "You have 10 codes left." in page
        assert not any(code in page for code in codes)
    kept = refreshed(ana).mf_recovery_codes or []
    assert all(each.startswith("$argon2id$") for each in kept)
    assert not set(make_codes(browser)) & set(codes), "new ones replace them"


def test_the_codes_can_be_saved_without_scripts(ana: User, browser: FlaskClient) -> None:
    page = browser.post("/account/recovery-codes", data={"generate_new_codes": "1"}).text
    saved = re.search(r'href="data:text/plain;charset=utf-8,([^"]+)"', page)
    assert saved
    text = unquote(unescape(saved[1]))
    assert len(re.findall(r"^[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}$", text, re.M)) == 10
    assert "ana@example.org" in text


def test_pages_with_secrets_are_kept_by_no_browser(ana: User, browser: FlaskClient) -> None:
    for answer in (
        browser.post("/account/two-step", data={"setup": "authenticator"}),
        browser.post("/account/recovery-codes", data={"generate_new_codes": "1"}),
    ):
        assert "no-store" in answer.headers["Cache-Control"]


def test_switching_off_is_told_and_takes_the_recovery_codes_along(
    ana: User, browser: FlaskClient
) -> None:
    set_up(browser)
    make_codes(browser)
    browser.post("/account/two-step", data={"setup": "disable"})
    user = refreshed(ana)
    assert (user.tf_primary_method, user.tf_totp_secret, user.mf_recovery_codes) == (None, None, [])
    assert subjects()[-1] == "Log-in has no second step any more"
    events = [entry.event for entry in db.session.scalars(select(LogEntry))]
    assert (events.count("factor.added"), events.count("factor.removed")) == (2, 1)


@pytest.mark.parametrize("address", ["/account/two-step", "/account/recovery-codes"])
def test_it_can_be_changed_only_shortly_after_logging_in(
    ana: User, browser: FlaskClient, address: str
) -> None:
    with browser.session_transaction() as session:
        session["fs_paa"] -= 16 * 60
    answer = browser.get(address)
    assert answer.status_code == 302
    assert "/account/verify" in answer.headers["Location"]
    browser.post("/account/verify", data={"password": PASSWORD})
    assert browser.get(address).status_code == 200


def test_nobody_is_let_in_by_a_mail_to_the_staff(
    ana: User, browser: FlaskClient, app: Flask
) -> None:
    set_up(browser)
    other = app.test_client()
    first_step(other)
    before = len(subjects())
    assert other.post("/login/help", data={"help_setup": "help"}).status_code == 422
    assert len(subjects()) == before


@pytest.mark.parametrize("address", ["/login/code", "/login/recovery-code", "/login/second-step"])
def test_the_second_step_alone_is_worth_nothing(client: FlaskClient, address: str) -> None:
    assert client.get(address).headers["Location"].endswith("/login")
    assert client.post(address, data={"code": "123456"}).headers["Location"].endswith("/login")
