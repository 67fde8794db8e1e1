"""Somebody uploads a recording and, a little later, reads what was said in it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.conftest import Site
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
