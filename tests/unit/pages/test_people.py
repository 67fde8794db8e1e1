"""Lena looks after the people of a library."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit.conftest import SignIn, UserFactory
from webapp.extensions import db
from webapp.models import Library, LogEntry, User, roles

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "viewer")


def give(browser: FlaskClient, person: User, *wanted: str, **headers: str) -> TestResponse:
    address = f"/libraries/main/people/{person.id}"
    db.session.commit()
    answer = browser.post(address, data={"role": list(wanted)}, headers=headers)
    db.session.expire_all()
    return answer


def roles_of(person: User) -> set[str]:
    return roles.of(Library.default(), person)


def logged() -> list[tuple[str, str, str]]:
    entries = db.session.scalars(db.select(LogEntry).order_by(LogEntry.id))
    return [(entry.event, entry.subject_name, entry.details.get("role", "")) for entry in entries]


def test_a_librarian_gives_and_takes_roles_and_the_log_says_so(
    librarian: FlaskClient, ana: User
) -> None:
    answer = give(librarian, ana, "uploader", "reviewer")
    assert answer.status_code == 303
    assert "Ana now has: Uploader, Reviewer." in librarian.get(answer.location).text
    assert roles_of(ana) == {"uploader", "reviewer"}
    assert logged() == [
        ("role.given", "Ana", "uploader"),
        ("role.given", "Ana", "reviewer"),
        ("role.taken", "Ana", "viewer"),
    ]
    assert {e.actor_name for e in db.session.scalars(db.select(LogEntry))} == {"Lena"}


def test_with_scripts_only_the_row_of_the_person_is_exchanged(
    librarian: FlaskClient, ana: User
) -> None:
    answer = give(librarian, ana, "reviewer", **HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert answer.text.count('class="member"') == 1
    assert "Ana now has: Reviewer." in answer.text


def test_whoever_logged_in_long_ago_shows_who_she_is_and_comes_back(
    ana: User, user_factory: UserFactory, sign_in: SignIn
) -> None:
    browser = sign_in(user_factory("Lena", "librarian"))
    with browser.session_transaction() as session:
        session["fs_paa"] = 0
    here = {"HX-Current-URL": "http://localhost/libraries/main/people?q=ana"}
    answer = give(browser, ana, "reviewer", **HTMX, **here)
    onwards = answer.headers["HX-Redirect"]
    assert onwards == "/account/verify?next=/libraries/main/people?q%3Dana"
    assert browser.get(onwards).status_code == 200
    assert roles_of(ana) == {"viewer"}


def test_without_any_role_the_form_says_what_to_do(librarian: FlaskClient, ana: User) -> None:
    for headers in ({}, HTMX):
        answer = give(librarian, ana, **headers)
        assert answer.status_code == 422
        assert "Tick at least one role" in answer.text
    assert roles_of(ana) == {"viewer"}
    assert logged() == []


def test_a_librarian_can_make_nobody_administrator(librarian: FlaskClient, ana: User) -> None:
    assert 'value="admin"' not in librarian.get("/libraries/main/people").text
    assert give(librarian, ana, "admin").status_code == 422
    assert roles_of(ana) == {"viewer"}


def test_a_librarian_sees_but_does_not_change_an_administrator(
    librarian: FlaskClient, user_factory: UserFactory
) -> None:
    amir = user_factory("Amir", "admin")
    page = librarian.get(f"/libraries/main/people/{amir.id}").text
    assert "Only an administrator can change this." in page
    assert "<fieldset id=" not in page
    assert give(librarian, amir, "viewer").status_code == 422
    assert roles_of(amir) == {"admin"}


def test_removing_asks_first(librarian: FlaskClient, ana: User) -> None:
    address = f"/libraries/main/people/{ana.id}/remove"
    db.session.commit()
    assert "Remove Ana from Library" in librarian.get(address).text
    assert roles_of(ana) == {"viewer"}
    db.session.commit()
    answer = librarian.post(address)
    assert answer.location == "/libraries/main/people"
    assert roles_of(ana) == set()
    assert logged() == [("member.removed", "Ana", "")]
    assert librarian.get(address).status_code == 404


def test_an_administrator_cannot_remove_herself(user_factory: UserFactory, sign_in: SignIn) -> None:
    amir = user_factory("Amir", "admin")
    answer = sign_in(amir).post(f"/libraries/main/people/{amir.id}/remove")
    assert answer.status_code == 422
    assert "You cannot take the role Administrator from yourself." in answer.text
    assert roles_of(amir) == {"admin"}


def test_a_librarian_who_gives_up_her_role_ends_where_she_may_be(
    user_factory: UserFactory, sign_in: SignIn
) -> None:
    lena = user_factory("Lena", "librarian")
    assert give(sign_in(lena), lena, "viewer").location == "/libraries/main"


def test_people_of_another_library_are_not_there(
    librarian: FlaskClient, user_factory: UserFactory
) -> None:
    other = Library(slug="other", name="Other")
    otto = user_factory("Otto", "viewer", library=other)
    assert "Otto" not in librarian.get("/libraries/main/people").text
    assert librarian.get(f"/libraries/main/people/{otto.id}").status_code == 404
    assert give(librarian, otto, "reviewer").status_code == 404
    assert librarian.get("/libraries/other/people").status_code == 404


def test_people_are_found_by_a_part_of_name_or_address(
    librarian: FlaskClient, ana: User, user_factory: UserFactory
) -> None:
    user_factory("Zoe", "viewer")
    found = librarian.get("/libraries/main/people?q=zo").text
    assert "One person is found." in found
    assert "<bdi>Zoe</bdi>" in found
    assert "<bdi>Ana</bdi>" not in found
    assert "Nobody is found" in librarian.get("/libraries/main/people?q=xyz").text


def test_the_page_says_in_words_what_each_role_may_do(librarian: FlaskClient) -> None:
    page = librarian.get("/libraries/main/people").text
    assert "Adds and corrects captions." in page


def test_a_change_of_roles_holds_at_once(
    librarian: FlaskClient, ana: User, sign_in: SignIn
) -> None:
    browser = sign_in(ana)
    assert browser.get("/upload").status_code == 403
    give(librarian, ana, "uploader")
    assert browser.get("/upload").status_code == 200
    give(librarian, ana, "viewer")
    assert browser.get("/upload").status_code == 403
