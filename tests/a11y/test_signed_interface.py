"""What the pages say is signed: Ada adds a clip by keys alone, and Ida, who is new, watches it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.a11y.axe import rules_for, too_wide, violations
from tests.a11y.conftest import Site
from tests.a11y.worker import look_again, working
from webapp.extensions import db
from webapp.look import Look
from webapp.models import SignClip

Visit = Callable[..., Page]

QUESTION = "How much do you want on a page?"
ADDRESS = "/welcome/density?next=/help"
MOST_TABS = 100
LOOKS = {
    "normal": (Look(sign_language="bfi", motion="full"), {}),
    "very little, strong": (
        Look(density=1, contrast="high-dark", sign_language="bfi", motion="full"),
        {"viewport": {"width": 320, "height": 640}},
    ),
}


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drawn figure that moves."""
    path = tmp_path_factory.mktemp("interface") / "density.mp4"
    drawn = "-f lavfi -i testsrc2=size=160x120:rate=10:duration=2 -pix_fmt yuv420p"
    subprocess.run(["ffmpeg", "-v", "error", *drawn.split(), str(path)], check=True)
    return path


@pytest.fixture(scope="module")
def signed_question(site: Site, filmed: Path) -> Iterator[None]:
    """The question about how much stands on a page, signed in BSL."""
    with site.app.app_context():
        with filmed.open("rb") as stream:
            name = site.app.extensions["storage"].save(stream, ".mp4")
        clip = SignClip.receive(
            "welcome.density", language="bfi", source=name, original_name="a.mp4", bytes=1
        )
        assert clip.job is not None
        clip.file, clip.width, clip.height, clip.duration_ms = name, 160, 120, 2000
        clip.job.state, clip.job.step = "done", "ready"
        db.session.commit()
    yield
    _nothing_is_signed(site)


@pytest.fixture
def unsigned(site: Site) -> Iterator[None]:
    """Whatever a test adds is gone afterwards."""
    yield
    _nothing_is_signed(site)


def _nothing_is_signed(site: Site) -> None:
    with site.app.app_context():
        db.session.execute(db.delete(SignClip).where(SignClip.place != ""))
        db.session.commit()


def reach(page: Page, target: Locator) -> None:
    """Go on by Tab until the focus is there."""
    target.wait_for()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"Tab does not lead to {target}")


def press(page: Page, target: Locator) -> None:
    reach(page, target)
    page.keyboard.press("Enter")


def sign(page: Page) -> Locator:
    return page.get_by_role("link", name=f"Sign: {QUESTION}")


def panel(page: Page) -> Locator:
    return page.locator("#term-panel")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "no-js"])
def test_ada_has_a_question_signed_and_ida_finds_it(
    site: Site, visit: Visit, unsigned: None, filmed: Path, javascript: bool
) -> None:
    context = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": javascript}
    page = visit("/", person="admin", **context)
    press(page, page.get_by_role("link", name="Signed interface"))
    is_open_to_all(page, "Signed interface", javascript)
    press(page, page.get_by_role("link", name=QUESTION))

    is_open_to_all(page, f"Signed: {QUESTION}", javascript)
    with working(site.app):
        press(page, page.locator("#add-clip"))
        expect(page.locator(".error-summary")).to_contain_text("Choose a video.")
        reach(page, page.locator("#clip"))
        page.locator("#clip").set_input_files(filmed)
        reach(page, page.locator("#sign_language"))
        page.keyboard.type("British")
        reach(page, page.locator("#signer"))
        page.keyboard.type("Dora Smith")
        press(page, page.locator("#add-clip"))
        expect(page.get_by_role("status")).to_have_text(
            "The clip has arrived. It is now being prepared."
        )
        look_again(page)
    expect(page.locator(".clip")).to_contain_text("British Sign Language (BSL)")
    expect(page.locator(".clip")).to_contain_text("Dora Smith")
    press(page, page.get_by_role("link", name="Back to the signed interface"))
    expect(page.locator('[id="place-welcome.density"]')).to_contain_text("BSL")
    expect(page.locator('[id="place-welcome.contrast"]')).to_contain_text("No clip")

    new = visit(ADDRESS, Look(sign_language="bfi"), person="", **context)
    press(new, sign(new))
    expect(new.get_by_label(f"{QUESTION} in British Sign Language (BSL)")).to_be_visible()


