"""Somebody who does not hear sees the sound under the time line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Media, SoundPicture


@pytest.fixture
def heard(site: Site) -> str:
    """The address of a media of two seconds: a second of speech, then music."""
    address = site.media["corrected"]
    with site.app.app_context():
        media = Media.by_slug(address.rsplit("/", 1)[-1])
        assert media is not None
        if not SoundPicture.is_there(media.id):
            stretches = [["speech", 0, 1000], ["music", 1000, 2000]]
            db.session.add(
                SoundPicture(media_id=media.id, loudness=bytes([180] * 20), stretches=stretches)
            )
            db.session.commit()
    return address


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found is not None
    return found  # type: ignore[return-value]


def test_the_strip_comes_after_the_page_and_goes_with_the_video(
    heard: str, visit: Callable[..., Page]
) -> None:
    page = visit(heard, Look(density=3))
    picture = page.locator("#sound-strip").get_by_role("img")
    expect(picture).to_have_accessible_name(
        "Speech for 1 second, music for 1 second. It is loudest at 0:00. "
        "No speech without captions was found."
    )
    place, drawn = box(page, ".sound-time"), box(page, ".sound-drawing")
    assert (place["height"], place["width"]) == (drawn["height"], drawn["width"])

    assert violations(page, part="#sound-strip") == []

    video = page.locator("video")
    page.locator(".sound-time").click(position={"x": place["width"] * 0.75, "y": 20})
    page.wait_for_function("() => document.querySelector('video').currentTime > 1.4")
    assert video.evaluate("video => video.currentTime") == pytest.approx(1.5, abs=0.05)
    marker = box(page, ".sound-marker")
    assert marker["x"] - place["x"] == pytest.approx(place["width"] * 0.75, abs=5)


def test_the_strip_is_seen_in_forced_colours_on_a_narrow_screen(
    heard: str, visit: Callable[..., Page]
) -> None:
    page = visit(
        heard, Look(density=5), viewport={"width": 320, "height": 700}, forced_colors="active"
    )
    expect(page.locator(".sound-drawing")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    text = page.evaluate("getComputedStyle(document.body).color")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    fill = "each => getComputedStyle(each).fill"
    assert page.locator(".sound-drawing .speech").evaluate(fill) == text
    assert page.locator("#sound-music .ink").evaluate(fill) == text
    assert page.locator("#sound-music .ground").evaluate(fill) == ground
    assert page.locator(".sound-drawing .music").evaluate(fill) == 'url("#sound-music")'
    expect(page.locator(".sound-legend")).to_contain_text("Other sound")


def test_the_page_in_words_is_reached_without_scripts(
    heard: str, visit: Callable[..., Page]
) -> None:
    page = visit(heard, java_script_enabled=False)
    page.get_by_role("link", name="The sound in words").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The sound in words")
    assert page.locator("table tbody tr").count() == 2
    page.get_by_role("link", name="0:01 – 0:02").click()
    assert "t=1.0" in page.url


@pytest.mark.parametrize(("density", "contrast"), [(1, "yellow-black"), (5, "soft")])
def test_axe_finds_nothing_in_the_page_in_words(
    heard: str, visit: Callable[..., Page], density: int, contrast: str
) -> None:
    page = visit(f"{heard}/sound", Look(density=density, contrast=contrast))
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
