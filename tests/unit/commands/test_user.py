"""Whoever runs the installation makes accounts, gives roles and helps people in."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask_security import verify_password
from sqlalchemy import select

from webapp.commands.user import user
from webapp.extensions import db
from webapp.models import Library, LogEntry, User

WORDS = "vier Wolken unter Wasser"
ANA = ("--email", "ana@example.org", "--name", "Ana")


@pytest.fixture
def app(installation: Flask) -> Flask:
    return installation


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(user, words, input=typed)


def found(app: Flask, email: str = "ana@example.org") -> tuple[bool, list[tuple[str, str]], str]:
    """Whether somebody is the administrator, her roles, and the hash of her password."""
    with app.app_context():
        person = User.by_email(email)
        assert person is not None
        roles = sorted((m.library.slug, m.role) for m in person.memberships)
        return person.is_admin, roles, person.password or ""


def test_an_administrator_is_made_with_a_password_from_a_pipe(app: Flask) -> None:
    made = run("create", *ANA, "--role", "admin", "--password-stdin", typed=f"{WORDS}\n")
    assert (made.exit_code, made.output) == (
        0,
        "Made: Ana <ana@example.org>, administrator of everything.\n",
    )
    is_admin, roles, hashed = found(app)
    assert is_admin
    assert roles == [("main", "viewer")]
    with app.app_context():
        assert verify_password(WORDS, hashed)


def test_without_a_password_a_link_is_printed_that_works_once(app: Flask) -> None:
    made = run("create", *ANA, "--role", "librarian")
    assert made.exit_code == 0, made.output
    link = re.search(r"^http://\S+$", made.output, re.MULTILINE)
    assert link is not None
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    path = urlsplit(link[0]).path
    assert client.post(path, data={"password": WORDS}).location == "/login"
    entered = client.post("/login", data={"email": "ana@example.org", "password": WORDS})
    assert entered.location == "/"
    assert client.post(path, data={"password": WORDS}).location == "/reset"


def test_a_role_is_given_in_one_library(app: Flask) -> None:
    with app.app_context():
        db.session.add(Library(slug="archive", name="Archive"))
        db.session.commit()
    made = run("create", *ANA, "--role", "admin", "--library", "archive")
    assert "admin of Archive" in made.output
    assert found(app)[:2] == (False, [("archive", "admin"), ("main", "viewer")])
    assert run("role", "ana@example.org", "reviewer", "--library", "archive").exit_code == 0
    taken = run("role", "ana@example.org", "admin", "--library", "archive", "--take")
    assert "no longer admin of Archive" in taken.output
    assert found(app)[1] == [("archive", "reviewer"), ("main", "viewer")]


def test_every_account_is_listed_with_what_it_may_do(app: Flask) -> None:
    run("create", *ANA, "--role", "qa")
    run("create", "--email", "bo@example.org", "--name", "Bo", "--role", "admin")
    assert run("list").output.splitlines() == [
        "ana@example.org\tAna\tqa (main), viewer (main)",
        "bo@example.org\tBo\tadministrator, viewer (main)",
    ]


def test_the_only_administrator_stays_one(app: Flask) -> None:
    run("create", *ANA, "--role", "admin")
    refused = run("role", "ana@example.org", "admin", "--take")
    assert refused.exit_code == 2
    assert "the only administrator" in refused.output
    assert found(app)[0]
    run("create", "--email", "bo@example.org", "--name", "Bo", "--role", "admin")
    assert run("role", "ana@example.org", "admin", "--take").exit_code == 0
    assert not found(app)[0]


def test_a_password_is_replaced_and_everybody_logged_out(app: Flask) -> None:
    run("create", *ANA, "--role", "viewer", "--password-stdin", typed=WORDS)
    app.config["WTF_CSRF_ENABLED"] = False
    browser = app.test_client()
    browser.post("/login", data={"email": "ana@example.org", "password": WORDS})
    assert browser.get("/account").status_code == 200
    changed = run("password", "ana@example.org", "--password-stdin", typed="sieben lampen im regen")
    assert "new password" in changed.output
    assert browser.get("/account").status_code == 303
    assert "http://" in run("password", "ana@example.org").output


def test_a_locked_person_is_let_in_again(app: Flask) -> None:
    run("create", *ANA, "--role", "viewer", "--password-stdin", typed=WORDS)
    app.config["WTF_CSRF_ENABLED"] = False
    browser, right = app.test_client(), {"email": "ana@example.org", "password": WORDS}
    for _ in range(8):
        browser.post("/login", data={**right, "password": "wrong"})
    assert browser.post("/login", data=right).status_code == 429
    assert run("unlock", "ana@example.org").exit_code == 0
    assert browser.post("/login", data=right).status_code == 302


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("create", "--email", "ana", "--name", "Ana", "--role", "viewer"),
            "not an e-mail address",
        ),
        (("create", "--email", "a@b.org", "--name", " ", "--role", "viewer"), "The name is empty."),
        (("create", *ANA, "--role", "viewer", "--library", "no"), "There is no library no."),
        (("create", *ANA, "--role", "viewer", "--password-stdin"), "too short"),
        (("create", *ANA, "--role", "king"), "'king' is not one of"),
        (("role", "ana@example.org", "qa"), "There is no account with ana@example.org."),
        (("unlock", "ana@example.org"), "There is no account with ana@example.org."),
        (("password", "ana@example.org"), "There is no account with ana@example.org."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    app: Flask, words: tuple[str, ...], sentence: str
) -> None:
    refused = run(*words)
    assert refused.exit_code == 2
    assert sentence in refused.output
    with app.app_context():
        assert db.session.scalar(select(User.id)) is None


def test_nobody_gets_a_second_account(app: Flask) -> None:
    run("create", *ANA, "--role", "viewer")
    again = run("create", "--email", "ANA@example.org", "--name", "Other", "--role", "admin")
    assert again.exit_code == 2
    assert "has an account already" in again.output


def test_the_code_for_the_first_start_is_printed_until_there_is_an_administrator(
    app: Flask,
) -> None:
    printed = run("first-start")
    code = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){2}", printed.output)
    assert code is not None
    app.config["WTF_CSRF_ENABLED"] = False
    form = {"code": code[0], "name": "Ana", "email": "ana@example.org", "password": WORDS}
    assert app.test_client().post("/first-start", data=form).status_code == 303
    after = run("first-start")
    assert after.exit_code == 2
    assert "There is an administrator already." in after.output


def test_what_was_done_stands_in_the_log(app: Flask) -> None:
    run("create", *ANA, "--role", "admin")
    with app.app_context():
        entries = db.session.scalars(select(LogEntry).order_by(LogEntry.id)).all()
        assert [(e.event, e.actor_name) for e in entries] == [
            ("account.created", "On the server"),
            ("role.given", "On the server"),
        ]
