"""Other sites can neither frame our pages, nor run scripts in them, nor send forms to them."""

from __future__ import annotations

import pytest
from flask import Flask, request, session, url_for
from flask.testing import FlaskClient

from webapp import access, create_app
from webapp.config import Settings
from webapp.extensions import db
from webapp.security import policy


@pytest.mark.parametrize("address", ["/settings", "/nothing-here", "/static/css/base.css"])
def test_every_answer_carries_the_policy(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "report-uri /browser-reports" in policy
    assert "report-to csp" in policy
    assert headers["Reporting-Endpoints"] == 'csp="/browser-reports"'
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in headers["Permissions-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_policy_lets_files_come_from_their_own_origin() -> None:
    parts = policy("https://media.example.org").split("; ")
    assert "media-src https://media.example.org" in parts
    assert "img-src 'self' https://media.example.org" in parts
    assert "script-src 'self'" in parts
    assert "img-src 'self'" in policy("").split("; ")
    assert "media-src 'self'" in policy("").split("; ")


def test_a_secure_connection_stays_secure(client: FlaskClient) -> None:
    secure = client.get("/settings", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
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


@pytest.fixture
def known_site(settings: Settings) -> Flask:
    """A site with an address of its own, behind one proxy, with pages that show what they see."""
    app = create_app(
        settings.model_copy(
            update={"public_url": "https://videos.example.org", "trusted_proxies": 1}
        )
    )
    with app.app_context():
        db.create_all()
        db.session.commit()

    @app.get("/seen")
    @access.anyone
    def seen() -> dict[str, object]:
        session["seen"] = True
        address = url_for("library.index", _external=True)
        return {"from": request.remote_addr, "secure": request.is_secure, "address": address}

    return app


def test_behind_a_proxy_people_are_told_apart(known_site: Flask) -> None:
    said = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7", "X-Forwarded-Proto": "https"}
    seen = known_site.test_client().get(
        "/seen", headers={"Host": "videos.example.org", "X-Forwarded-Host": "evil.example", **said}
    )
    assert seen.get_json() == {
        "from": "203.0.113.7",
        "secure": True,
        "address": "https://videos.example.org/",
    }


def test_nobody_is_believed_without_a_proxy(client: FlaskClient) -> None:
    said = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
    answer = client.get("/settings", headers=said)
    assert "Strict-Transport-Security" not in answer.headers
    assert client.get("/settings").request.remote_addr == "127.0.0.1"


@pytest.mark.parametrize("path", ["/settings", "/", "/nothing-here", "/static/css/base.css"])
def test_a_name_that_is_not_ours_gets_no_page(known_site: Flask, path: str) -> None:
    refused = known_site.test_client().get(path, headers={"Host": "evil.example"})
    assert refused.status_code == 400
    assert refused.mimetype == "text/plain"
    assert "evil" not in refused.text


@pytest.mark.parametrize("host", ["videos.example.org", "127.0.0.1:8000", "localhost"])
def test_our_own_names_are_answered(known_site: Flask, host: str) -> None:
    assert known_site.test_client().get("/settings", headers={"Host": host}).status_code == 200


def test_cookies_stay_with_this_host_and_on_https(known_site: Flask) -> None:
    headers = {"Host": "videos.example.org", "X-Forwarded-Proto": "https"}
    cookie = known_site.test_client().get("/seen", headers=headers).headers["Set-Cookie"]
    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)
    assert known_site.config["REMEMBER_COOKIE_NAME"] == "__Host-remember_token"
    assert known_site.config["REMEMBER_COOKIE_SECURE"] is True


def test_one_machine_alone_needs_no_https(app: Flask) -> None:
    assert app.config["SESSION_COOKIE_NAME"] == "session"
    assert app.config["SESSION_COOKIE_SECURE"] is False


@pytest.mark.parametrize("path", ["/login", "/register", "/reset"])
def test_browsers_keep_no_page_of_an_account(client: FlaskClient, path: str) -> None:
    directives = client.get(path).headers["Cache-Control"].split(", ")
    assert {"private", "no-store"} <= set(directives)
