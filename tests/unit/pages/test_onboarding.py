"""Three short questions on the first visit: offered, never pressed on anybody, asked once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from webapp.extensions import db
from webapp.models import User

OFFER = "Three short questions"


def test_ana_comes_for_the_first_time_and_is_offered_them(client: FlaskClient) -> None:
    response = client.get("/")
    assert response.status_code == 200  # she sees what she came for
    assert OFFER in response.text
    assert '/welcome/sign_language?next=/"' in response.text


def test_ben_says_later_and_is_not_asked_again(client: FlaskClient) -> None:
    response = client.post("/welcome", data={"next": "/?page=2"})
    assert (response.status_code, response.location) == (303, "/?page=2")
    assert OFFER not in client.get("/").text


def test_who_has_chosen_a_look_is_not_asked(client: FlaskClient) -> None:
    client.post("/look", data={"contrast": "soft"})
    assert OFFER not in client.get("/").text


def test_only_the_page_of_videos_offers_them(client: FlaskClient) -> None:
    for address in ("/settings", "/help", "/nothing-here", "/welcome/density"):
        assert OFFER not in client.get(address).text


def test_each_answer_counts_from_the_next_page_on(client: FlaskClient) -> None:
    def answer(question: str, value: str) -> str | None:
        return client.post(f"/welcome/{question}", data={question: value, "next": "/help"}).location

    assert answer("sign_language", "bfi") == "/welcome/density?next=/help"
    assert answer("density", "1") == "/welcome/contrast?next=/help"
    text = client.get("/welcome/contrast?next=/help").text
    assert 'data-density="minimal"' in text
    assert "Question 3 of 3" in text
    assert 'href="/welcome/density?next=/help"' in text  # and back again
    assert answer("contrast", "yellow-black") == "/help"
    text = client.get("/settings").text
    assert 'data-contrast="yellow-black"' in text
    assert '<option value="bfi" selected>' in text


def test_carla_stops_midway_and_keeps_what_she_answered(client: FlaskClient) -> None:
    client.post("/welcome/sign_language", data={"sign_language": "gsg"})
    text = client.get("/").text
    assert OFFER not in text
    assert 'value="gsg" checked' in client.get("/welcome/sign_language").text


def test_an_answer_is_kept_with_the_account(
    app: Flask, user_factory: Callable[..., User], sign_in: Callable[..., FlaskClient]
) -> None:
    ana = user_factory(name="Ana")
    client = sign_in(ana)
    assert OFFER in client.get("/").text
    client.post("/welcome/density", data={"density": "2"})
    db.session.refresh(ana)
    assert ana.look is not None
    assert ana.look["density"] == 2
    elsewhere = sign_in(ana)
    assert OFFER not in elsewhere.get("/").text


def test_sign_languages_of_her_countries_come_first(client: FlaskClient) -> None:
    text = client.get("/welcome/sign_language", headers={"Accept-Language": "de-AT, de;q=0.9"}).text
    first, more = text.split('id="question"')[1].split("<details>\n      <summary>")
    assert all(f'value="{code}"' in first for code in ("gsg", "asq", "sgg", "ils"))
    assert 'value="bfi"' not in first
    assert 'value="bfi"' in more


def test_a_clip_is_shown_where_there_is_one(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    assert "<video" not in client.get("/welcome/sign_language").text
    (tmp_path / "signs").mkdir()
    (tmp_path / "signs" / "bfi.mp4").touch()
    app.static_folder = str(tmp_path)
    text = client.get("/welcome/sign_language").text
    assert text.count("<video") == 1
    assert "/static/signs/bfi.mp4" in text


def test_nobody_is_led_away_from_the_site(client: FlaskClient) -> None:
    response = client.post("/welcome", data={"next": "https://example.org/"})
    assert response.location == "/"
    text = client.get("/welcome/density?next=//example.org/").text
    assert 'name="next" value="//example.org' not in text


def test_what_does_not_exist_is_refused(client: FlaskClient) -> None:
    assert client.get("/welcome/shoe-size").status_code == 404
    assert client.post("/welcome/density", data={"density": "9"}).status_code == 400
