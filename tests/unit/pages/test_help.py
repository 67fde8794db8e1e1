"""Somebody does not know how to go on."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.unit.pages.conftest import ChooseDensity


@pytest.mark.parametrize("density", [1, 2, 3, 4, 5])
def test_each_page_leads_to_help_in_every_density(
    client: FlaskClient, choose_density: ChooseDensity, density: int
) -> None:
    choose_density(density)
    for address in ("/", "/settings", "/nothing-is-here"):
        assert 'href="/help"' in client.get(address).text
    page = client.get("/help").text
    assert "When something does not work" in page
    assert "With the keyboard" in page.split('id="rest"')[0]


def test_who_may_not_upload_is_not_told_how(client: FlaskClient, librarian: FlaskClient) -> None:
    assert "uploading" not in client.get("/help").text
    assert "uploading" in librarian.get("/help").text
