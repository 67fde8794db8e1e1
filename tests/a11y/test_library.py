"""Somebody chooses what to watch and looks for what was said: with keys, small, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import too_wide, violations
from tests.a11y.conftest import Site
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Library, Media, SignTrack, Topic

Visit = Callable[..., Page]


@pytest.fixture(scope="module", autouse=True)
def chosen_from(site: Site) -> Iterator[None]:
    """The town meeting is signed and has a topic."""
    with site.app.app_context():
        media = Media.by_slug(site.media["captioned"].rsplit("/", 1)[-1])
        assert media is not None
        media.topics = Topic.named(Library.default(), ["City"])
        track = SignTrack(language="isg", file="none.mp4")
        media.sign_tracks.append(track)
        db.session.commit()
        yield
        media.topics = []
        media.sign_tracks.remove(track)
        db.session.commit()


def test_a_choice_keeps_the_focus_and_can_be_taken_back_with_the_same_key(visit: Visit) -> None:
    page = visit("/", Look(sign_language="isg"))
    page.evaluate("window.stays = true")
    own = page.get_by_role("link", name="Irish Sign Language (ISL)")
    own.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url("/?signed=isg")
    expect(page.get_by_role("heading", name="One video")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("One video.")
    chosen = page.locator("#signed-isg")
    expect(chosen).to_be_focused()
    expect(chosen).to_have_attribute("aria-current", "true")
    expect(page.locator("#quick-next")).to_have_value("/?signed=isg")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/")
    expect(page.locator("#signed-isg")).to_be_focused()
    assert page.evaluate("window.stays")
    page.go_back()
    expect(page).to_have_url("/?signed=isg")
    expect(page.get_by_role("heading", name="One video")).to_be_visible()


def test_where_the_link_is_gone_focus_goes_to_the_heading_of_what_is_left(visit: Visit) -> None:
    page = visit("/?topic=city")
    page.locator("#chosen-topic-city").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url("/")
    expect(page.locator("#results-title")).to_be_focused()


def test_another_page_begins_at_its_heading_and_is_announced(visit: Visit) -> None:
    page = visit("/", Look(density=1))
    page.locator("#next-page").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/\?page=2&after=\d+$"))
    heading = page.locator("#results-title")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(page.get_by_role("status")).to_have_text(re.compile(r"Page 2 of \d"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.card') !== null")
    page.locator("#previous-page").click()
    expect(page).to_have_url("/")


def test_without_scripts_the_same_links_lead_to_the_same_pages(visit: Visit) -> None:
    page = visit("/", Look(density=3), java_script_enabled=False)
    page.get_by_role("link", name="City").click()
    expect(page).to_have_url("/?topic=city")
    page.get_by_role("link", name=re.compile("Without: City")).click()
    expect(page).to_have_url("/")
    page.get_by_label("Search captions").fill("par*")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url("/search?q=par*")
    page.get_by_role("link", name="Watch from 0:01").first.click()
    expect(page).to_have_url(re.compile(r"/media/.*captions=\d+&t=1\.2#player"))


def test_what_is_said_is_found_with_the_keyboard_and_plays_from_there(
    site: Site, visit: Visit
) -> None:
    page = visit("/")
    page.get_by_label("Search captions").focus()
    page.keyboard.type("new park")
    page.keyboard.press("Enter")
    moment = page.locator(".moment").filter(has_text="We talk about the new park today.").first
    expect(moment.locator("mark").first).to_have_text("new")
    moment.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"t=1\.2#player"))
    page.wait_for_function("() => document.querySelector('video').currentTime > 1.1")


def test_a_found_word_is_told_from_others_without_colour(visit: Visit) -> None:
    page = visit("/search?q=park", forced_colors="active")
    mark = page.locator("mark").first
    style = mark.evaluate(
        "e => [getComputedStyle(e).textDecorationLine, getComputedStyle(e).fontWeight]"
    )
    assert style == ["underline", "700"]
    ground, text = mark.evaluate(
        "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    )
    assert ground != text


@pytest.mark.parametrize("density", [1, 3, 4])
def test_axe_finds_nothing_in_what_was_found(visit: Visit, density: int) -> None:
    look = Look(density=density, contrast=("yellow-black", "normal", "normal", "soft")[density - 1])
    page = visit("/search?q=park", look)
    assert violations(page) == []


@pytest.mark.parametrize("address", ["/?captions=any&length=short", "/search?q=park", "/search"])
def test_nothing_is_cut_off_at_320_pixels(visit: Visit, address: str) -> None:
    page = visit(address, viewport={"width": 320, "height": 512})
    assert too_wide(page) == []
