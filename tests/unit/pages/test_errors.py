"""Whatever goes wrong, a person reads what it was and what to do."""

from __future__ import annotations

import html5lib
import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from webapp import access
from webapp.pages.errors import WORDS
from webapp.stored_files import NoRoom


@pytest.fixture
def breaking(app: Flask) -> FlaskClient:
    """A browser before an application that breaks as it is told."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    app.aborter.mapping[NoRoom.code] = NoRoom

    @app.get("/break/<int:code>")
    @access.anyone
    def break_off(code: int) -> str:
        abort(code)

    @app.get("/own")
    @access.anyone
    def own_words() -> str:
        abort(415, "This is a picture. Choose a video.")

    @app.get("/crash")
    @access.anyone
    def crash() -> str:
        raise ZeroDivisionError("a secret of the machine")

    return app.test_client()


@pytest.mark.parametrize("code", WORDS)
def test_each_error_is_a_page_in_plain_words(breaking: FlaskClient, code: int) -> None:
    response = breaking.get(f"/break/{code}")
    assert response.status_code == code
    assert f"<h1>{WORDS[code].title}</h1>" in response.text
    assert str(WORDS[code].do) in response.text
    html5lib.HTMLParser(strict=True).parse(response.text)


@pytest.mark.parametrize("density", range(1, 6))
def test_each_look_has_its_errors(breaking: FlaskClient, density: int) -> None:
    breaking.post("/look", data={"density": density, "contrast": "high-dark"})
    for code, words in WORDS.items():
        text = breaking.get(f"/break/{code}").text
        assert 'data-contrast="high-dark"' in text
        assert str(words.what) in text


def test_a_fragment_gets_a_fragment_for_the_one_alert(breaking: FlaskClient) -> None:
    response = breaking.get("/break/503", headers={"HX-Request": "true"})
    assert response.status_code == 503
    assert response.headers["HX-Retarget"] == "#problem"
    assert "<html" not in response.text
    assert str(WORDS[503].do) in response.text


@pytest.mark.parametrize("kind", ["application/json", "application/problem+json"])
def test_a_program_gets_problem_details(breaking: FlaskClient, kind: str) -> None:
    response = breaking.get("/break/429", headers={"Accept": kind})
    assert response.mimetype == "application/problem+json"
    assert response.get_json() == {
        "type": "about:blank",
        "title": WORDS[429].title,
        "status": 429,
        "detail": WORDS[429].what,
    }


def test_a_page_can_say_it_better(breaking: FlaskClient) -> None:
    assert "This is a picture. Choose a video." in breaking.get("/own").text


def test_a_crash_tells_no_secret(breaking: FlaskClient) -> None:
    response = breaking.get("/crash")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert str(WORDS[500].what) in response.text


def test_a_wrong_method_names_the_right_ones(breaking: FlaskClient) -> None:
    response = breaking.post("/style")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_an_error_that_nobody_thought_of_still_has_words(breaking: FlaskClient) -> None:
    response = breaking.get("/break/418")
    assert response.status_code == 418
    assert f"<h1>{WORDS[400].title}</h1>" in response.text


def test_whoever_is_not_logged_in_is_shown_the_way_to_what_may_be_for_members(
    client: FlaskClient, librarian: FlaskClient
) -> None:
    lost = client.get("/media/for-members").text
    assert "It may also be for members only." in lost
    assert 'href="/login?next=/media/for-members"' in lost
    assert "for members only" not in librarian.get("/media/for-members").text
    assert 'id="error-log-in"' in client.post("/media/for-members/captions").text
