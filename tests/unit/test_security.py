"""Other sites can neither frame our pages, nor run scripts in them, nor send forms to them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("address", ["/settings", "/nothing-here", "/static/css/base.css"])
def test_every_answer_carries_the_policy(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_secure_connection_stays_secure(client: FlaskClient) -> None:
    secure = client.get("/settings", base_url="https://localhost")
    assert "Strict-Transport-Security" in secure.headers
    assert "Strict-Transport-Security" not in client.get("/settings").headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_change_anything(client: FlaskClient, headers: dict[str, str]) -> None:
    response = client.post("/look", data={"density": "5"}, headers=headers)
    assert response.status_code == 403
    assert "look=" not in response.headers.get("Set-Cookie", "")


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}]
)
def test_our_own_forms_are_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/look", data={"density": "5"}, headers=headers).status_code == 303


def test_pages_hold_no_inline_script_or_style(client: FlaskClient) -> None:
    for address in ("/settings", "/style", "/"):
        text = client.get(address).text
        assert " style=" not in text
        assert "<style" not in text
        assert "<script>" not in text
        assert " onclick=" not in text
