"""Somebody uploads a recording and, a little later, reads what was said in it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.a11y.conftest import Site, session_cookie
from tests.a11y.worker import look_again, working

SAID = ("Welcome to the weekly meeting.", "The captions are ready for review.")
WAIT_MS = 90_000


@pytest.fixture
def worker(site: Site, fixtures: Path) -> Iterator[None]:
    """Works off the queue as `manage.py worker` does, with the small model made for tests."""
    settings = site.app.extensions["settings"]
    model = str(fixtures / "micro-whisper" / "micro-en-q8_0.bin")
    site.app.extensions["settings"] = settings.model_copy(update={"model": model})
    with working(site.app):
        yield
    site.app.extensions["settings"] = settings


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not on this machine")
    path = tmp_path_factory.mktemp("said") / "weekly_meeting.wav"
    subprocess.run(["espeak-ng", "-v", "en-gb", "-w", str(path), " ".join(SAID)], check=True)
    return path


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "no-js"])
def test_a_recording_becomes_captions_on_the_screen(
    visit: Callable[..., Page], worker: None, recording: Path, javascript: bool
) -> None:
    page = visit("/upload", java_script_enabled=javascript)
    page.get_by_label("Video or audio file").set_input_files(recording)
    page.get_by_label("Language that is spoken").select_option("en")
    page.get_by_role("button", name="Upload").click()

    page.wait_for_url(re.compile("/media/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("weekly meeting")
    expect(page.get_by_role("status")).not_to_be_empty()
    follow(page, javascript)

    expect(page.get_by_text("Automatic captions, not reviewed")).to_be_visible()
    expect(page.locator("video > track[default]")).to_have_attribute("srclang", "en")
    page.get_by_text("Transcript").first.click()
    expect(page.locator(".lines")).to_contain_text("Welcome to the weekly meeting")
    expect(page.locator(".lines")).to_contain_text("captions are ready for review")


def follow(page: Page, javascript: bool) -> None:
    """Wait as a person does: by what the page offers, never by going round it."""
    if javascript:
        finished = page.get_by_text("Everything is ready, with captions.")
        expect(finished.first).to_be_visible(timeout=WAIT_MS)
        expect(page.get_by_role("status")).to_have_text("Everything is ready, with captions.")
        expect(page.locator("#progress")).not_to_have_attribute("hx-trigger", re.compile("."))
        page.get_by_role("link", name=re.compile("Watch now|Show the (new )?captions")).click()
        return
    look_again(page)


def test_who_chose_no_file_is_told_where_she_is(visit: Callable[..., Page]) -> None:
    page = visit("/upload")
    page.get_by_label("Title").fill("My talk")
    page.get_by_role("button", name="Upload").click()
    summary = page.get_by_role("alert").filter(has_text="Choose a video or audio file.")
    expect(summary).to_be_focused()
    expect(page.get_by_role("status")).to_be_empty()
    expect(page.get_by_label("Title")).to_have_value("My talk")
    summary.get_by_role("link").click()
    expect(page.get_by_label("Video or audio file")).to_be_focused()


def test_what_is_sent_whole_is_shown_and_can_be_stopped(
    site: Site, chromium: Browser, tmp_path: Path
) -> None:
    # Not by `visit`: htmx logs a stopped upload as an error, and that is what is wanted here.
    page = chromium.new_page(base_url=site.address)
    page.context.add_cookies([session_cookie(site, "librarian")])
    page.goto(f"{site.media['captioned']}/signing/add")
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000},
    )
    large = tmp_path / "large.mp4"
    large.write_bytes(bytes(4_000_000))
    page.get_by_label("Video of somebody who signs").set_input_files(large)
    page.locator("#language").select_option("bfi")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("progressbar", name="Sending the file")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("The file is being sent.")
    page.get_by_role("button", name="Stop the upload").click()
    expect(page.get_by_role("status")).to_have_text("The upload was stopped. Nothing was kept.")
    expect(page.get_by_role("button", name="Upload")).to_be_focused()
    expect(page.get_by_role("button", name="Stop the upload")).to_be_hidden()
    page.close()
