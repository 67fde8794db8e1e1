"""Every task works for somebody whose browser runs no scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.conftest import Site


@pytest.fixture
def plain(visit: Callable[..., Page]) -> Callable[[str], Page]:
    return lambda address: visit(address, java_script_enabled=False)


def test_a_line_of_the_transcript_leads_to_its_time(
    site: Site, plain: Callable[[str], Page]
) -> None:
    page = plain(site.media["captioned"])
    page.locator("summary", has_text="Transcript").click()
    page.locator(".line a").nth(2).click()
    expect(page).to_have_url(re.compile(r"t=1\.2"))
    expect(page.locator("video")).to_have_attribute("src", re.compile(r"#t=1\.2$"))


def test_one_sees_that_the_video_has_the_focus(site: Site, plain: Callable[[str], Page]) -> None:
    page = plain(site.media["corrected"])
    video = page.locator("#video")
    edge = video.bounding_box()
    assert edge is not None
    x, y, width = edge["x"], edge["y"] - 6, edge["width"]
    without = page.screenshot(clip={"x": x, "y": y, "width": width, "height": 5})
    for _ in range(20):
        page.keyboard.press("Tab")
        if video.evaluate("video => video.matches(':focus-visible')"):
            break
    assert page.screenshot(clip={"x": x, "y": y, "width": width, "height": 5}) != without


def test_captions_can_be_brought_and_saved(
    site: Site, plain: Callable[[str], Page], tmp_path: Path
) -> None:
    mine = tmp_path / "mine.srt"
    mine.write_text("1\n00:00:00,500 --> 00:00:01,500\nThe boats are in.\n")
    page = plain(site.media["bare"])
    page.get_by_role("link", name="Add captions", exact=True).click()
    page.get_by_label("Caption file").set_input_files(mine)
    page.get_by_role("button", name="Add captions").click()
    expect(page.get_by_role("status")).to_have_text("One caption was added.")
    expect(page.get_by_text("Captions from a file", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="WebVTT").click()
    assert download.value.suggested_filename == "The harbour in winter.en.vtt"
    assert "The boats are in." in download.value.path().read_text()


def test_a_caption_file_that_cannot_be_read_is_refused_in_words(
    site: Site, plain: Callable[[str], Page], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.vtt"
    broken.write_text("nothing of the kind")
    page = plain(site.media["captioned"] + "/captions")
    page.get_by_label("Caption file").set_input_files(broken)
    page.get_by_role("button", name="Add captions").click()
    expect(page.get_by_role("heading", name="One thing needs your attention")).to_be_visible()


def test_what_failed_can_be_tried_again(site: Site, plain: Callable[[str], Page]) -> None:
    page = plain(site.media["failed"])
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("status")).to_have_text("It is being tried again.")
    expect(page.get_by_text("It is waiting for its turn.")).to_be_visible()


def test_the_library_leads_to_a_video(site: Site, plain: Callable[[str], Page]) -> None:
    page = plain("/")
    newest = page.locator(".card-title a").first
    title = newest.inner_text()
    newest.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
