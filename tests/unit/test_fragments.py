"""What htmx puts into a page is what the page itself would have shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from webapp.extensions import db
from webapp.models import Media

ADDRESSES = ("/upload", "/media/{}/progress", "/media/{}/transcript", "/media/{}/transcript?part=2")


@pytest.fixture
def client(librarian: FlaskClient) -> FlaskClient:
    """These tests are about people who may do it."""
    return librarian


@pytest.mark.parametrize("density", range(1, 6))
def test_a_fragment_is_a_part_of_its_page(
    client: FlaskClient, media_factory: Callable[..., Media], density: int
) -> None:
    slug = media_factory(cues=70).slug
    client.post("/look", data={"density": density})
    for address in (address.format(slug) for address in ADDRESSES):
        page = client.get(address)
        db.session.remove()  # on a server, each request has a session of its own
        fragment = client.get(address, headers={"HX-Request": "true"})
        db.session.remove()
        words = _words(fragment.text.split('<div hx-swap-oob="innerHTML:#status">')[0])
        assert words
        assert words in _words(page.text)
        assert "<html" not in fragment.text


def _words(html: str) -> str:
    """The markup without its white space, and without the key that each form has of its own."""
    return " ".join(word for word in html.split() if not word.startswith("value="))
