"""Lena invites Ana, who comes in by the link in the mail."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from werkzeug.test import TestResponse

from tests.unit.conftest import SignIn, UserFactory
from tests.unit.outbox import link_in, take_mails
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Invitation, Library, LogEntry, Mail, User, roles

ADDRESS = "/libraries/main/invitations"
PASSWORD = "correct horse battery staple 7"  # noqa: S105


def invite(
    browser: FlaskClient, email: str = "ana@example.org", *names: str, where: str = ADDRESS
) -> TestResponse:
    db.session.commit()
    answer = browser.post(where, data={"email": email, "role": list(names or ["viewer"])})
    db.session.expire_all()
    return answer


def mailed_link() -> str:
    """The path in the newest mail."""
    mail = db.session.scalars(db.select(Mail).order_by(Mail.id.desc())).first()
    assert mail is not None
    found = re.search(r"https?://[^/]+(/invitations/\S+)", mail.text)
    assert found
    db.session.commit()
    return found[1]


def roles_of(person: User) -> set[str]:
    db.session.expire_all()
    found = roles.of(Library.default(), person)
    db.session.commit()
    return found


def events() -> list[str]:
    return [e.event for e in db.session.scalars(db.select(LogEntry).order_by(LogEntry.id))]


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    """Somebody who has an account and belongs to no library."""
    return user_factory("Ana")


def test_a_mail_says_who_invites_to_what_and_its_link_leads_in(
    librarian: FlaskClient, ana: User, sign_in: SignIn
) -> None:
    answer = invite(librarian, "Ana@Example.org", "reviewer")
    page = librarian.get(answer.location).text
    assert "An invitation was sent to Ana@example.org." in page
    mail = db.session.scalars(db.select(Mail)).one()
    assert (mail.recipient, "Lena" in mail.text) == ("Ana@example.org", True)
    link, browser = mailed_link(), sign_in(ana)
    shown = browser.get(link).text
    assert "You are invited to <bdi>Library</bdi>" in shown
    assert "<bdi>Lena</bdi> invites you." in shown
    assert "Reviewer: Adds and corrects captions." in shown
    db.session.commit()
    joined = browser.post(link)
    assert joined.location == "/libraries/main"
    assert "You now belong to the library Library." in browser.get(joined.location).text
    assert roles_of(ana) == {"reviewer"}
    assert events() == ["invitation.sent", "invitation.accepted"]


def test_opening_the_link_alone_changes_nothing(
    librarian: FlaskClient, ana: User, sign_in: SignIn
) -> None:
    invite(librarian)
    sign_in(ana).get(mailed_link())
    assert roles_of(ana) == set()


def test_a_link_works_once(
    librarian: FlaskClient, ana: User, user_factory: UserFactory, sign_in: SignIn
) -> None:
    invite(librarian)
    link = mailed_link()
    sign_in(ana).post(link)
    ben = user_factory("Ben")
    for answer in (sign_in(ben).post(link), sign_in(ben).get(link)):
        assert answer.status_code == 410
        assert "Ask whoever invited you to send it again." in answer.text
        db.session.commit()
    assert roles_of(ben) == set()


def test_somebody_who_is_not_logged_in_logs_in_and_has_joined(
    librarian: FlaskClient, client: FlaskClient, user_factory: UserFactory
) -> None:
    ana = user_factory("Ana", password=hash_password(PASSWORD))
    invite(librarian)
    link = mailed_link()
    onwards = client.post(link, data={"way": "login"})
    assert onwards.location == f"/login?next={link}"
    assert roles_of(ana) == set()
    client.post("/login", data={"email": ana.email, "password": PASSWORD})
    assert roles_of(ana) == {"viewer"}
    assert "You now belong to the library Library." in client.get("/").text


def test_somebody_without_an_account_is_led_to_registering(
    app: Flask, librarian: FlaskClient, client: FlaskClient
) -> None:
    invite(librarian)
    link = mailed_link()
    assert client.post(link, data={"way": "register"}).location == f"/register?next={link}"
    with client.session_transaction() as session:
        assert session["invitation"] == link.rpartition("/")[2]


def test_where_only_the_invited_register_they_can_and_have_joined_then(
    app: Flask, settings: Settings, librarian: FlaskClient, client: FlaskClient
) -> None:
    app.extensions["settings"] = settings.model_copy(update={"registration": "invited"})
    invite(librarian, "ana@example.org", "reviewer")
    link = mailed_link()
    assert client.get("/register").status_code == 403
    db.session.commit()
    client.post(link, data={"way": "register"})
    form = {"name": "Ana", "email": "ana@example.org", "password": PASSWORD}
    assert client.post("/register", data=form).status_code == 302
    client = app.test_client()  # the mail is read on the telephone
    client.post(link_in(take_mails("ana@example.org")[-1]))
    client.post("/login", data={"email": "ana@example.org", "password": PASSWORD})
    ana = User.by_email("ana@example.org")
    assert ana is not None
    assert "reviewer" in roles_of(ana)
    assert client.get(link).status_code == 410


def test_the_answer_does_not_tell_who_has_an_account(librarian: FlaskClient, ana: User) -> None:
    answers = []
    for email in (ana.email, "nobody@example.org"):
        answer = invite(librarian, email)
        page = librarian.get(answer.location).text.replace(email, "(address)")
        answers.append((answer.status_code, re.findall(r'role="status">(.*?)<', page)))
    assert answers[0] == answers[1]


def test_what_was_sent_can_be_sent_again_or_withdrawn(librarian: FlaskClient) -> None:
    invite(librarian)
    first = mailed_link()
    invitation = db.session.scalars(db.select(Invitation)).one()
    address = f"{ADDRESS}/{invitation.id}"
    db.session.commit()
    too_early = librarian.post(f"{address}/again")
    assert too_early.status_code == 422
    assert "Wait ten minutes before you send another" in too_early.text
    db.session.rollback()
    invitation.sent_at -= timedelta(minutes=10)
    db.session.commit()
    librarian.post(f"{address}/again")
    second = mailed_link()
    assert librarian.get(first).status_code == 410
    assert librarian.get(second).status_code == 200
    db.session.commit()
    librarian.post(f"{address}/withdraw")
    assert librarian.get(second).status_code == 410
    db.session.commit()
    assert librarian.post(f"{address}/again").status_code == 404
    assert events() == ["invitation.sent", "invitation.sent", "invitation.withdrawn"]


@pytest.mark.parametrize(
    ("email", "names", "sentence"),
    [
        ("ana at example", ["viewer"], "This is not an e-mail address."),
        ("ana@example.org\nBcc: x@example.org", ["viewer"], "This is not an e-mail address."),
        ("lena@example.org", ["viewer"], "This person belongs to the library."),
        ("ana@example.org", ["king"], "Tick at least one role."),
        ("ana@example.org", ["admin"], "Only an administrator"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_a_sentence(
    librarian: FlaskClient, email: str, names: list[str], sentence: str
) -> None:
    answer = invite(librarian, email, *names)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.session.scalars(db.select(Mail)).all() == []
    assert db.session.scalars(db.select(Invitation)).all() == []


def test_whoever_invites_has_shown_lately_who_she_is(librarian: FlaskClient) -> None:
    with librarian.session_transaction() as session:
        session["fs_paa"] = 0
    assert librarian.get(ADDRESS).location == f"/account/verify?next={ADDRESS}"
    db.session.commit()
    assert invite(librarian).status_code == 401
    assert db.session.scalars(db.select(Mail)).all() == []


def test_an_invitation_to_another_library_is_not_there(
    librarian: FlaskClient, user_factory: UserFactory, sign_in: SignIn
) -> None:
    other = Library(slug="other", name="Other")
    olga = sign_in(user_factory("Olga", "librarian", library=other))
    invite(olga, where="/libraries/other/invitations")
    invitation = db.session.scalars(db.select(Invitation)).one()
    address = f"{ADDRESS}/{invitation.id}/withdraw"
    db.session.commit()
    assert librarian.post(address).status_code == 404
    assert "ana@example.org" not in librarian.get(ADDRESS).text
