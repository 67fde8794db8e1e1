"""Every page in every look: for people who see little, use no mouse, or have no scripts.

axe finds what rules can find. It never fails missing captions, and it has target sizes off: both
are asked for here.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.a11y.axe import colours_of, rules_for, too_wide, violations
from tests.a11y.conftest import Site
from webapp.look import CONTRASTS, Look
from webapp.models.job import STEPS
from webapp.pages import polling

Visit = Callable[..., Page]

PAGES = {
    "library": "/",
    "second page of the library": "/?page=2",
    "upload": "/upload",
    "settings": "/settings",
    "style": "/style",
    "error": "/nothing-is-here",
    "watch": "{captioned}",
    "watch corrected": "{corrected}",
    "watch without captions": "{bare}",
    "being prepared": "{running}",
    "failed": "{failed}",
    "progress": "{running}/progress",
    "transcript": "{captioned}/transcript",
    "add captions": "{captioned}/captions",
}
# Made of parts that the pages above have as well: each in two densities, all five among them.
FURTHER_PAGES = {
    "quality": "{quality}",
    "help": "/help",
    "how captions look": "/settings/watching",
    "keys for reviewing": "/settings/review-keys",
    "sound without a picture": "{sound}",
    "upload refused": "/upload",
    "caption file refused": "{bare}/captions",
    "progress at its end": "{captioned}/progress",
    "upload too large": "/upload",
}
# Each page meets each density and each theme; all 25 pairs of them only where this is set (CI).
WHOLE_MATRIX = bool(os.environ.get("SIGHTLINE_WHOLE_MATRIX"))
LOOKS = [(name, density) for name in PAGES for density in range(1, 6)] + [
    (name, density)
    for number, name in enumerate(FURTHER_PAGES)
    for density in range(1, 6)
    if WHOLE_MATRIX or (density - number) % 5 in (0, 2)
]

BROKEN: FilePayload = {"name": "broken.vtt", "mimeType": "text/vtt", "buffer": b"nothing of it"}


@pytest.mark.parametrize(("name", "density"), LOOKS)
def test_nothing_is_wrong_or_cut_off_in_any_density_and_theme(
    site: Site, look_at: Visit, name: str, density: int
) -> None:
    themes = [str(choice.value) for choice in CONTRASTS]
    first = themes[density - 1]
    page = look_at(_address(site, name), Look(density=density, contrast=first))
    _go_on(page, name)
    assert _cut_off_on_a_small_screen_or_at_400_percent(page) == []
    _open_everything(page)
    assert violations(page, rules_for(first)) == []
    for theme in set(themes) - {first} if WHOLE_MATRIX else ():
        page.evaluate("name => document.documentElement.dataset.contrast = name", theme)
        assert (theme, violations(page, colours_of(theme))) == (theme, [])


@pytest.mark.parametrize("density", range(1, 6))
def test_nothing_in_the_header_sticks_out_of_its_place(visit: Visit, density: int) -> None:
    page = visit("/", Look(density=density), viewport={"width": 320, "height": 640})
    outside = page.evaluate(
        """() => [...document.querySelectorAll("header.top *:not(.visually-hidden)")]
          .filter((each) => each.checkVisibility())
          .filter((each) => {
            const place = each.parentElement.getBoundingClientRect();
            const { paddingLeft, paddingRight } = getComputedStyle(each.parentElement);
            const own = each.getBoundingClientRect();
            return own.left < place.left + parseFloat(paddingLeft) - 1
              || own.right > place.right - parseFloat(paddingRight) + 1;
          })
          .map((each) => each.outerHTML.slice(0, 100))"""
    )
    assert outside == []


@pytest.mark.parametrize("name", ["library", "upload", "settings", "watch", "failed"])
def test_wider_letters_and_lines_cut_nothing_off(site: Site, visit: Visit, name: str) -> None:
    page = visit(_address(site, name), viewport={"width": 320, "height": 640})
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
            word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert too_wide(page) == []


def test_the_first_tab_skips_to_the_main_part(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main part")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the main part")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_look_can_be_changed_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit("/style")
    page.locator("#quick summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="Normal").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("html[data-density=rich]")).to_have_count(1)
    expect(page).to_have_url("/style")
    expect(page.locator("#status")).to_have_text("Kept. Pages now look like this.")


def test_escape_closes_the_quick_switch_and_keeps_the_place(visit: Visit) -> None:
    page = visit("/")
    page.locator("#quick summary").click()
    page.get_by_role("radio", name="Soft").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#quick summary")).to_be_focused()
    expect(page.locator("#quick[open]")).to_have_count(0)


@pytest.mark.parametrize("name", ["library", "upload", "settings", "watch"])
def test_whatever_has_the_focus_can_be_seen(site: Site, visit: Visit, name: str) -> None:
    page = visit(_address(site, name))
    for _ in range(25):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
              const element = document.activeElement;
              if (element === document.body || element.tagName === "VIDEO") return null;
              const box = element.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              const ring = getComputedStyle(element).outlineStyle !== "none"
                || getComputedStyle(element, "::after").outlineStyle !== "none";
              return top && ring && (element.contains(top) || top.contains(element)
                || top.closest("label, article") === element.closest("label, article"))
                ? null : element.outerHTML.slice(0, 120);
            }"""
        )
        assert hidden is None


