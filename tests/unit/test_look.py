"""A viewer's look survives from page to page, and nothing else gets in by its cookie."""

from __future__ import annotations

import html5lib
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from webapp.look import CHOICES, COOKIE, Look, current_look, forget, keep


def test_somebody_who_chose_nothing_gets_the_everyday_page() -> None:
    look = Look()
    assert (look.density_name, look.skeleton, look.list_size) == (
        "normal",
        "density/normal.html",
        12,
    )
    assert look.sign_language_name == ""


@pytest.mark.parametrize(("density", "size"), [(1, 3), (2, 5), (3, 12), (4, 24), (5, 50)])
def test_lists_are_as_long_as_the_density_says(density: int, size: int) -> None:
    assert Look(density=density).list_size == size


@given(st.dictionaries(st.sampled_from([*CHOICES, "other"]), st.text() | st.integers()))
def test_whatever_is_sent_only_known_choices_are_taken(values: dict[str, object]) -> None:
    look = Look.parse(values)
    for name, choices in CHOICES.items():
        assert getattr(look, name) in {choice.value for choice in choices}


@given(st.builds(Look, **{n: st.sampled_from([c.value for c in cs]) for n, cs in CHOICES.items()}))
def test_each_look_has_a_cache_key_of_its_own(look: Look) -> None:
    assert (look.key == Look().key) is (look == Look())


def test_a_choice_that_is_missing_stays_as_it_was() -> None:
    assert Look.parse({"density": "5"}, base=Look(contrast="soft")) == Look(5, "soft")


def test_a_kept_look_comes_back_with_the_next_page(app: Flask) -> None:
    wanted = Look(1, "yellow-black", "bfi", 2, "none")
    with app.test_request_context():
        cookie = keep(Response(), wanted).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    with app.test_request_context(headers={"Cookie": cookie.split(";")[0]}):
        assert current_look() == wanted
        assert current_look() is current_look()


@pytest.mark.parametrize("cookie", ["", "nonsense", "eyJkZW5zaXR5Ijo1fQ.forged", "\x7f"])
def test_a_cookie_that_is_not_ours_is_as_none(app: Flask, cookie: str) -> None:
    with app.test_request_context(headers={"Cookie": f"{COOKIE.kind}={cookie}"}):
        assert current_look() == Look()


@pytest.mark.parametrize("density", range(1, 6))
def test_every_density_is_valid_html_with_one_heading(client: FlaskClient, density: int) -> None:
    client.post("/look", data={"density": density})
    text = client.get("/style").text
    html5lib.HTMLParser(strict=True).parse(text)
    assert text.count("<h1") == 1


def test_behind_https_no_other_host_can_choose_for_a_viewer(app: Flask) -> None:
    app.config["SESSION_COOKIE_SECURE"] = True
    client = app.test_client()
    kept = client.post("/look", data={"density": 5}).headers["Set-Cookie"]
    assert kept.startswith("__Host-look=")
    assert "Secure" in kept
    assert 'data-density="max"' in client.get("/settings").text


def test_behind_https_a_look_can_be_forgotten(app: Flask) -> None:
    app.config["SESSION_COOKIE_SECURE"] = True
    with app.test_request_context():
        forgotten = app.response_class()
        forget(forgotten)
    told = forgotten.headers["Set-Cookie"]
    assert told.startswith("__Host-look=;")
    assert "Secure" in told, "browsers take the prefix with it alone"
    assert "Path=/" in told
