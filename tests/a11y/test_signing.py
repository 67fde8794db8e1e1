"""Ida, who uses keys alone, adds a signed version, waits for it, and reads how good it is."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from tests.a11y.worker import look_again, working

WAIT_MS = 60_000
MOST_TABS = 100


@pytest.fixture
def worker(site: Site) -> Iterator[None]:
    with working(site.app):
        yield


@pytest.fixture(scope="session")
def small_and_slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds with eight pictures a second, in which something moves."""
    path = tmp_path_factory.mktemp("signs") / "dora.mp4"
    source = "-f lavfi -i testsrc2=size=160x120:rate=8:duration=2 -pix_fmt yuv420p"
    subprocess.run(["ffmpeg", "-v", "error", *source.split(), str(path)], check=True)
    return path


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


def is_open_to_all(page: Page, heading: str, javascript: bool) -> None:
    """See that it is the page, and that it fits; and that axe, itself a script, finds nothing."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if not javascript:
        return
    assert violations(page) == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "no-js"])
def test_a_signed_version_is_added_prepared_and_reported_on_by_keys_alone(
    site: Site, visit: Callable[..., Page], worker: None, small_and_slow: Path, javascript: bool
) -> None:
    name = "The harbour in winter"
    page = visit(
        site.media["bare"],
        viewport={"width": 320, "height": 640},
        java_script_enabled=javascript,
    )
    press(page, page.get_by_role("link", name="Signed versions", exact=True))
    is_open_to_all(page, f"Signed versions: {name}", javascript)
    press(page, page.get_by_role("link", name="Add a signed version"))

    is_open_to_all(page, f"Add a signed version: {name}", javascript)
    reach(page, page.get_by_label("Video of somebody who signs"))
    page.get_by_label("Video of somebody who signs").set_input_files(small_and_slow)
    reach(page, page.locator("#language"))
    page.keyboard.type("British")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Translation by a deaf person")).to_be_checked()
    reach(page, page.get_by_role("textbox", name="Who signs"))
    page.keyboard.type("Dora Smith")
    press(page, page.get_by_role("button", name="Upload"))

    page.wait_for_url(re.compile(r"/signing/\d+$"))
    expect(page.get_by_role("status")).not_to_be_empty()
    follow(page, javascript)

    is_open_to_all(page, f"Signed version: {name}", javascript)
    expect(page.locator(".lead")).to_contain_text("British Sign Language (BSL), Dora Smith")
    expect(page.get_by_role("heading", name="Quality report")).to_be_visible()
    expect(page.locator("#sign-report .notice")).to_contain_text("must be mended")
    rate = page.locator("#check-frame_rate")
    expect(rate).to_contain_text("different pictures a second")
    expect(rate).to_contain_text("(must)")
    expect(rate).to_contain_text("To mend it:")
    expect(page.locator("#sign-video")).to_be_visible()
    expect(page.get_by_role("link", name="Send another file").first).to_be_visible()


def follow(page: Page, javascript: bool) -> None:
    """Wait as a person does: by what the page offers, never by going round it."""
    if javascript:
        done = "The signed version is prepared."
        expect(page.get_by_role("status")).to_have_text(done, timeout=WAIT_MS)
        expect(page.locator("#sign-progress")).not_to_have_attribute("hx-trigger", re.compile("."))
        press(page, page.get_by_role("link", name="Show the video and the report"))
        return
    look_again(page)