def test_main_actions_are_44_pixels(visit: Visit) -> None:
    page = visit("/style", Look(density=5))
    for selector in ("button.primary", ".places a", "#quick summary", ".brand"):
        for box in (item.bounding_box() for item in page.locator(f"{selector}:visible").all()):
            assert box is None or box["height"] >= 44


def test_without_scripts_the_look_can_still_be_changed(visit: Visit) -> None:
    page = visit("/style", java_script_enabled=False)
    page.locator("#quick summary").click()
    page.locator("#quick").get_by_text("Yellow on black").click()
    page.locator("#quick").get_by_role("button", name="Keep").click()
    expect(page.locator("html[data-contrast=yellow-black]")).to_have_count(1)
    page.goto("/settings")
    page.get_by_role("button", name="Back to how it was").click()
    expect(page.locator("html[data-contrast=normal]")).to_have_count(1)


def test_in_forced_colours_controls_keep_their_borders(visit: Visit) -> None:
    page = visit("/style", forced_colors="active")
    assert violations(page) == []
    for selector in ("#actions button.primary", ".badge", "input[type=text]", ".notice"):
        border = page.locator(selector).first.evaluate(
            "element => getComputedStyle(element).borderTopWidth"
        )
        assert border != "0px"


@pytest.mark.parametrize("motion", ["reduced", "none"])
def test_nothing_moves_for_those_who_asked_for_it(visit: Visit, motion: str) -> None:
    page = visit("/style", Look(motion=motion))
    assert _moving(page) == []


def test_the_devices_wish_for_less_movement_is_followed(visit: Visit) -> None:
    assert _moving(visit("/style", reduced_motion="reduce")) == []


def test_every_video_has_its_captions(site: Site, visit: Visit) -> None:
    page = visit(_address(site, "watch"))
    track = page.locator("video track[kind=captions][default]")
    expect(track).to_have_count(1)
    assert track.get_attribute("srclang") == "en"
    expect(page.get_by_text("Automatic captions, not reviewed").first).to_be_visible()


def test_progress_is_said_by_name_of_step(site: Site, visit: Visit) -> None:
    page = visit(_address(site, "being prepared"))
    expect(page.locator(".steps > li")).to_have_count(len(STEPS))
    expect(page.locator("[aria-current=step]")).to_contain_text("Playable version")
    expect(page.get_by_role("progressbar")).to_have_count(1)


def test_a_poll_keeps_the_page_and_says_nothing_twice(
    site: Site, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "BACKOFF_S", ((math.inf, 1),))  # nobody waits for five seconds
    page = visit(_address(site, "being prepared"))
    polls = []
    page.on("response", lambda answer: polls.append(answer.status))
    with page.expect_response(lambda answer: answer.status == 204):
        pass
    assert set(polls) <= {200, 204}
    expect(page.locator(".steps")).to_have_count(1)


def test_a_lost_connection_is_said_in_words(
    site: Site, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "BACKOFF_S", ((math.inf, 1),))
    page = visit(_address(site, "being prepared"))
    page.route("**/progress*", lambda route: route.abort())
    expect(page.locator("#problem")).to_contain_text("No connection.", timeout=15_000)


def _address(site: Site, name: str) -> str:
    return (PAGES | FURTHER_PAGES)[name].format(**site.media)


def _go_on(page: Page, name: str) -> None:
    """From the address to the page itself, where something has to be sent for it."""
    if name == "upload refused":
        page.get_by_role("button", name="Upload").click()
        page.wait_for_selector(".error-summary")
    elif name == "caption file refused":
        page.get_by_label("Caption file").set_input_files(BROKEN)
        page.get_by_role("button", name="Add captions").click()
        page.wait_for_selector(".error-summary")
    elif name == "upload too large":
        page.route("**/too-large", lambda route: route.fulfill(**_too_large(page)))
        page.goto("/too-large")
        page.wait_for_selector("text=The file is too big")


def _too_large(page: Page) -> dict[str, Any]:
    """What the server answers, before it reads on, to somebody who announces a huge file."""
    address = urlsplit(page.url)
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
    connection = HTTPConnection(str(address.hostname), address.port or 80, timeout=30)
    connection.putrequest("POST", "/upload")
    for name, value in (
        ("Content-Type", "multipart/form-data; boundary=x"),
        ("Content-Length", str(10**13)),
        ("Cookie", cookies),
    ):
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    return {"status": answer.status, "content_type": "text/html", "body": answer.read()}


def _cut_off_on_a_small_screen_or_at_400_percent(page: Page) -> list[str]:
    wide = page.viewport_size
    assert wide is not None
    page.set_viewport_size({"width": 320, "height": 256})
    cut_off = too_wide(page)
    page.set_viewport_size(wide)
    return cut_off


def _open_everything(page: Page) -> None:
    """Open what is closed, so that axe sees it too; the quick switch would cover the page."""
    page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true; })")


def _moving(page: Page) -> list[str]:
    return page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(e => {
          const style = getComputedStyle(e), arrow = getComputedStyle(e, "::after");
          return [style, arrow].some(s => s.animationName !== "none"
            || s.transitionDuration.split(", ").some(t => parseFloat(t) > 0));
        }).map(e => e.outerHTML.slice(0, 100))"""
    )
