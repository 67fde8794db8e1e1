"""A reviewer gives commands her own keys, in a form that needs no script."""

from __future__ import annotations

from flask.testing import FlaskClient

from webapp.extensions import db
from webapp.models import User
from webapp.review_commands import COMMANDS
from webapp.reviewing import Reviewing

ADDRESS = "/settings/review-keys"
USUAL = {f"key-{command.name}": " ".join(command.keys) for command in COMMANDS}


def lena() -> Reviewing:
    user = User.by_email("lena@example.org")
    assert user is not None
    db.session.refresh(user)
    return Reviewing.parse(user.reviewing)


def test_every_command_stands_there_with_its_keys(librarian: FlaskClient) -> None:
    text = librarian.get(ADDRESS).text
    for command in COMMANDS:
        assert f'id="key-{command.name}"' in text
    assert 'value="Space Alt+Enter"' in text
    assert f'href="{ADDRESS}"' in librarian.get("/settings").text


def test_lena_puts_split_on_her_pedal_and_switches_letters_on(librarian: FlaskClient) -> None:
    answer = librarian.post(ADDRESS, data=USUAL | {"key-split": "F13", "letters": "on"})
    assert (answer.status_code, answer.location) == (303, ADDRESS)
    assert lena() == Reviewing(letters=True, own={"split": ("F13",)})
    text = librarian.get(ADDRESS).text
    assert 'value="F13"' in text
    assert 'name="letters" checked' in text


def test_a_key_of_the_browser_and_one_that_is_taken_are_refused_where_they_stand(
    librarian: FlaskClient,
) -> None:
    wrong = {"key-split": "Ctrl+T", "key-merge": "i"}
    answer = librarian.post(ADDRESS, data=USUAL | wrong)
    assert answer.status_code == 422
    assert '<a href="#key-split">Ctrl+t is a key of browsers.</a>' in answer.text
    assert "i is the key of &#39;Merge with the next caption&#39; already." in answer.text
    assert 'value="Ctrl+T"' in answer.text  # what she wrote is still there
    assert lena() == Reviewing()


def test_the_usual_keys_come_back(librarian: FlaskClient) -> None:
    librarian.post(ADDRESS, data=USUAL | {"key-split": "F13"})
    librarian.post(ADDRESS, data=USUAL | {"key-split": "F13", "usual": "true"})
    assert lena() == Reviewing()


def test_lena_comes_back_to_the_page_that_she_was_on(librarian: FlaskClient) -> None:
    page = librarian.get(f"{ADDRESS}?next=/media/abc/review/1")
    assert 'name="next" value="/media/abc/review/1"' in page.text
    answer = librarian.post(ADDRESS, data=USUAL | {"next": "/media/abc/review/1"})
    assert answer.location == "/media/abc/review/1"
    assert librarian.post(ADDRESS, data=USUAL | {"next": "//evil.example"}).location == ADDRESS
