"""Full screen takes captions, signer and buttons along."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from webapp.look import Look

Watch = Callable[..., Page]

LIKE_A_TELEPHONE = """
  delete Element.prototype.requestFullscreen;
  HTMLVideoElement.prototype.webkitEnterFullscreen = function () {
    this.dispatchEvent(new Event("webkitbeginfullscreen"));
  };
"""


@pytest.fixture
def watch_signer(signed_talk: str, visit: Callable[..., Page]) -> Watch:
    def open_talk(wanted: Look | None = None, **context: object) -> Page:
        page = visit(signed_talk + "?t=5.5", wanted, person="", **context)
        expect(page.locator("#caption-layer")).to_contain_text("so all of you who came")
        return page

    return open_talk


def fill_the_screen(page: Page) -> None:
    page.locator("#player").get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement?.id === 'player'")


@pytest.mark.parametrize("density", [2, 3, 5])
def test_rosa_keeps_captions_signer_and_buttons(watch_signer: Watch, density: int) -> None:
    page = watch_signer(Look(density=density, sign_language="bfi"))
    fill_the_screen(page)
    button = page.locator("#full-screen-button")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#stage-status")).to_have_text("Full screen. Escape leaves it.")
    for part in ("#video", "#signer-video", "#caption-layer", "#seek", "#play-button"):
        expect(page.locator(part)).to_be_in_viewport(ratio=0.99)
    expect(page.locator("#caption-layer")).to_contain_text("so all of you who came")
    picture = page.locator("#view").bounding_box()
    assert picture is not None
    assert picture["height"] >= 0.6 * 800
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button).to_be_focused()
    expect(page.get_by_role("status").first).to_have_text("Full screen is over.")


def test_sami_on_a_telephone_reaches_every_button_in_full_screen(watch_signer: Watch) -> None:
    page = watch_signer(Look(sign_language="bfi"), viewport={"width": 390, "height": 700})
    fill_the_screen(page)
    for part in ("#video", "#caption-layer"):
        expect(page.locator(part)).to_be_in_viewport(ratio=0.99)
    more = page.locator("#more-button")
    more.focus()
    expect(more).to_be_in_viewport(ratio=1)
    assert page.locator("#player").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_tove_fills_the_screen_with_one_key_and_the_list_is_there_too(watch_signer: Watch) -> None:
    page = watch_signer()
    page.locator("#captions-button").focus()
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement?.id === 'player'")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#captions-button")).to_be_focused()
    page.keyboard.press("f")
    page.wait_for_function("() => !document.fullscreenElement")


def test_uma_whose_telephone_shows_only_the_video_gets_its_own_captions(
    watch_signer: Watch,
) -> None:
    page = watch_signer()
    page.add_init_script(LIKE_A_TELEPHONE)
    page.reload()
    mode = (
        "() => [...document.querySelector('video').textTracks].map(t => t.mode).includes('showing')"
    )
    assert page.evaluate(mode) is False
    page.locator("#full-screen-button").click()
    assert page.evaluate(mode) is True
    page.locator("#video").dispatch_event("webkitendfullscreen")
    assert page.evaluate(mode) is False


def test_a_browser_that_refuses_is_not_silent(watch_signer: Watch) -> None:
    page = watch_signer()
    page.add_init_script("Element.prototype.requestFullscreen = () => Promise.reject(new Error());")
    page.reload()
    page.locator("#full-screen-button").click()
    expect(page.locator("#status")).to_have_text("This browser does not allow full screen.")
