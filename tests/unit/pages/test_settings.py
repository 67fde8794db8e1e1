"""People choose how pages look, see it at once, and can take it back."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webapp.look import CHOICES


def test_every_choice_can_be_seen_and_named(client: FlaskClient) -> None:
    text = client.get("/settings").text
    for choices in CHOICES.values():
        for choice in choices:
            assert str(choice.word) in text


def test_a_choice_holds_on_every_page(client: FlaskClient) -> None:
    response = client.post("/settings", data={"density": "1", "contrast": "yellow-black"})
    assert (response.status_code, response.location) == (303, "/settings")
    for address in ("/settings", "/", "/nothing-here"):
        text = client.get(address).text
        assert 'data-density="minimal" data-contrast="yellow-black"' in text


def test_the_quick_switch_returns_to_the_same_page(client: FlaskClient) -> None:
    response = client.post("/look", data={"density": "5", "next": "/style?a=1"})
    assert response.location == "/style?a=1"
    assert "Kept." in client.get("/style?a=1").text


def test_the_quick_switch_keeps_what_it_does_not_ask_for(client: FlaskClient) -> None:
    client.post("/settings", data={"sign_language": "bfi", "motion": "none"})
    client.post("/look", data={"density": "2", "contrast": "soft"})
    text = client.get("/settings").text
    assert '<option value="bfi" selected>' in text
    assert 'data-motion="none"' in text


def test_the_quick_switch_leads_to_no_other_site(client: FlaskClient) -> None:
    response = client.post("/look", data={"next": "//evil.example/"})
    assert response.location == "/settings"


def test_a_change_can_be_taken_back_and_made_again(client: FlaskClient) -> None:
    client.post("/settings", data={"contrast": "soft"})
    client.post("/settings", data={"contrast": "high-dark"})
    client.post("/settings/back")
    assert 'data-contrast="soft"' in client.get("/style").text
    client.post("/settings/back")
    assert 'data-contrast="high-dark"' in client.get("/style").text


def test_taking_back_before_any_change_does_no_harm(client: FlaskClient) -> None:
    assert client.post("/settings/back").status_code == 303


def test_a_choice_that_does_not_exist_is_refused_in_words(client: FlaskClient) -> None:
    response = client.post("/settings", data={"density": "9"})
    assert response.status_code == 400
    assert "One of the choices does not exist." in response.text
    assert 'data-density="normal"' in client.get("/style").text


@pytest.mark.parametrize("address", ["/settings", "/look", "/settings/back"])
def test_a_form_without_its_token_is_refused_in_words(app: Flask, address: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    response = app.test_client().post(address, data={"density": "1"})
    assert response.status_code == 400
    assert "cookies are off" in response.text


def test_no_page_of_a_site_in_production_leads_to_the_parts_for_developers(
    app: Flask, client: FlaskClient
) -> None:
    assert 'href="/style"' in client.get("/settings").text
    settings = app.extensions["settings"]
    app.extensions["settings"] = settings.model_copy(update={"environment": "production"})
    assert 'href="/style"' not in client.get("/settings").text
    assert client.get("/style").status_code == 404
