"""Ida reads along and meets words that she does not know: by mouse, by keys, without scripts."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from tests.a11y.talk import add_talk
from webapp.extensions import db
from webapp.look import Look
from webapp.models import GlossaryTerm, Media, SignClip
from webapp.models.glossary import Entry

BSL = Look(density=4, sign_language="bfi")


@pytest.fixture(scope="module")
def explained(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A talk whose 'hall' is explained and signed (drawn) in ASL, and whose 'bus' is explained."""
    folder = tmp_path_factory.mktemp("explained")
    drawn = _draw(folder / "hall.mp4")
    with site.app.app_context():
        address = add_talk(site.app, folder)
        media = Media.by_slug(address.rsplit("/", 1)[-1])
        assert media is not None
        GlossaryTerm.put(media, Entry("bus", "It takes many people."))
        hall = GlossaryTerm.put(media, Entry("hall", "Where many can meet.", "a big room"))
        source = site.app.extensions["storage"].save(io.BytesIO(drawn), ".mp4")
        clip = SignClip.receive(
            hall, language="ase", source=source, original_name="hall.mp4", bytes=len(drawn),
            signer="A drawn figure",
        )  # fmt: skip
        assert clip.job is not None
        clip.file, clip.width, clip.height, clip.duration_ms = source, 160, 120, 1000
        clip.job.state, clip.job.step = "done", "ready"
        db.session.commit()
    return address


@pytest.fixture
def read(explained: str, visit: Callable[..., Page]) -> Callable[..., Page]:
    def open_talk(**context: object) -> Page:
        return visit(explained, BSL, person="", **context)

    return open_talk


def link(page: Page, word: str) -> Locator:
    return page.get_by_role("link", name=f"What {word} means")


def panel(page: Page) -> Locator:
    return page.locator("#term-panel")


def test_pointing_at_a_word_explains_it_as_long_as_she_points(read: Callable[..., Page]) -> None:
    page = read()
    page.locator(".term", has_text="hall").hover()
    expect(panel(page)).to_be_visible()
    expect(panel(page)).to_contain_text("In plain words: a big room")
    expect(panel(page)).to_contain_text("There is no BSL here. This is ASL.")
    panel(page).hover()
    page.wait_for_timeout(600)  # longer than it takes to go when nobody points at it
    expect(panel(page)).to_be_visible()
    expect(panel(page).locator("video")).to_be_visible()
    page.mouse.move(2, 2)
    expect(panel(page)).to_be_hidden()
    page.locator(".term", has_text="hall").hover()
    expect(panel(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()


def test_by_keyboard_it_opens_with_the_focus_and_is_kept_by_a_press(
    read: Callable[..., Page],
) -> None:
    page = read()
    page.locator("#line-3 .line-time").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(link(page, "hall")).to_be_focused()
    expect(panel(page)).to_be_visible()
    expect(link(page, "hall")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(panel(page).get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(link(page, "hall")).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_focused()
    assert violations(page) == []
    page.mouse.click(2, 2)
    expect(panel(page)).to_be_hidden()


def test_the_word_itself_still_plays_from_there(read: Callable[..., Page]) -> None:
    page = read()
    page.wait_for_function("() => document.querySelector('#video').readyState > 0")
    page.locator("#line-2 .term").click()
    expect(page.locator("#line-2")).to_have_attribute("aria-current", "true")
    before = page.locator("#video").evaluate("video => video.currentTime")
    assert 5 < before < 7
    link(page, "bus").click()
    expect(panel(page)).to_contain_text("It takes many people.")
    assert page.locator("#video").evaluate("video => video.currentTime") == before


def test_search_marks_words_and_leaves_their_meaning_in_reach(read: Callable[..., Page]) -> None:
    page = read()
    page.locator("#transcript-query").fill("hall is")
    expect(page.locator("#line-4 mark")).to_have_text(["hall", " is"])
    page.locator("#transcript-query").fill("zebra")
    expect(page.locator("#line-4 mark")).to_have_count(0)
    expect(page.locator("#line-4 .line-text > span")).to_have_text("The hall is warm.")
    link(page, "hall").click()
    expect(panel(page)).to_contain_text("a big room")


def test_on_a_narrow_screen_the_panel_fits(read: Callable[..., Page]) -> None:
    page = read(viewport={"width": 320, "height": 640}, has_touch=True)
    link(page, "hall").tap()
    expect(panel(page)).to_be_visible()
    box = panel(page).bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= 320 - box["width"]
    assert 0 <= box["y"] <= 640 - box["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_scripts_the_same_link_leads_to_the_same_words(read: Callable[..., Page]) -> None:
    page = read(java_script_enabled=False)
    link(page, "hall").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Term: hall")
    for said in ("a big room", "Where many can meet.", "There is no BSL here. This is ASL."):
        expect(page.get_by_text(said)).to_be_visible()
    expect(page.locator("video")).to_be_visible()


def _draw(path: Path) -> bytes:
    drawn = "-f lavfi -i testsrc2=size=160x120:rate=10:duration=1"
    coding = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -movflags +faststart"
    subprocess.run(
        ["ffmpeg", "-v", "error", *drawn.split(), *coding.split(), str(path)], check=True
    )
    return path.read_bytes()
