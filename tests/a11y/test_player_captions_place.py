"""Captions that stand where they are read with ease, whole, and never over what is to be seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.clean_room import (
    RELOADED,
    SAID,
    apart,
    box,
    draw,
    go_to,
    publish,
    setting,
    share_of_screen,
)
from tests.a11y.conftest import Site

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def said(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of ten seconds with speakers, sounds, and captions that ask for a place."""
    clip = draw(tmp_path_factory.mktemp("said") / "said.mp4")
    return publish(site, clip, "In the clean room, seen from afar", SAID)


def test_captions_come_and_go_without_moving_anything(said: str, visit: Visit) -> None:
    page = visit(said)
    page.wait_for_function(RELOADED)
    places = []
    for time in (9.5, 0.5, 1.5, 3.5, 4.5, 8.5):
        go_to(page, time)
        expect(page.locator("#caption-layer > p")).to_have_count(0 if time == 9.5 else 1)
        places.append(box(page.locator("#controls"))["y"])
    assert max(places) - min(places) < 1


@pytest.mark.parametrize("width", [320, 1280])
def test_no_word_is_cut_off_in_the_largest_size(said: str, visit: Visit, width: int) -> None:
    page = visit(said, viewport={"width": width, "height": 700})
    setting(page, caption_size=200)
    for place in ("below", "over"):
        setting(page, caption_place=place)
        go_to(page, 8.5)
        line = page.locator("#caption-layer > p")
        text, view = box(line), box(page.locator("#view"))
        assert text["x"] >= view["x"] - 1
        assert text["x"] + text["width"] <= view["x"] + view["width"] + 1
        if place == "below":
            assert text["y"] + text["height"] <= view["y"] + view["height"] + 1
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_over_the_picture_captions_stand_where_they_ask_to_and_never_on_each_other(
    said: str, visit: Visit
) -> None:
    page = visit(said)
    setting(page, caption_place="over")
    page.keyboard.press("Escape")
    screen = box(page.locator("#screen"))
    lines = page.locator("#caption-layer > p")
    go_to(page, 6.5)
    expect(lines).to_have_text("At the top left")
    top = box(lines)
    assert top["y"] < screen["y"] + screen["height"] * 0.2
    assert top["x"] < screen["x"] + screen["width"] * 0.1
    go_to(page, 5.5)
    expect(lines).to_have_count(2)
    first, second = box(lines.nth(0)), box(lines.nth(1))
    assert apart(first, second)
    for each in (first, second):
        assert each["y"] > screen["y"] + screen["height"] * 0.4
        assert each["y"] + each["height"] <= screen["y"] + screen["height"]


def test_captions_are_moved_by_drag_by_keys_and_by_buttons_and_stay(
    said: str, visit: Visit
) -> None:
    """Ben's captions shall not cover the faces."""
    page = visit(said, person="")
    go_to(page, 1.5)
    layer, line = page.locator("#caption-layer"), page.locator("#caption-layer > p")
    page.locator("#player").focus()
    page.keyboard.press("8")  # up: from the band onto the picture
    expect(layer).to_have_attribute("data-place", "over")
    low = box(line)
    page.keyboard.press("8")
    assert box(line)["y"] < low["y"]
    page.mouse.move(low["x"] + 20, box(line)["y"] + 10)
    page.mouse.down()
    page.mouse.move(low["x"] + 20, box(line)["y"] - 100, steps=5)
    page.mouse.up()
    high = share_of_screen(page, line)
    assert box(line)["y"] < low["y"] - 80
    page.reload()
    go_to(page, 1.5)
    expect(line).to_be_visible()
    page.wait_for_function(
        """high => {
          const screen = document.getElementById("screen").getBoundingClientRect();
          const line = document.querySelector("#caption-layer > p").getBoundingClientRect();
          return Math.abs((line.bottom - screen.top) / screen.height - high) < 0.02;
        }""",
        arg=high,
    )
    setting(page, caption_size=100)
    for _ in range(20):
        page.get_by_role("button", name="Captions down").click()
    expect(layer).to_have_attribute("data-place", "below")
    assert page.get_by_role("radio", name="Below the picture").is_checked()
    expect(page.get_by_role("status").first).to_have_text("Below the picture")


def test_after_other_keys_a_key_still_counts_once(said: str, visit: Visit) -> None:
    page = visit(said, person="")
    go_to(page, 1.5)
    page.locator("#player").focus()
    page.keyboard.press("8")
    layer = page.locator("#caption-layer")
    expect(layer).to_have_attribute("data-place", "over")
    page.keyboard.press("o")
    expect(page.get_by_role("slider", name="Size")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("#caption-layer > p").hover()
    page.locator("#player").focus()
    low = box(page.locator("#caption-layer > p"))["y"]
    page.keyboard.press("8")
    by = low - box(page.locator("#caption-layer > p"))["y"]
    assert 0 < by < box(page.locator("#screen"))["height"] * 0.08  # a step is a twentieth of it


@pytest.mark.parametrize("view", ["side", "corner", "main"])
def test_captions_never_cover_the_signer_or_the_buttons(
    signed_talk: str, visit: Visit, view: str
) -> None:
    page = visit(signed_talk)
    go_to(page, 1)
    page.locator(f"#signer-view-{view}").evaluate("button => button.click()")
    line = page.locator("#caption-layer > p")
    for place in ("over", "below", "above", "signer"):
        setting(page, caption_place=place)
        expect(line).to_be_visible()
        assert apart(box(line), box(page.locator("#signer-video"))), place
        assert apart(box(line), box(page.locator("#controls"))), place


def test_in_full_screen_captions_and_their_settings_are_there(said: str, visit: Visit) -> None:
    page = visit(said)
    go_to(page, 1.5)
    page.locator("#player").evaluate("stage => stage.requestFullscreen()")
    page.wait_for_function("document.fullscreenElement?.id === 'player'")
    line = page.locator("#caption-layer > p")
    expect(line).to_be_in_viewport()
    setting(page, caption_place="over")
    expect(line).to_be_in_viewport()
    expect(page.locator("#caption_size")).to_be_in_viewport()
    assert apart(box(line), box(page.locator("#caption-panel")))
