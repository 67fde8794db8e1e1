"""With an origin of their own for files, people watch with captions as before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.conftest import Site
from tests.a11y.file_origins import CUES, PICTURE, site_with_a_video
from tests.serving import address_of, listen


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server with two names: 127.0.0.1 for pages, localhost for files."""
    folder = tmp_path_factory.mktemp("two-origins")
    with listen() as listening:
        files = address_of(listening).replace("127.0.0.1", "localhost")
        with site_with_a_video(folder, listening, media_origin=files) as found:
            yield found


def test_the_video_plays_with_its_captions(visit: Callable[..., Page], site: Site) -> None:
    """``visit`` fails on any error in the console, such as a refusal by a policy."""
    page = visit(site.media["captioned"])
    files = site.app.extensions["settings"].media_origin
    for element in ("video", "track"):
        assert page.get_attribute(element, "src").startswith(f"{files}/media/")
    page.evaluate("() => { const v = document.querySelector('video'); v.muted = true; v.play(); }")
    page.wait_for_function(PICTURE)
    page.evaluate("() => { document.querySelector('video').textTracks[0].mode = 'showing'; }")
    page.wait_for_function(CUES)
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.2")
    assert page.evaluate(CUES) == 3


def test_stills_are_shown(visit: Callable[..., Page], site: Site) -> None:
    page = visit("/")
    still = page.locator(".card-still img").first
    expect(still).to_be_visible()
    still.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.card-still img').naturalWidth > 0")


def test_captions_and_the_original_can_be_saved(visit: Callable[..., Page], site: Site) -> None:
    page = visit(site.media["captioned"])
    for name in ("WebVTT", "Save the original file"):
        link = page.get_by_role("link", name=name).first
        if not link.is_visible():
            page.get_by_text("More", exact=True).first.click()
        with page.expect_download() as saving:
            link.click()
        assert saving.value.failure() is None
        assert saving.value.url.startswith(site.app.extensions["settings"].media_origin)


def test_a_file_that_is_opened_by_itself_can_do_nothing(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit(site.media["captioned"])
    assert page.evaluate("() => window.origin") == site.address
    alone = page.context.new_page()
    alone.goto(page.get_attribute("video", "src"))
    assert alone.evaluate("() => window.origin") == "null"
