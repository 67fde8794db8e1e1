"""One answer for a browser, htmx and a cache, each of which gets what it asked for."""

from __future__ import annotations

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader

from webapp import access, respond

PAGE = """{% extends look.skeleton %}{% block title %}T{% endblock %}
{% block heading %}<h1>T</h1>{% endblock %}
{% block lead %}<p>the lead</p>{% endblock %}
{% block primary %}<p id="p">{{ said }}</p><b>{{ csrf_token() }}</b>{% endblock %}"""
HTMX = {"HX-Request": "true"}


@pytest.fixture
def said() -> list[str]:
    return ["hello"]


@pytest.fixture
def viewer(app: Flask, said: list[str]) -> FlaskClient:
    """A browser before an application with one page, which shows ``said``."""
    loaders = [DictLoader({"try.html": PAGE}), app.jinja_env.loader]
    app.jinja_env.loader = ChoiceLoader([loader for loader in loaders if loader])

    @app.get("/try")
    @access.anyone
    def show() -> Response:
        return respond.page("try.html", block="primary", said=said[0], announce="Half is done.")

    @app.post("/try")
    @access.anyone
    def refuse() -> Response:
        return respond.page("try.html", block="primary", status=422, said="no title")

    @app.post("/kept")
    @access.anyone
    def accept() -> Response:
        return respond.see_other("/try", announce="It is kept.")

    return app.test_client()


def test_a_browser_gets_the_whole_page(viewer: FlaskClient) -> None:
    text = viewer.get("/try").text
    assert text.startswith("<!doctype html>")
    assert '<div id="status" role="status">Half is done.</div>' in text


def test_htmx_gets_the_fragment_and_the_announcement_beside_it(viewer: FlaskClient) -> None:
    text = viewer.get("/try", headers=HTMX).text
    assert text.startswith('<p id="p">hello</p>')
    assert text.endswith('<div hx-swap-oob="innerHTML:#status">Half is done.</div>')


@pytest.mark.parametrize("header", ["HX-History-Restore-Request", "HX-Boosted"])
def test_somebody_who_goes_back_gets_the_page_not_a_piece_of_it(
    viewer: FlaskClient, header: str
) -> None:
    assert "<!doctype html>" in viewer.get("/try", headers={**HTMX, header: "true"}).text


def test_caches_keep_looks_and_fragments_apart(viewer: FlaskClient) -> None:
    response = viewer.get("/try")
    assert {"HX-Request", "Cookie"} <= set(response.vary)
    assert response.cache_control.private
    assert response.cache_control.no_cache


def test_the_same_page_is_sent_once(viewer: FlaskClient, said: list[str]) -> None:
    tag = viewer.get("/try").headers["ETag"]
    again = viewer.get("/try", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    said[0] = "news"
    assert viewer.get("/try", headers={"If-None-Match": tag}).status_code == 200


def test_a_poll_that_shows_the_newest_already_swaps_nothing(
    viewer: FlaskClient, said: list[str]
) -> None:
    tag = viewer.get("/try", headers=HTMX).headers["ETag"]
    seen = {**HTMX, respond.SEEN: tag}
    assert viewer.get("/try", headers=seen).status_code == 204
    # The browser's own cache asks for content that it may not show any more.
    assert viewer.get("/try", headers={**HTMX, "If-None-Match": tag}).status_code == 304
    said[0] = "news"
    assert viewer.get("/try", headers=seen).status_code == 200


def test_another_session_never_gets_a_kept_form(app: Flask, viewer: FlaskClient) -> None:
    tag = viewer.get("/try").headers["ETag"]
    stranger = app.test_client()
    assert stranger.get("/try", headers={"If-None-Match": tag}).status_code == 200


def test_a_refused_form_is_never_not_modified(viewer: FlaskClient) -> None:
    response = viewer.post("/try", headers=HTMX)
    assert (response.status_code, "ETag" in response.headers) == (422, False)


def test_an_accepted_form_leads_on_and_says_so_there(viewer: FlaskClient) -> None:
    response = viewer.post("/kept")
    assert (response.status_code, response.location) == (303, "/try")
    assert "It is kept." in viewer.get("/try").text
    assert "It is kept." not in viewer.get("/try").text


def test_htmx_is_told_to_go_on_as_a_page(viewer: FlaskClient) -> None:
    response = viewer.post("/kept", headers=HTMX)
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/try")


@pytest.mark.parametrize("address", ["/", "/media/1?t=2", "/a//b"])
def test_people_come_back_to_where_they_were(address: str) -> None:
    assert respond.own_path(address, "/settings") == address


@pytest.mark.parametrize(
    "address",
    [None, "", "//evil.example", "/\\evil.example", "https://evil.example", "a", "/\t/evil", "/\n"],
)
def test_nobody_is_led_to_another_site(address: str | None) -> None:
    assert respond.own_path(address, "/settings") == "/settings"


@pytest.mark.parametrize("density", range(1, 6))
def test_nothing_is_lost_in_any_density(viewer: FlaskClient, density: int) -> None:
    viewer.post("/look", data={"density": density})
    text = viewer.get("/try").text
    assert text.count("the lead") == 1
    assert ('<details class="rest"' in text) is (density == 1)