def is_open_to_all(page: Page, heading: str, javascript: bool) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if javascript:
        assert violations(page) == []


@pytest.mark.parametrize("name", LOOKS)
def test_the_clip_stands_beside_the_question_and_goes_with_escape(
    visit: Visit, signed_question: None, name: str
) -> None:
    wanted, context = LOOKS[name]
    page = visit(ADDRESS, wanted, person="", **context)
    press(page, sign(page))
    expect(panel(page)).to_be_focused()
    expect(sign(page)).to_have_attribute("aria-expanded", "true")
    expect(panel(page)).to_have_accessible_name(f"Signed: {QUESTION}")
    page.wait_for_function("() => !document.querySelector('#term-panel video').paused")
    box = panel(page).bounding_box()
    heading = page.get_by_role("heading", level=1).bounding_box()
    assert box is not None
    assert heading is not None
    width, height = (page.viewport_size or {})["width"], (page.viewport_size or {})["height"]
    assert 0 <= box["x"] <= width - box["width"]
    assert 0 <= box["y"] <= height - box["height"]
    if width > 1000:
        assert box["x"] > heading["x"] + 600, "it would stand on what it says"
    assert violations(page, rules_for(wanted.contrast)) == []
    assert too_wide(page) == []
    reach(page, panel(page).get_by_role("button", name="Close"))
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(sign(page)).to_be_focused()
    expect(sign(page)).to_have_attribute("aria-expanded", "false")
    assert page.evaluate("document.querySelector('#term-panel video').paused")
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_focused()
    press(page, panel(page).get_by_role("button", name="Close"))
    expect(panel(page)).to_be_hidden()
    expect(sign(page)).to_be_focused()


@pytest.mark.parametrize(
    ("motion", "device"),
    [("reduced", "no-preference"), ("none", "no-preference"), ("system", "reduce")],
)
def test_nothing_plays_by_itself_for_who_does_not_want_it(
    visit: Visit, signed_question: None, motion: str, device: str
) -> None:
    wanted = Look(sign_language="bfi", motion=motion)
    page = visit(ADDRESS, wanted, person="", reduced_motion=device)
    sign(page).click()
    expect(panel(page)).to_be_focused()
    video = panel(page).locator("video")
    assert video.evaluate("video => video.paused && !video.autoplay")
    video.evaluate("video => video.play()")
    page.wait_for_function("() => document.querySelector('#term-panel video').currentTime > 0")


def test_without_scripts_the_link_leads_to_a_page_and_back(
    visit: Visit, signed_question: None
) -> None:
    page = visit(ADDRESS, LOOKS["normal"][0], person="", java_script_enabled=False)
    press(page, sign(page))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Signed: {QUESTION}")
    expect(page.get_by_label(f"{QUESTION} in British Sign Language (BSL)")).to_be_visible()
    press(page, page.get_by_role("link", name="Did you understand the signing?"))
    page.get_by_role("radio", name="Partly").check()
    press(page, page.get_by_role("button", name="Send"))
    expect(page).to_have_url(re.compile(r"/welcome/density\?next=/help$"))
    expect(page.get_by_role("status")).to_contain_text("A reviewer will look at it.")


def test_the_page_of_a_clip_is_open_to_all(visit: Visit, signed_question: None) -> None:
    wanted = Look(density=5, contrast="yellow-black", sign_language="ase")
    page = visit("/signing/places/welcome.density?next=/help", wanted, person="")
    expect(page.get_by_text("There is no ASL here. This is BSL.")).to_be_visible()
    assert violations(page, rules_for("yellow-black")) == []
    press(page, page.get_by_role("link", name="Back to the page"))
    expect(page).to_have_url(re.compile("/help$"))
