"""What is asked of passwords, codes and links, beyond the tests of each page.

Numbers in comments are requirements of OWASP ASVS 5.0 (docs/asvs.md).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from itsdangerous import TimestampSigner
from pydantic import AnyUrl

from tests.unit.outbox import link_in, take_mails
from webapp import look
from webapp.accounts import passwords
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import User

PHRASE = "seven quiet harbours at night, " * 6 + "End"
OTHER_PHRASE = "nine loud mountains by day"
ADDRESS = "ana@example.org"
SMTP = AnyUrl("smtps://mail.example.org")
PAGES = ("/", "/account", "/account/password", "/account/two-step", "/settings", "/upload")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"smtp_url": SMTP, "mail_from": "videos@example.org"})


@pytest.fixture(autouse=True)
def forms_without_token(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def ana(user_factory: Callable[..., User]) -> User:
    return user_factory("Ana", "uploader", password=hash_password(PHRASE))


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def log_in(app: Flask, password: str) -> FlaskClient:
    browser = app.test_client()
    browser.post("/login", data={"email": ADDRESS, "password": password})
    return browser


def test_a_password_is_checked_to_its_last_character(app: Flask, ana: User) -> None:
    """6.2.8, 6.2.9"""
    for wrong in (PHRASE[:-1], PHRASE + "x", PHRASE.lower(), PHRASE[:72], f" {PHRASE}"):
        assert not is_in(log_in(app, wrong)), wrong
        db.session.execute(db.text("DELETE FROM lockout"))
        db.session.commit()
    assert is_in(log_in(app, PHRASE))


def test_a_password_of_long_ago_still_works(app: Flask, ana: User) -> None:
    """6.2.10"""
    ana.created_at = ana.confirmed_at = datetime(2006, 1, 2)
    db.session.commit()
    assert is_in(log_in(app, PHRASE))


def test_the_passwords_that_are_used_most_are_refused() -> None:
    """6.2.4, 6.2.12"""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    leaked = [each for each in FREQUENCY_LISTS["passwords"] if len(each) >= 8]
    assert len(leaked) >= 3000
    assert [each for each in leaked if not passwords.weakness(each)] == []


def test_a_new_password_by_mail_still_needs_the_second_step(app: Flask, ana: User) -> None:
    """6.4.3"""
    totp = app.extensions["security"].totp_factory
    ana.tf_primary_method, ana.tf_totp_secret = "authenticator", totp.generate_totp_secret()
    db.session.commit()
    browser = app.test_client()
    browser.post("/reset", data={"email": ADDRESS})
    browser.post(link_in(take_mails(ADDRESS)[-1]), data={"password": OTHER_PHRASE})
    assert not is_in(browser)
    after = log_in(app, OTHER_PHRASE)
    assert not is_in(after)
    assert after.get("/login/code").status_code == 200


def test_a_link_of_yesterday_resets_no_password(
    app: Flask, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """9.2.1, 14.2.1"""
    yesterday = int(time.time()) - 24 * 3600
    with monkeypatch.context() as then:
        then.setattr(TimestampSigner, "get_timestamp", lambda _signer: yesterday)
        app.test_client().post("/reset", data={"email": ADDRESS})
    link = link_in(take_mails(ADDRESS)[-1])
    app.test_client().post(link, data={"password": OTHER_PHRASE})
    assert not is_in(log_in(app, OTHER_PHRASE))
    assert is_in(log_in(app, PHRASE))


def test_who_has_not_shown_lately_who_she_is_ends_no_log_in(app: Flask, ana: User) -> None:
    """7.5.2"""
    phone, laptop = log_in(app, PHRASE), log_in(app, PHRASE)
    with laptop.session_transaction() as session:
        session.update(fs_paa=time.time() - 3600, fs_gexp=0)
    assert "/account/verify" in laptop.get("/account/sessions").location
    laptop.post("/account/sessions/end-others")
    assert is_in(phone)
    laptop.post("/account/verify", data={"password": PHRASE})
    assert laptop.get("/account/sessions").status_code == 200
    laptop.post("/account/sessions/end-others")
    assert not is_in(phone)


def test_recovery_codes_are_too_many_to_guess(app: Flask, ana: User) -> None:
    """6.5.3, 6.5.4"""
    codes = app.extensions["security"]._mf_recovery_codes_util.create_recovery_codes(ana)
    assert len(set(codes)) == 10
    for code in codes:
        assert re.fullmatch(r"[0-9a-f]{4}(-[0-9a-f]{4}){2}", code), "48 bits"


@pytest.mark.parametrize("density", range(1, 6))
def test_the_way_out_is_on_every_page(app: Flask, ana: User, density: int) -> None:
    """7.4.4: the account is in the frame of each page, and logging out stands there."""
    ana.look = {"density": density}
    db.session.commit()
    browser = log_in(app, PHRASE)
    for address in PAGES:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        assert 'href="/account"' in answer.text, address
    assert re.search(r'<form[^>]*action="/logout"', browser.get("/account").text)
    assert look.Look.parse(ana.look).density == density
