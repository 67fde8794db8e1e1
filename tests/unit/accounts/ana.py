"""What Ana types, and what the pages of accounts say to her."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from webapp.models import User

ADDRESS = "ana@example.org"
WORDS = "vier Wolken unter Wasser"
OTHER_WORDS = "lampe tisch regen sieben"
UserFactory = Callable[..., User]
SignIn = Callable[..., FlaskClient]


def register(client: FlaskClient, email: str = ADDRESS, **fields: str) -> None:
    form = {"name": "Ana", "email": email, "password": WORDS, **fields}
    response = client.post("/register", data=form)
    assert response.status_code == 302, response.text
    assert response.location == "/look-into-your-mail/account"


def log_in(client: FlaskClient, password: str = WORDS, **fields: str) -> None:
    response = client.post("/login", data={"email": ADDRESS, "password": password, **fields})
    assert response.status_code == 302, response.text


def who(client: FlaskClient) -> str:
    """Whose account the header links to; empty: nobody is logged in."""
    found = re.search(r'id="account".*?<bdi>(.*?)</bdi>', client.get("/settings").text, re.S)
    return found[1] if found else ""


def problem(text: str) -> str:
    found = re.search(r'class="error-summary".*?<li>(.*?)</li>', text, re.S)
    assert found, text
    return found[1]
