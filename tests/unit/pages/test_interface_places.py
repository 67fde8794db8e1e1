"""What pages say is found where it stands, so that whoever signs it reads the same."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from webapp.pages.interface_places import OF_PAGES, PLACES


@pytest.mark.parametrize("name", PLACES)
def test_each_place_says_something_and_in_english_the_same_for_everybody(
    app: Flask, name: str
) -> None:
    with app.test_request_context("/"):
        title, said = PLACES[name].source.split("\n")
        assert len(title) > 2
        assert 10 < len(said) < 1000
        assert "<" not in said
        with force_locale("de"):
            assert PLACES[name].source == f"{title}\n{said}"
            assert PLACES[name].said() != said


def test_pages_that_have_a_place_are_there(app: Flask) -> None:
    assert set(OF_PAGES) <= set(app.view_functions)


def test_a_place_says_what_its_page_says(app: Flask, librarian: FlaskClient) -> None:
    pages = {
        "settings": "/settings",
        "upload": "/upload",
        "help.keys": "/help",
        "log": "/libraries/main/log",
    }
    for name, address in pages.items():
        with app.test_request_context("/"):
            said = PLACES[name].said()
        first = said.split(".")[0].split(",")[0].removeprefix("Tab ")
        assert first in librarian.get(address).text


def test_words_do_not_run_into_each_other(app: Flask) -> None:
    with app.test_request_context("/"):
        assert PLACES["help.keys"].said().startswith("Tab goes to the next link")
