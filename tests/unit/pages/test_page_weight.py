"""Whoever pays for every byte can afford the watch page."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory

SCRIPTS_AT_MOST, FIRST_VIEW_AT_MOST = 45 * 1024, 60 * 1024


def packed(content: bytes) -> int:
    """Bytes on the wire."""
    return len(gzip.compress(content, 9))


def get(client: FlaskClient, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return bytes(answer.data)


def addresses(page: str, pattern: str) -> set[str]:
    return {address.split("?")[0] for address in re.findall(pattern, page)}


@pytest.fixture
def page(client: FlaskClient, media_factory: MediaFactory) -> str:
    """The watch page as it comes to whoever has chosen nothing."""
    return client.get(f"/media/{media_factory(cues=500).slug}").text


def scripts(page: str) -> set[str]:
    return addresses(page, r'(?:<script src|rel="modulepreload" href)="([^"]+\.js[^"]*)"')


def test_scripts_and_first_view_weigh_little(client: FlaskClient, page: str) -> None:
    weight = sum(packed(get(client, address)) for address in scripts(page))
    assert weight <= SCRIPTS_AT_MOST
    sheets = addresses(page, r'<link rel="(?:stylesheet|icon)" href="([^"]+)"')
    others = sum(packed(get(client, address)) for address in sheets)
    assert weight + others + packed(page.encode()) <= FIRST_VIEW_AT_MOST
