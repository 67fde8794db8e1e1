"""The header, for who goes through it with the Tab key and looks where she is on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.a11y.conftest import Site
from webapp.extensions import db
from webapp.look import Look
from webapp.models import User

Visit = Callable[..., Page]

STOPS = """() => [...document.querySelectorAll("header.top :is(a, summary, input, button)")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.textContent.trim() || each.id, each.getBoundingClientRect().toJSON()])"""


@pytest.fixture
def administrator(site: Site) -> Iterator[str]:
    """Ada looks after everything: she has all the places that there are."""
    with site.app.app_context():
        _promote("admin@example.org", to=True)
        yield "admin"
        _promote("admin@example.org", to=False)


def _promote(email: str, *, to: bool) -> None:
    user = User.by_email(email)
    assert user is not None
    user.is_admin = to
    db.session.commit()


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("density", [1, 3, 5])
def test_the_tab_key_goes_through_the_header_as_it_is_read(
    visit: Visit, administrator: str, density: int, width: int
) -> None:
    look, window = Look(density=density), {"width": width, "height": 700}
    page = visit("/settings", look, person=administrator, viewport=window)
    stops = page.evaluate(STOPS)
    steps = pairwise(stops)
    assert [(one[0], two[0]) for one, two in steps if not _follows(one[1], two[1])] == []


def _follows(one: dict[str, Any], two: dict[str, Any]) -> bool:
    """Whether a reader of lines comes to the second box after the first one."""
    within_a_line = one["top"] < two["bottom"] and two["top"] < one["bottom"]
    return two["left"] >= one["left"] if within_a_line else two["top"] > one["top"]


@pytest.mark.parametrize("density", range(1, 6))
def test_one_line_holds_everything_in_a_wide_window(
    visit: Visit, administrator: str, density: int
) -> None:
    page = visit("/settings", Look(density=density), person=administrator)
    tallest = max(place["height"] for _, place in page.evaluate(STOPS))
    header = page.locator("header.top").bounding_box()
    assert header is not None
    assert header["height"] < 2 * tallest


def test_the_open_switches_stay_in_the_window(visit: Visit, administrator: str) -> None:
    for width in (320, 768, 1280):
        window = {"width": width, "height": 700}
        page = visit("/settings", Look(density=2), person=administrator, viewport=window)
        for switch in ("quick", "language-switch"):
            page.locator(f"#{switch} > summary").click()
            box = page.locator(f"#{switch} .quick-body").bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            page.keyboard.press("Escape")
