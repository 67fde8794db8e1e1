"""Ben did not understand a moment of the signing: he says so from where he is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import too_wide, violations
from tests.a11y.conftest import Site
from tests.a11y.lighthouse import OFFSET_MS, seek
from webapp.extensions import db
from webapp.models import SignFeedback


@pytest.fixture(autouse=True)
def nothing_said(site: Site) -> Iterator[None]:
    """What a test says is gone afterwards."""
    yield
    with site.app.app_context():
        db.session.execute(db.delete(SignFeedback))
        db.session.commit()


def said(site: Site) -> tuple[str, int | None]:
    with site.app.app_context():
        (found,) = db.session.query(SignFeedback)
        return found.understood, found.at_ms


@pytest.mark.parametrize(("query", "at_s"), [("", 5.25), ("?signer=only", 5.25 - OFFSET_MS / 1000)])
def test_the_moment_where_he_is_is_filled_in(
    site: Site, watch_signed: Callable[..., Page], query: str, at_s: float
) -> None:
    """It is the time of the video, whichever of the two plays; it is kept in the signer's."""
    page = watch_signed(query)
    seek(page, at_s)
    page.locator("#sign-feedback").click()
    expect(page.get_by_label("At what time of the video?")).to_have_value("0:05.250")
    assert violations(page) == []
    page.get_by_role("radio", name="Partly").check()
    page.get_by_role("button", name="Send").click()
    expect(page).to_have_url(re.compile("#player$"))
    assert said(site) == ("partly", 5250 - OFFSET_MS)


def test_without_scripts_the_moment_is_typed(site: Site, watch_signed: Callable[..., Page]) -> None:
    page = watch_signed(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page.locator("#sign-feedback").click()
    moment = page.get_by_label("At what time of the video?")
    expect(moment).to_have_value("")
    assert too_wide(page) == []
    moment.fill("at the end")
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".error-summary")).to_contain_text("Write a time such as 1:02.")
    expect(moment).to_have_value("at the end")
    moment.fill("0:08")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("A reviewer will look at it.")
    assert said(site) == ("no", 8000 - OFFSET_MS)
