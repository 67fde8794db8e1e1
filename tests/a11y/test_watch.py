"""Somebody watches with captions and reads along, with a mouse, a keyboard or neither."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.conftest import Site
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Media
from webapp.pages import polling
from webapp.pages.transcripts import LINES


def current_time(page: Page) -> float:
    return float(page.locator("video").evaluate("video => video.currentTime"))


def media_at(address: str) -> Media:
    media = Media.by_slug(address.rsplit("/", 1)[-1])
    assert media is not None
    return media


def test_captions_are_on_the_screen_from_the_start(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.media["captioned"])
    page.wait_for_function("() => document.querySelector('video').textTracks[0].cues?.length === 3")
    modes = page.locator("video").evaluate("video => [...video.textTracks].map(t => t.mode)")
    assert modes == ["hidden"]  # the page draws them
    layer = page.locator("#caption-layer")
    expect(layer).to_have_text("Welcome to the meeting.")
    button = page.get_by_role("button", name="Captions", exact=True)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(layer).to_be_empty()


def test_the_captions_of_sound_without_a_picture_are_on_the_screen(
    site: Site, visit: Callable[..., Page]
) -> None:
    page = visit(site.media["sound"])
    band = page.locator("#caption-layer")
    page.wait_for_function("() => document.querySelector('video').textTracks[0].cues?.length === 3")
    page.locator("video").evaluate("video => { video.currentTime = 0.7; }")
    expect(band).to_have_text("[applause]")
    page.locator("video").evaluate("video => { video.currentTime = 1.3; }")
    expect(band).to_have_text("We talk about the new park today.")
    page.get_by_role("button", name="Captions", exact=True).click()
    expect(band).to_be_empty()
    expect(page.locator(".line").first).to_be_visible()


def test_a_line_plays_from_its_time_and_keeps_the_focus(
    site: Site, visit: Callable[..., Page]
) -> None:
    page = visit(site.media["captioned"], Look(density=4))
    second = page.locator(".line").nth(1)
    link = second.get_by_role("link", name="Play from 0:00")
    link.focus()
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-current", "true")
    assert current_time(page) == 0.6
    expect(link).to_be_focused()
    assert page.locator(".line[aria-current=true]").count() == 1


def test_the_line_that_is_spoken_is_marked_without_moving_the_page(
    site: Site, visit: Callable[..., Page]
) -> None:
    page = visit(site.media["captioned"], Look(density=4, motion="reduced"))
    before = page.evaluate("[scrollY, document.querySelector('.lines').scrollTop]")
    page.locator("video").evaluate("video => { video.muted = true; return video.play(); }")
    expect(page.locator(".line").nth(2)).to_have_attribute("aria-current", "true", timeout=10_000)
    assert page.evaluate("[scrollY, document.querySelector('.lines').scrollTop]") == before


def test_a_long_transcript_comes_as_it_is_reached(site: Site, visit: Callable[..., Page]) -> None:
    with site.app.app_context():
        media = media_at(site.media["corrected"])
        track = media.transcripts[0]
        if track.cue_count < 100:
            more = [Cue(5000 + n * 100, 5090 + n * 100, f"Line {n}.") for n in range(100)]
            track.add_cues(more, author="file")
            db.session.commit()
    page = visit(site.media["corrected"], Look(density=4))
    page.wait_for_load_state("networkidle")
    for there in (LINES, 2 * LINES):
        expect(page.locator(".line")).to_have_count(there)
        page.get_by_role("link", name="More lines").scroll_into_view_if_needed()
    expect(page.locator(".line")).to_have_count(103)
    assert page.get_by_role("link", name="More lines").count() == 0


def test_a_closed_transcript_loads_nothing(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.media["corrected"], Look(density=1))
    page.wait_for_load_state("networkidle")
    assert page.locator(".line").count() <= LINES


def test_news_of_the_work_leaves_the_focus_where_it_is(
    site: Site, visit: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "BACKOFF_S", ((math.inf, 1),))  # nobody waits for five seconds
    page = visit(site.media["running"])
    again = page.get_by_role("link", name="Look again")
    again.focus()
    with page.expect_response(lambda response: "/progress" in response.url):
        pass
    with page.expect_response(lambda response: "/progress" in response.url):
        pass
    expect(again).to_be_focused()


def test_what_a_program_found_stands_beside_the_video_when_everything_is_wanted(
    site: Site, visit: Callable[..., Page]
) -> None:
    page = visit(site.media["captioned"], Look(density=5))
    expect(page.locator("#quality")).to_contain_text("3 lines")


def test_another_look_leaves_the_video_playing_where_it_is_and_the_focus_on_the_switch(
    site: Site, visit: Callable[..., Page]
) -> None:
    page = visit(site.media["captioned"])
    page.locator("#video").evaluate("video => { video.muted = true; video.currentTime = 0.8; }")
    page.get_by_role("button", name="Play", exact=False).first.click()
    page.locator("#quick summary").click()
    page.get_by_label("Strong, dark").check()
    at = current_time(page)
    page.locator("#quick").get_by_role("button", name="Keep").click()
    expect(page.locator("html")).to_have_attribute("data-contrast", "high-dark")
    expect(page.locator("#quick").get_by_role("button", name="Keep")).to_be_focused()
    page.wait_for_function("() => document.getElementById('video').played.length")
    assert current_time(page) >= at > 0.7
