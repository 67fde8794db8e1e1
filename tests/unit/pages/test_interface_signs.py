"""Ida signs BSL, and English is her second language: beside what a page says it is signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory
from tests.unit.pages.conftest import ChooseDensity, CountQueries
from tests.unit.pages.test_clips import clip
from webapp.extensions import db

LINK = re.compile(
    r'<a class="button small sign-here" id="sign-([\w.]+)" href="([^"]+)" aria-label="([^"]+)">'
)
CLIPS = re.compile(r"FROM sign_clip\b")


def links(page: str) -> dict[str, str]:
    """What each link to a clip reads, by its place."""
    return {name: words for name, _url, words in LINK.findall(page)}


@pytest.fixture
def ida(client: FlaskClient) -> FlaskClient:
    client.post("/look", data={"sign_language": "bfi"})
    return client


def test_she_finds_sign_beside_each_text_that_is_signed(app: Flask, ida: FlaskClient) -> None:
    for place in ("help.watching", "settings", "welcome.density"):
        clip(app, place)
    clip(app, "help.keys", "ase")
    assert links(ida.get("/help").text) == {
        "help.watching": "Sign: Watching",
        "help.keys": "Sign (ASL): With the keyboard",
    }
    assert links(ida.get("/settings").text) == {"settings": "Sign: How pages look"}
    assert list(links(ida.get("/welcome/density").text)) == ["welcome.density"]
    assert links(ida.get("/welcome/contrast").text) == {}


def test_who_has_not_chosen_yet_is_told_which_sign_language_it_is(
    app: Flask, client: FlaskClient
) -> None:
    for place in ("welcome.offer", "welcome.sign_language"):
        clip(app, place, "bfi")
        clip(app, place, "ils")
    page = client.get("/").text
    assert links(page) == {"welcome.offer": "Sign (International Sign): Three short questions"}
    page = client.get("/welcome/sign_language").text
    assert links(page) == {"welcome.sign_language": "Sign (International Sign): Do you sign?"}


@contextmanager
def without_clips(app: Flask) -> Iterator[None]:
    """Whatever asks for clips fails."""

    def rename(there: str, then: str) -> None:
        with app.app_context():
            db.session.execute(db.text(f"ALTER TABLE {there} RENAME TO {then}"))
            db.session.commit()

    rename("sign_clip", "away")
    try:
        yield
    finally:
        rename("away", "sign_clip")


def test_a_page_that_fails_says_why_and_offers_no_clip_about_something_else(
    app: Flask, ida: FlaskClient
) -> None:
    clip(app, "settings")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with without_clips(app):
        answer = ida.get("/settings")
    assert answer.status_code == 500
    assert "<h1" in answer.text
    assert links(answer.text) == {}


@pytest.mark.parametrize("density", range(1, 6))
def test_no_density_leaves_it_out(
    app: Flask, client: FlaskClient, choose_density: ChooseDensity, density: int
) -> None:
    clip(app, "settings")
    choose_density(density)
    page = client.get("/settings").text
    assert list(links(page.split('id="rest"')[0])) == ["settings"]
    assert "js/terms.js" in page


def test_a_clip_that_cannot_be_played_yet_is_not_offered(app: Flask, ida: FlaskClient) -> None:
    made = clip(app, "settings")
    made.file = ""
    db.session.commit()
    page = ida.get("/settings").text
    assert links(page) == {}
    assert "js/terms.js" not in page
    assert ida.get("/signing/places/settings").status_code == 404


def test_a_page_asks_once_and_one_without_places_never(
    app: Flask, ida: FlaskClient, media_factory: MediaFactory, counted_queries: CountQueries
) -> None:
    for place in ("help.watching", "help.keys", "help.looks", "help.problems"):
        clip(app, place)
    watch = f"/media/{media_factory(cues=2).slug}"
    for address, count in (("/help", 1), ("/settings", 1), (watch, 0), ("/login", 0)):
        with counted_queries() as statements:
            assert ida.get(address).status_code == 200
        assert len([each for each in statements if CLIPS.search(each)]) == count, address


def test_the_link_leads_to_the_clip_and_back(app: Flask, ida: FlaskClient) -> None:
    made, other = clip(app, "settings", "ase"), clip(app, "settings", "ils")
    ((_name, url, _words),) = LINK.findall(ida.get("/settings?x=1").text)
    page = ida.get(url.replace("&amp;", "&")).text
    assert "There is no BSL here. This is International Sign." in page
    assert "Choose what suits your eyes." in page
    assert f"/signing/clips/{other.id}.mp4" in page
    assert f"/signing/clips/{made.id}.mp4" in page.split("Signed otherwise")[1]
    assert 'href="/settings?x=1">Back to the page' in page
    assert "autoplay" not in page
    panel = ida.get(url.replace("&amp;", "&"), headers={"HX-Request": "true"}).text
    assert "data-plays" in panel
    assert "Signed otherwise" not in panel


@pytest.mark.parametrize("address", ["https://elsewhere.org/", "//elsewhere.org"])
def test_it_leads_nowhere_else(app: Flask, ida: FlaskClient, address: str) -> None:
    clip(app, "settings")
    page = ida.get("/signing/places/settings", query_string={"next": address}).text
    main = page.split('<main id="main"')[1]
    assert "elsewhere" not in main
    assert 'href="/">Back to the page' in main


def test_what_is_no_place_is_not_there(ida: FlaskClient) -> None:
    assert ida.get("/signing/places/nowhere").status_code == 404
