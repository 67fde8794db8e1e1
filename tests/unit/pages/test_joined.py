"""Scripts and sheets come as one file each, compressed, and are kept until they change."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory


@pytest.fixture
def addresses(client: FlaskClient, media_factory: MediaFactory) -> list[str]:
    page = client.get(f"/media/{media_factory(cues=1).slug}").text
    return re.findall(r'(?:href|src)="([^"]*\?v=[0-9a-f]{16})"', page)


def test_a_browser_keeps_what_its_address_names(client: FlaskClient, addresses: list[str]) -> None:
    assert len(addresses) == 3
    for address in addresses:
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Cache-Control"] == "public, immutable, max-age=31536000"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert len(answer.data) < len(gzip.decompress(answer.data)) / 2


def test_who_takes_nothing_compressed_gets_the_same(
    client: FlaskClient, addresses: list[str]
) -> None:
    for address in addresses:
        plain = client.get(address)
        assert "Content-Encoding" not in plain.headers
        packed = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.data) == plain.data


def test_an_old_address_gives_what_is_now_but_is_not_kept(client: FlaskClient) -> None:
    answer = client.get("/static/js/player/player.js?v=0123456789abcdef")
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get(
        "/static/js/player/player.js", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


def test_the_sheets_lead_to_the_same_fonts(client: FlaskClient) -> None:
    sheet = client.get("/static/css/site.css").text
    assert 'url("../vendor/' in sheet
    font = re.search(r'url\("\.\./(vendor/[^"]+)"\)', sheet)
    assert font is not None
    assert client.get(f"/static/{font[1]}").status_code == 200


def test_a_sheet_and_a_script_of_one_name_are_two_things(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["settings"]
    monkeypatch.setitem(
        app.extensions, "settings", settings.model_copy(update={"environment": "production"})
    )
    assert "@layer" in client.get("/static/css/reviewing.css").text
    assert "@layer" not in client.get("/static/js/review/reviewing.js").text
