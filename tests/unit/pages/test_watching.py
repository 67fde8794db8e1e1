"""People say how captions are to look, in a form that needs no script, and keep it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password

from webapp.extensions import db
from webapp.models import Media, User
from webapp.watching_choices import CHOICES, LABELS

ADDRESS = "/settings/watching"
BY_PLAYER = {"HX-Request": "true"}


def is_chosen(text: str, name: str, value: str) -> bool:
    """Whether a page's form shows a choice as the one that holds."""
    option = re.search(rf'data-of="{name}"[^>]*|name="{name}" value="{value}"[^>]*', text)
    held = re.findall(rf'<option value="{value}" data-of="{name}"[^>]*selected', text)
    ticked = re.findall(rf'name="{name}" value="{value}"[^>]*checked', text)
    return bool(option and (held or ticked))


def test_every_choice_has_its_word_in_the_form(client: FlaskClient) -> None:
    text = client.get(ADDRESS).text
    for name, label in LABELS.items():
        assert str(label) in text
        assert f'name="{name}"' in text
        for choice in CHOICES.get(name, ()):
            assert str(choice.word) in text


def test_the_settings_page_leads_there(client: FlaskClient) -> None:
    assert f'href="{ADDRESS}"' in client.get("/settings").text


def test_what_ana_keeps_is_in_the_form_in_the_sample_and_in_the_style(client: FlaskClient) -> None:
    kept = {"caption_size": "150", "caption_color": "yellow", "caption_place": "above"}
    answer = client.post(ADDRESS, data=kept)
    assert (answer.status_code, answer.location) == (303, ADDRESS)
    page = client.get(ADDRESS).text
    assert "Kept." in page
    assert is_chosen(page, "caption_color", "yellow")
    assert is_chosen(page, "caption_place", "above")
    assert 'class="caption-sample" data-place="above"' in page
    style = re.search(r"/captions-\w+\.css", page)
    assert style
    assert "--caption-size: 1.5;" in client.get(style[0]).text


def test_a_box_that_is_not_ticked_is_off(client: FlaskClient) -> None:
    client.post(ADDRESS, data={"speaker_colours": ["off"], "pulse": ["off", "on"]})
    page = client.get(ADDRESS).text
    assert not is_chosen(page, "speaker_colours", "on")
    assert is_chosen(page, "pulse", "on")


def test_a_wrong_value_is_refused_in_words_and_the_rest_of_the_form_is_not_lost(
    client: FlaskClient,
) -> None:
    sent = {"caption_size": "900", "caption_font": "x", "caption_color": "cyan", "vibrate": "on"}
    answer = client.post(ADDRESS, data=sent)
    assert answer.status_code == 422
    assert "2 things need your attention" in answer.text
    assert '<a href="#caption_size">Size: give a whole number from 50 to 200.</a>' in answer.text
    assert is_chosen(answer.text, "caption_color", "cyan")
    assert is_chosen(answer.text, "vibrate", "on")
    assert is_chosen(client.get(ADDRESS).text, "caption_color", "white")  # nothing was kept


def test_the_player_s_save_keeps_what_can_be_and_says_nothing(client: FlaskClient) -> None:
    answer = client.post(
        ADDRESS, data={"caption_size": "900", "caption_color": "cyan"}, headers=BY_PLAYER
    )
    assert answer.status_code == 204
    page = client.get(ADDRESS).text
    assert is_chosen(page, "caption_color", "cyan")
    assert "Kept." not in page


def test_back_to_usual(client: FlaskClient) -> None:
    client.post(ADDRESS, data={"caption_color": "cyan", "transcript": "below"})
    client.post(ADDRESS, data={"caption_color": "lime", "usual": "on"})
    page = client.get(ADDRESS).text
    assert is_chosen(page, "caption_color", "white")


def test_colours_that_cannot_be_read_together_are_named(client: FlaskClient) -> None:
    sentence = re.compile(r'<p class="caption-hard" role="status"( hidden)?>')
    assert sentence.findall(client.get(ADDRESS).text) == [" hidden"]
    client.post(ADDRESS, data={"caption_color": "black"})
    assert sentence.findall(client.get(ADDRESS).text) == [""]


def test_the_form_leads_back_to_the_video_and_to_no_other_site(client: FlaskClient) -> None:
    assert 'href="/media/abc"' in client.get(f"{ADDRESS}?next=/media/abc").text
    assert 'href="//evil' not in client.get(f"{ADDRESS}?next=//evil.example").text
    answer = client.post(ADDRESS, data={"caption_size": "120", "next": "/media/abc"})
    assert answer.location == "/media/abc"
    answer = client.post(ADDRESS, data={"caption_size": "120", "next": "//evil.example"})
    assert answer.location == ADDRESS


def test_a_style_is_kept_by_the_browser_only_under_its_own_address(client: FlaskClient) -> None:
    own = re.search(r"/captions-\w+\.css", client.get(ADDRESS).text)
    assert own
    found = client.get(own[0])
    assert found.mimetype == "text/css"
    assert found.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "Cookie" in found.headers["Vary"]
    client.post(ADDRESS, data={"caption_size": "200"})
    old = client.get(own[0])
    assert "--caption-size: 2;" in old.text
    assert old.headers["Cache-Control"] == "private, no-store"


def test_the_watch_page_has_the_style_and_the_form(
    client: FlaskClient, media_factory: Callable[..., Media]
) -> None:
    page = client.get(f"/media/{media_factory(cues=2).slug}").text
    assert re.search(r'<link rel="stylesheet" href="/captions-\w+\.css">', page)
    assert page.count('id="caption-form"') == 1
    assert "<noscript>" in page
    assert f'href="{ADDRESS}?next=/media/' in page


WORDS = "vier Wolken unter Wasser"


@pytest.fixture
def ben(user_factory: Callable[..., User]) -> User:
    """Somebody with an account and a password."""
    return user_factory("Ben", "viewer", password=hash_password(WORDS))


def log_in(browser: FlaskClient, person: User) -> None:
    answer = browser.post("/login", data={"email": person.email, "password": WORDS})
    assert answer.status_code in (302, 303)


def test_what_ben_chose_before_he_logs_in_is_in_his_account_and_on_his_other_device(
    app: Flask, client: FlaskClient, ben: User
) -> None:
    client.post(ADDRESS, data={"caption_size": "180"}, headers=BY_PLAYER)
    log_in(client, ben)
    db.session.refresh(ben)
    assert ben.watching == {"caption_size": 180}
    telephone = app.test_client()
    telephone.post(ADDRESS, data={"caption_size": "60"})
    log_in(telephone, ben)
    assert 'value="180"' in telephone.get(ADDRESS).text
    telephone.post("/logout")
    assert 'value="180"' in telephone.get(ADDRESS).text


def test_two_changes_one_after_the_other_are_both_kept(client: FlaskClient, ben: User) -> None:
    log_in(client, ben)
    client.post(ADDRESS, data={"caption_size": "180"}, headers=BY_PLAYER)
    client.post(ADDRESS, data={"caption_font": "serif"}, headers=BY_PLAYER)
    db.session.refresh(ben)
    assert ben.watching == {"caption_size": 180, "caption_font": "serif"}
