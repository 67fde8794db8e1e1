"""Ana sees who she is here, and can leave."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import func, select

from tests.unit import kept_files
from tests.unit.outbox import take_mails
from webapp.extensions import db
from webapp.models import Job, Library, LogEntry, Media, Membership, SignIn, User

WORDS = "vier Wolken unter Wasser"
UserFactory = Callable[..., User]
SignInto = Callable[[User], FlaskClient]
MediaFactory = Callable[..., Media]


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "viewer", "uploader", password=hash_password(WORDS))


@pytest.fixture
def browser(ana: User, sign_in: SignInto) -> FlaskClient:
    """Ana's, just after she logged in."""
    return sign_in(ana)


@pytest.fixture
def later(browser: FlaskClient) -> FlaskClient:
    """Ana's browser an hour after she logged in."""
    with browser.session_transaction() as session:
        session["fs_paa"] -= 3000
    return browser


def problem(text: str) -> str:
    found = re.search(r'class="error-summary".*?<li>(.*?)</li>', text, re.S)
    assert found, text
    return found[1]


def written() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(LogEntry.event).order_by(LogEntry.id)))


# Who one is


def test_the_account_leads_to_everything_that_can_be_done(browser: FlaskClient) -> None:
    text = browser.get("/account").text
    for address in (
        "/account/address",
        "/account/password",
        "/account/two-step",
        "/account/passkeys",
        "/account/sessions",
        "/settings",
        "/account/export",
        "/account/delete",
    ):
        assert f'href="{address}"' in text
    assert 'action="/logout"' in text


def test_a_name_and_what_is_said_of_hearing_are_kept(browser: FlaskClient, ana: User) -> None:
    sent = {"name": " Ana\u202e  Lopez ", "hearing": "deaf"}
    assert browser.post("/account", data=sent).location == "/account"
    text = browser.get("/account").text
    assert 'value="Ana Lopez"' in text
    assert re.search(r'value="deaf"[^>]* checked', text)
    assert written() == ["account.changed"]


def test_a_name_is_asked_for(browser: FlaskClient) -> None:
    response = browser.post("/account", data={"name": " ", "hearing": "hard"})
    assert response.status_code == 422
    assert 'href="#name"' in response.text
    assert re.search(r'value="hard"[^>]* checked', response.text)


def test_only_the_choices_that_are_shown_are_kept(browser: FlaskClient) -> None:
    response = browser.post("/account", data={"name": "Ana", "hearing": "something"})
    assert response.status_code == 400


@pytest.mark.parametrize("what", ["account", "confirmation", "password", "address"])
def test_after_a_mail_a_page_says_what_to_do(client: FlaskClient, what: str) -> None:
    text = client.get(f"/look-into-your-mail/{what}").text
    assert "<h1>Look into your mail</h1>" in text
    assert "printed where Sightline was started" in text


def test_of_other_mails_there_is_no_page(client: FlaskClient) -> None:
    assert client.get("/look-into-your-mail/treasure").status_code == 404


# What is private asks again


@pytest.mark.parametrize("address", ["/account/export", "/account/delete", "/account/address"])
def test_after_a_while_the_password_is_asked_for_first(later: FlaskClient, address: str) -> None:
    asked = later.get(address)
    assert asked.status_code == 302
    assert asked.location.startswith("/account/verify?next=")
    assert "Show that it is you" in later.get(asked.location).text
    wrong = later.post("/account/verify", data={"password": "wrong", "next": address})
    assert wrong.status_code == 422
    assert "This is not your password." in problem(wrong.text)
    shown = later.post("/account/verify", data={"password": WORDS, "next": address})
    assert shown.location == address
    assert later.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/account/export", "/account/delete"])
def test_nothing_private_is_done_for_who_does_not_show_it(
    later: FlaskClient, ana: User, address: str
) -> None:
    response = later.post(address)
    assert response.status_code == 401
    assert "/account/verify" in response.text
    db.session.rollback()
    assert User.by_email("ana@example.org") is not None
    assert written() == []


# Leaving


