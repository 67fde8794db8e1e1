"""A reviewer moves captions in the time line: by key, by button, by hand, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from tests.a11y.made_scenes import Scenes, add_scenes
from tests.unit.media.test_shots import made_video
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Transcript, User
from webapp.models.editor import Editor

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_video(tmp_path_factory.mktemp("scenes") / "scenes.mp4", seconds=5)


@pytest.fixture
def scenes(site: Site, video: Path) -> Scenes:
    """A video of 20 s with cuts at 5, 10 and 15 s and five captions."""
    with site.app.app_context():
        return add_scenes(site.app, video, "The weather station")


def block(page: Page, scenes: Scenes, number: int) -> Locator:
    return page.locator(f"#block-{scenes.cues[number - 1]}")


def row(page: Page, scenes: Scenes, number: int) -> Locator:
    return page.locator(f"#cue-{scenes.cues[number - 1]}")


def drag(page: Page, what: Locator, ms: float) -> None:
    """Drag something along the time line, of which 10 s are seen."""
    what.scroll_into_view_if_needed()
    place, board = what.bounding_box(), page.locator("#line-board").bounding_box()
    assert place is not None
    assert board is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y)
    page.mouse.move(x + ms / 10_000 * board["width"], y)


def test_a_caption_is_moved_by_keys_and_saved(scenes: Scenes, visit: Visit) -> None:
    page = visit(scenes.address)
    first = block(page, scenes, 1)
    expect(first).to_have_accessible_name(
        re.compile(r"^1 Welcome to the .+\. Caption 1, 0:00\.4 to 0:02\.4$")
    )
    expect(page.locator(".block-whole[tabindex='0']")).to_have_count(1)
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(first).to_have_accessible_name(re.compile(r"Caption 1, 0:00\.44 to 0:02\.44$"))
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#status")).to_contain_text("Caption 1: 0:00.54 to 0:02.54. Saved.")
    expect(row(page, scenes, 1)).to_have_attribute("data-start", "540")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#status")).to_contain_text("Caption 1: 0:00.52 to 0:02.52. Saved.")
    page.keyboard.press("ArrowDown")
    expect(block(page, scenes, 2)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(block(page, scenes, 2)).to_have_accessible_name(
        re.compile(r"Caption 2, 0:02\.6 to 0:04\.6$")
    )


def test_what_was_moved_is_saved_when_she_goes_away_at_once(scenes: Scenes, visit: Visit) -> None:
    page = visit(scenes.address)
    block(page, scenes, 1).focus()
    page.evaluate(
        "navigator.sendBeacon = (address, body) => {"
        " if (body?.has?.('start')) window.sent = [address, body.get('start')]; }"
    )
    page.keyboard.press("Shift+ArrowRight")
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert page.evaluate("window.sent") == [
        f"{scenes.address}/cues/{scenes.cues[0]}",
        "0:00.500",
    ]


def test_edges_are_sliders_that_go_to_marks(scenes: Scenes, visit: Visit) -> None:
    page = visit(scenes.address)
    block(page, scenes, 2).click()
    expect(page.locator("#line-chosen")).to_have_text("Caption 2, 0:02.6 to 0:04.6")
    page.keyboard.press("Tab")
    start = page.get_by_role("slider", name="Caption 2 begins")
    expect(start).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(start).to_have_attribute("aria-valuetext", "0:02.56")
    page.keyboard.press("Tab")
    end = page.get_by_role("slider", name="Caption 2 ends")
    expect(end).to_be_focused()
    page.keyboard.press("PageDown")
    expect(end).to_have_attribute("aria-valuetext", "0:04.92")  # two frames before the cut
    expect(page.locator("#status")).to_contain_text("Caption 2: 0:02.56 to 0:04.92. Saved.")
    expect(row(page, scenes, 2)).to_have_attribute("data-end", "4920")
    expect(end).to_be_focused()


def test_a_dragged_edge_snaps_to_a_cut_unless_it_is_held_off(scenes: Scenes, visit: Visit) -> None:
    page = visit(scenes.address)
    block(page, scenes, 3).click()
    start = page.get_by_role("slider", name="Caption 3 begins")
    expect(start).to_be_visible()
    drag(page, start, -150)
    expect(block(page, scenes, 3)).to_have_accessible_name(
        re.compile(r"Caption 3, 0:05 to 0:07\.8$")
    )
    page.mouse.up()
    expect(page.locator("#status")).to_contain_text("Caption 3: 0:05 to 0:07.8. Saved.")
    expect(row(page, scenes, 3)).to_have_attribute("data-start", "5000")

    page.keyboard.down("Alt")
    drag(page, start, 120)
    page.mouse.up()
    page.keyboard.up("Alt")
    expect(row(page, scenes, 3)).to_have_attribute("data-start", re.compile("^51[0-4]"))


def test_a_whole_caption_is_dragged_and_lasts_as_long(scenes: Scenes, visit: Visit) -> None:
    page = visit(scenes.address)
    expect(block(page, scenes, 2)).to_be_visible()
    page.locator(".line-rest > summary").click()
    page.get_by_role("button", name="Snap to cuts and captions").click()
    drag(page, block(page, scenes, 2), 1000)
    page.mouse.up()
    moved = row(page, scenes, 2)
    expect(moved).not_to_have_attribute("data-start", "2600")
    start, end = (int(moved.get_attribute(f"data-{name}") or 0) for name in ("start", "end"))
    assert start == pytest.approx(3600, abs=60)
    assert end - start == 2000


def test_buttons_do_what_dragging_does(scenes: Scenes, visit: Visit) -> None:
    page = visit(scenes.address)
    block(page, scenes, 3).click()
    page.get_by_role("radio", name="Beginning").check()
    page.get_by_role("button", name="Snap earlier").click()
    expect(page.locator("#line-chosen")).to_have_text("Caption 3, 0:05 to 0:07.8")
    page.get_by_role("radio", name="End", exact=True).check()
    page.get_by_role("button", name="100 ms earlier").click()
    page.get_by_role("button", name="A frame earlier").click()
    expect(page.locator("#status")).to_contain_text("Caption 3: 0:05 to 0:07.68. Saved.")
    expect(row(page, scenes, 3)).to_have_attribute("data-end", "7680")
    page.get_by_role("button", name="Undo").click()
    expect(block(page, scenes, 3)).not_to_have_accessible_name(
        re.compile(r"Caption 3, 0:05 to 0:07\.68$")
    )


def test_nobody_s_change_is_passed_over(scenes: Scenes, site: Site, visit: Visit) -> None:
    page = visit(scenes.address)
    expect(block(page, scenes, 1)).to_be_visible()
    with site.app.app_context():
        other = User.by_email("admin@example.org")
        transcript = db.session.get_one(Transcript, scenes.transcript_id)
        assert other is not None
        Editor(transcript, other).correct(scenes.cues[0], 1, text="Welcome to the lighthouse.")
        db.session.commit()
    block(page, scenes, 1).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#status")).to_contain_text(
        "Admin has changed this caption in the meantime. Nothing was saved."
    )
    expect(row(page, scenes, 1)).to_contain_text("lighthouse")
    expect(block(page, scenes, 1)).to_have_accessible_name(
        re.compile(r"^1 Welcome to the .+\. Caption 1, 0:00\.4 to 0:02\.4$")
    )
    expect(block(page, scenes, 1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#status")).to_contain_text("Caption 1: 0:00.44 to 0:02.44. Saved.")


def test_an_open_form_gets_the_times_and_keeps_what_is_typed(scenes: Scenes, visit: Visit) -> None:
    page = visit(scenes.address)
    page.locator(f"#edit-{scenes.cues[0]}").click()
    text = page.locator(f"#cue-text-{scenes.cues[0]}")
    text.fill("Welcome, everybody.")
    block(page, scenes, 1).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#status")).to_contain_text("The open form has the new times.")
    expect(page.locator(f"#cue-start-{scenes.cues[0]}")).to_have_value("0:00.500")
    expect(text).to_have_value("Welcome, everybody.")
    page.locator(f"#cue-end-{scenes.cues[0]}").fill("0:02.3")
    expect(block(page, scenes, 1)).to_have_accessible_name(
        re.compile(r"Caption 1, 0:00\.5 to 0:02\.3$")
    )


def test_only_what_is_seen_is_in_the_page(scenes: Scenes, visit: Visit) -> None:
    page = visit(scenes.address)
    expect(page.locator(".block")).to_have_count(4)
    expect(page.locator(".swing")).to_have_attribute("d", re.compile("^M"))
    page.get_by_role("button", name="Later", exact=True).click()
    expect(page.locator("#status")).to_have_text("Time line from 0:07.5 to 0:17.5.")
    expect(page.locator(".block")).to_have_count(3)
    page.get_by_role("button", name="Closer").click()
    expect(page.locator("#status")).to_have_text("Time line from 0:10 to 0:15.")
    expect(page.locator(".block")).to_have_count(0)
    page.get_by_role("button", name="To the video's time").click()
    expect(page.locator("#line-from")).to_have_text("0:00")
    page.locator(".line-rest > summary").click()
    expect(page.locator("#stretch-words")).to_contain_text("Caption 1, 0:00.4 to 0:02.4")


def test_it_follows_the_video_unless_nothing_is_to_move(scenes: Scenes, visit: Visit) -> None:
    go = "document.getElementById('video').currentTime = 16"
    page = visit(scenes.address)
    expect(block(page, scenes, 1)).to_be_visible()
    page.evaluate(go)
    expect(block(page, scenes, 5)).to_be_visible()
    still = visit(scenes.address, Look(motion="none"))
    expect(block(still, scenes, 1)).to_be_visible()
    still.evaluate(go)
    expect(still.locator("#line-marker")).to_be_hidden()
    expect(block(still, scenes, 1)).to_be_visible()
    still.get_by_role("button", name="To the video's time").click()
    expect(block(still, scenes, 5)).to_be_visible()


@pytest.mark.parametrize(
    ("contrast", "context"),
    [
        ("normal", {}),
        ("yellow-black", {"viewport": {"width": 320, "height": 700}}),
        ("normal", {"forced_colors": "active"}),
    ],
)
def test_axe_finds_nothing_and_everything_can_be_hit(
    scenes: Scenes, visit: Visit, contrast: str, context: dict[str, object]
) -> None:
    page = visit(scenes.address, Look(contrast=contrast), **context)
    block(page, scenes, 2).click()
    page.locator(".line-rest > summary").click()
    expect(page.locator("#line-edge-end")).to_be_visible()
    assert violations(page, part="#review-line") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.locator("#review-line :is(button, summary, [role=slider])").evaluate_all(
        "all => all.filter(each => each.checkVisibility())"
        ".map(each => [each.getBoundingClientRect(), each.id || each.textContent])"
        ".filter(([box]) => box.height < 24 || box.width < 24).map(([, name]) => name)"
    )
    assert small == []


def test_without_scripts_the_stretch_is_drawn_and_said(scenes: Scenes, visit: Visit) -> None:
    page = visit(f"{scenes.address}?cue={scenes.cues[3]}", java_script_enabled=False)
    drawing = page.get_by_role("group", name="Time line from")
    expect(drawing.get_by_role("link", name="Caption 4, 0:08.2 to 0:09.7")).to_be_visible()
    expect(page.locator("#line-live")).to_be_hidden()
    page.get_by_role("link", name="Other stretches, and in words").click()
    expect(page.locator("#stretch-words")).to_contain_text("The picture is cut at 0:05")
    assert violations_without_scripts(page) == []
    page.get_by_role("link", name="Where captions and sound do not fit").click()
    gaps = page.locator("#gaps")
    expect(gaps).to_contain_text("Speech from 0:07.8 to 0:14 with no caption")
    expect(gaps).to_contain_text("nobody seems to speak, there is music.")
    page.get_by_role("link", name="Captions beside a cut").click()
    expect(gaps.get_by_role("listitem")).to_have_count(4)
    gaps.get_by_role("link", name="Caption 3").click()
    assert f"#cue-{scenes.cues[2]}" in page.url


def violations_without_scripts(page: Page) -> list[str]:
    """Buttons and links without a name, told by the browser's own tree."""
    return [
        each.inner_html()
        for each in page.get_by_role("link").all()
        if not (each.get_attribute("aria-label") or each.inner_text().strip())
    ]


@pytest.mark.parametrize("part", ["time-line", "gaps"])
def test_axe_finds_nothing_in_the_pages_in_words(scenes: Scenes, visit: Visit, part: str) -> None:
    page = visit(f"{scenes.address}/{part}", viewport={"width": 320, "height": 700})
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
