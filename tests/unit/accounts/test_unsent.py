"""Nothing that a person typed is lost when her form cannot be taken yet."""

from __future__ import annotations

import html
import io
import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.unit.conftest import SignIn, UserFactory
from webapp import models
from webapp.extensions import db
from webapp.models import User

STORY = 'Two lines,\n  with "quotes" & <b>signs</b>, and ü ñ 手話.'
HTMX = {"HX-Request": "true"}


class Form(HTMLParser):
    """The fields of the last form with a ``send-again`` button."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._area = ""
        self.feed(page.partition('id="unsent"')[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input":
            self.fields[str(given["name"])] = given["value"] or ""
        self._area = str(given["name"]) if tag == "textarea" else ""
        if self._area:
            self.fields[self._area] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # Browsers drop the first line break of a textarea.
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = ""


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "viewer")


def leave_idle(hours: int = 2) -> None:
    db.session.rollback()
    db.session.execute(
        update(models.SignIn).values(seen_ms=models.SignIn.seen_ms - hours * 3600_000)
    )
    db.session.commit()


def test_a_form_that_meets_an_expired_log_in_comes_back_whole(ana: User, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    leave_idle()
    sent = {"name": STORY, "hearing": "deaf", "version": "17", "key": "x" * 22}
    answer = browser.post("/account", data=sent)
    assert answer.status_code == 401
    assert "because nothing was done here for a while." in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    form = Form(answer.text)
    del form.fields["csrf_token"]
    assert form.fields == sent
    assert re.search(r'<form method="post" action="/account">', answer.text)
    assert re.search(r'href="/login" target="_blank"', answer.text)
    assert "<b>signs" not in answer.text


def test_it_can_be_sent_again_after_logging_in(ana: User, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    leave_idle()
    form = Form(browser.post("/account", data={"name": "Ana of the pier", "hearing": "deaf"}).text)
    assert sign_in(ana).post("/account", data=form.fields).status_code == 303
    db.session.rollback()
    assert db.session.get_one(User, ana.id).name == "Ana of the pier"


def test_somebody_who_never_was_logged_in_keeps_what_she_typed(client: FlaskClient) -> None:
    answer = client.post("/account", data={"name": STORY})
    assert answer.status_code == 401
    assert Form(answer.text).fields["name"] == STORY
    assert "You are not logged in." in answer.text


def test_secrets_do_not_come_back(client: FlaskClient) -> None:
    sent = {
        "password": "open sesame",
        "new_password": "open sesame",
        "code": "123456",
        "credential": "{}",
        "csrf_token": "stale",
        "name": "Ana",
    }
    answer = client.post("/account", data=sent)
    assert set(Form(answer.text).fields) == {"csrf_token", "name"}
    assert "open sesame" not in answer.text
    assert "stale" not in answer.text


def test_a_stale_form_comes_back_with_a_fresh_token(app: Flask, ana: User, sign_in: SignIn) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    browser = sign_in(ana)
    answer = browser.post("/account", data={"name": STORY, "hearing": "", "csrf_token": "stale"})
    assert answer.status_code == 400
    again = browser.post("/account", data=Form(answer.text).fields)
    assert again.status_code == 303
    db.session.rollback()
    assert db.session.get_one(User, ana.id).name.startswith("Two lines,")


def test_who_must_show_again_who_she_is_keeps_what_she_typed(ana: User, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    with browser.session_transaction() as session:
        session["fs_paa"] -= 16 * 60
    answer = browser.post("/account/passkeys", data={"name": "My grey telephone"})
    assert answer.status_code == 401
    assert Form(answer.text).fields["name"] == "My grey telephone"
    assert 'href="/account/verify" target="_blank"' in answer.text


def test_htmx_leaves_the_form_where_it_is(ana: User, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    leave_idle()
    answer = browser.post("/account", data={"name": STORY}, headers=HTMX)
    assert answer.status_code == 401
    assert answer.headers["HX-Retarget"] == "#problem"
    assert "Log in in another tab, then try again here." in html.unescape(answer.text)


def test_a_file_has_to_be_chosen_again(client: FlaskClient) -> None:
    sent = {"title": "My talk", "file": (io.BytesIO(b"x" * 10), "talk.mp4")}
    answer = client.post("/upload", data=sent)
    assert Form(answer.text).fields["title"] == "My talk"
    assert "choose the file again" in answer.text


def test_a_large_form_is_not_read(client: FlaskClient) -> None:
    sent = {"title": "My talk", "file": (io.BytesIO(b"x" * 1_100_000), "talk.mp4")}
    answer = client.post("/upload", data=sent)
    assert answer.status_code == 401
    assert "what you typed is still in the form" in answer.text


def test_programs_get_problem_details(client: FlaskClient) -> None:
    answer = client.post("/account", data={}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