def leave(browser: FlaskClient, **choice: str) -> None:
    response = browser.post("/account/delete", data=choice)
    assert (response.status_code, response.location) == (303, "/"), response.text
    assert "Your account is deleted." in browser.get("/").text
    db.session.rollback()


def test_who_leaves_reads_first_what_goes_and_what_stays(
    browser: FlaskClient, ana: User, media_factory: MediaFactory
) -> None:
    assert "What becomes of" not in browser.get("/account/delete").text
    media_factory(owner=ana)
    text = browser.get("/account/delete").text
    assert "What goes" in text
    assert "What stays" in text
    assert "You have uploaded 1 video. What becomes of it?" in text
    assert "checked" not in text.split('name="media"')[1][:200]


def test_an_account_goes_with_everything_that_hangs_on_it(
    browser: FlaskClient, ana: User, sign_in: SignInto, app: Flask
) -> None:
    elsewhere = sign_in(ana)
    user_id = ana.id
    leave(browser)
    assert User.by_email("ana@example.org") is None
    for model in (Membership, SignIn):
        rows = db.session.scalar(select(func.count()).where(model.user_id == user_id))
        assert rows == 0
    assert browser.get("/account").status_code == 303
    assert elsewhere.get("/account").status_code == 303
    assert [mail.subject for mail in take_mails("ana@example.org")] == ["Your account was deleted"]
    assert written() == ["logout.done", "account.deleted"]
    assert db.session.scalars(select(LogEntry.subject_name)).all() == ["Ana", "Ana"]


def test_videos_go_with_their_files_where_she_wants_it(
    app: Flask, browser: FlaskClient, ana: User, media_factory: MediaFactory
) -> None:
    mine, other = media_factory(cues=2, owner=ana), media_factory("Not mine")
    my_file, other_file = mine.file, other.file
    leave(browser, media="delete")
    assert db.session.scalars(select(Media.title)).all() == ["Not mine"]
    assert not kept_files.is_kept(app, my_file)
    assert kept_files.is_kept(app, other_file)


def test_videos_stay_in_the_library_where_she_wants_that(
    app: Flask, browser: FlaskClient, ana: User, media_factory: MediaFactory
) -> None:
    mine = media_factory(cues=2, owner=ana)
    slug, file = mine.slug, mine.file
    leave(browser, media="leave")
    kept = Media.by_slug(slug)
    assert kept is not None
    assert kept.owner_id is None
    assert kept_files.is_kept(app, file)
    assert app.test_client().get(f"/media/{slug}").status_code == 200


def test_who_has_videos_says_what_becomes_of_them(
    browser: FlaskClient, ana: User, media_factory: MediaFactory
) -> None:
    media_factory(owner=ana)
    response = browser.post("/account/delete")
    assert response.status_code == 422
    assert problem(response.text).endswith("Choose what becomes of your videos.</a>")
    assert User.by_email("ana@example.org") is not None


def test_a_failure_removes_no_file(
    app: Flask,
    browser: FlaskClient,
    ana: User,
    media_factory: MediaFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = media_factory(owner=ana).file

    def fail() -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(db.session, "commit", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    assert browser.post("/account/delete", data={"media": "delete"}).status_code == 500
    assert kept_files.is_kept(app, file)


def test_the_last_administrator_stays(
    app: Flask, user_factory: UserFactory, sign_in: SignInto
) -> None:
    boss = user_factory("Bo", is_admin=True, password=hash_password(WORDS))
    browser = sign_in(boss)
    response = browser.post("/account/delete")
    assert response.status_code == 422
    assert "You are the only administrator." in problem(response.text)
    user_factory("Cy", is_admin=True, active=False)
    assert browser.post("/account/delete").status_code == 422
    user_factory("Di", is_admin=True)
    leave(browser)
    assert User.by_email("bo@example.org") is None


def test_work_under_way_goes_with_the_videos(
    browser: FlaskClient, ana: User, media_factory: MediaFactory
) -> None:
    media_factory(owner=ana, state="running")
    leave(browser, media="delete")
    assert db.session.scalar(select(func.count()).select_from(Job).where(Job.kind != "mail")) == 0
    assert Library.default()
