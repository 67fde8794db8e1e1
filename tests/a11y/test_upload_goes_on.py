"""An upload outlives a server that is killed, a page that is closed and a network that is lost."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.a11y.axe import rules_for, too_wide, violations
from tests.faults import browser as by_http
from tests.faults.site import Part, Site
from webapp.look import CONTRASTS

PIECE_BYTES = 128 * 1024
SLOWLY = 400_000
"""Bytes a second, so that there is a middle to be cut off in."""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation with real processes, whose browsers send small pieces."""
    folder = tmp_path_factory.mktemp("goes-on")
    with Site(folder, UPLOAD_PIECE_BYTES=PIECE_BYTES) as site:
        site.set_up()
        yield site


@pytest.fixture(scope="module")
def web(here: Site) -> Part:
    return here.web()


@pytest.fixture(scope="module")
def cookies(here: Site, web: Part) -> dict[str, str]:
    return by_http.Browser(here.port).log_in().cookies


@pytest.fixture
def open_page(
    here: Site, cookies: dict[str, str], chromium: Browser
) -> Iterator[Callable[..., Page]]:
    """Opens the upload page in a browser of the librarian's that sends slowly."""
    contexts = []

    def open_it(address: str = "/upload", **options: object) -> Page:
        base = f"http://127.0.0.1:{here.port}"
        context = chromium.new_context(base_url=base, **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_cookies(
            [{"name": name, "value": value, "url": base} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.goto(address)
        speed(page, SLOWLY)
        return page

    yield open_it
    for context in contexts:
        context.close()


def speed(page: Page, bytes_a_second: int) -> None:
    line = {"offline": False, "latency": 0, "downloadThroughput": -1}
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions", {**line, "uploadThroughput": bytes_a_second}
    )


def film(folder: Path, size: int = 2_000_000) -> Path:
    path = folder / f"harbour-{secrets.token_hex(4)}.mp4"
    path.write_bytes(secrets.token_bytes(size))
    return path


def send(page: Page, file: Path, label: str = "Video or audio file") -> None:
    page.get_by_label(label).set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("progressbar", name="Sending the file")).to_be_visible()


def wait_until_sent(page: Page, percent: int) -> None:
    bar = page.locator("#upload-progress")
    for _ in range(2000):
        if int(bar.get_attribute("value") or 0) >= percent:
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"{percent} % were never sent")


def kept(here: Site, file: Path, *, signed: bool = False) -> list[str]:
    """The digests of what the library keeps of a file: as videos, or as signed versions."""
    of_media = "SELECT file FROM media WHERE original_name = :name"
    of_versions = "SELECT source AS file FROM sign_track WHERE original_name = :name"
    rows = here.rows(of_versions if signed else of_media, name=file.name)
    paths = [here.data / "media" / row.file for row in rows]
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_after_a_dead_server_and_a_closed_page_there_is_one_video(
    here: Site, web: Part, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    file = film(tmp_path)
    page = open_page()
    page.get_by_label("Title").fill("Boats at night")
    send(page, file)
    expect(page.get_by_role("status")).to_have_text(re.compile("The file is being sent|A quarter"))
    page.get_by_label("What it is about").fill("In March.")
    wait_until_sent(page, 25)

    web.kill()
    expect(page.get_by_role("status")).to_have_text(re.compile("The connection is lost."))
    expect(page.locator("#upload-trouble")).to_have_text(re.compile("What has arrived is kept."))
    web.start()
    here.wait_for_web(web)
    expect(page.locator("#upload-trouble")).to_be_empty(timeout=60_000)
    wait_until_sent(page, 50)
    page.close()

    page = open_page()
    expect(page.locator("#unfinished")).to_contain_text(f"{file.name}: ")
    page.get_by_role("link", name=f"Go on with {file.name}").click()
    expect(page.get_by_label("Title")).to_have_value("Boats at night")
    expect(page.get_by_label("What it is about")).to_have_value("In March.")
    other = film(tmp_path)
    page.get_by_label("The same file again").set_input_files(other)
    page.get_by_role("button", name="Upload").click()
    refusal = "document.getElementById('file').validationMessage"
    page.wait_for_timeout(300)
    assert page.evaluate(refusal) == f"This is another file. Choose {file.name} (1.9\xa0MB)."
    speed(page, -1)
    page.get_by_label("The same file again").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(re.compile("/media/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Boats at night")
    assert kept(here, file) == [digest(file)]


def test_a_file_that_is_chosen_anew_goes_on_by_itself(
    here: Site, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    file = film(tmp_path)
    page = open_page()
    page.get_by_label("Title").fill("Boats")
    send(page, file)
    wait_until_sent(page, 30)
    page.close()
    page = open_page()
    expect(page.locator("#unfinished")).to_contain_text(f"{file.name}: ")
    speed(page, -1)
    send(page, file)
    page.wait_for_url(re.compile("/media/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Boats")
    assert kept(here, file) == [digest(file)]


def test_it_is_paused_and_goes_on_by_keyboard_alone(
    here: Site, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    file = film(tmp_path, 1_000_000)
    page = open_page()
    page.get_by_label("Video or audio file").set_input_files(file)
    page.get_by_role("button", name="Upload").focus()
    page.keyboard.press("Enter")
    pause = page.get_by_role("button", name="Pause")
    expect(pause).to_be_visible()
    page.keyboard.press("Tab")
    expect(pause).to_be_focused()
    wait_until_sent(page, 20)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Paused. What has arrived is kept.")
    resume = page.locator("#upload-pause")
    expect(resume).to_have_text("Go on")
    expect(resume).to_be_focused()
    speed(page, -1)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/media/"))
    assert kept(here, file) == [digest(file)]


def test_nothing_is_wrong_on_a_phone_while_it_is_sent_and_while_it_rests(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    send(page, film(tmp_path))
    wait_until_sent(page, 10)
    assert (faults(page), too_wide(page)) == ([], [])
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#upload-trouble")).to_have_text("Paused. What has arrived is kept.")
    assert (faults(page), too_wide(page)) == ([], [])
    page.get_by_role("button", name="Throw away").click()


def faults(page: Page) -> list[str]:
    """What axe finds, in every theme."""
    found = []
    for theme in (str(each.value) for each in CONTRASTS):
        page.evaluate("theme => { document.documentElement.dataset.contrast = theme; }", theme)
        found += violations(page, rules_for(theme), part="#upload")
    return found


def test_what_she_types_at_the_end_is_not_taken_from_her(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    file = film(tmp_path, 400_000)
    page = open_page()
    send(page, file)
    about = page.get_by_label("What it is about")
    about.press_sequentially("In Mar")
    speed(page, -1)
    expect(page.get_by_role("status")).to_have_text(
        "Your file has arrived. You can finish what you are typing."
    )
    expect(about).to_be_focused()
    about.press_sequentially("ch.")
    page.get_by_role("button", name="Save and show the video").click()
    page.wait_for_url(re.compile("/media/"))
    page.goto(f"{page.url}/settings")
    expect(page.get_by_label("What it is about")).to_have_value("In March.")


def test_what_is_not_wanted_is_thrown_away(
    here: Site, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    file = film(tmp_path)
    page = open_page()
    send(page, file)
    wait_until_sent(page, 20)
    page.locator("#upload-away").click()
    expect(page.get_by_role("status")).to_have_text("What had arrived was thrown away.")
    expect(page.get_by_role("button", name="Upload")).to_be_focused()
    expect(page.get_by_role("progressbar")).to_be_hidden()
    query = "SELECT count(*) FROM incoming_upload WHERE original_name = :name"
    assert here.value(query, name=file.name) == 0


def test_without_scripts_she_sends_it_whole_or_throws_it_away(
    here: Site, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    files = [film(tmp_path, 500_000) for _ in range(2)]
    for file in files:
        page = open_page()
        send(page, file)
        wait_until_sent(page, 30)
        page.close()
    page = open_page(java_script_enabled=False)
    page.get_by_role("button", name=f"Throw away {files[0].name}").click()
    expect(page.get_by_role("status")).to_have_text("What had arrived was thrown away.")
    page.get_by_role("link", name=f"Go on with {files[1].name}").click()
    expect(page.get_by_text("Your browser runs no scripts")).to_be_visible()
    speed(page, -1)
    page.get_by_label("The same file again").set_input_files(files[1])
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(re.compile("/media/"))
    assert kept(here, files[1]) == [digest(files[1])]
    assert here.value("SELECT count(*) FROM incoming_upload WHERE state = 'arriving'") == 0


@pytest.fixture(scope="module")
def talk(here: Site, web: Part) -> str:
    """The address of a video without a signed version."""
    sent = by_http.Browser(here.port).log_in().upload("The lighthouse", "talk.mp4", b"a talk")
    return sent.location


def send_signed(page: Page, file: Path, language: str, nature: str) -> None:
    """Say what a signed version is, and begin to send it."""
    page.locator("#language").select_option(language)
    page.get_by_role("radio", name=nature).check()
    send(page, file, "Video of somebody who signs")


def test_a_signed_version_goes_on_after_its_page_was_closed(
    here: Site, talk: str, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    file, page = film(tmp_path), open_page(f"{talk}/signing/add")
    send_signed(page, file, "bfi", "Translation by a deaf person")
    expect(page.get_by_role("status")).to_have_text(re.compile("The file is being sent|A quarter"))
    page.get_by_role("textbox", name="Who signs").fill("Dora Smith")
    wait_until_sent(page, 40)
    page.close()
    assert kept(here, file, signed=True) == []

    page = open_page(f"{talk}/signing/add")
    expect(page.locator("#unfinished")).to_contain_text(f"{file.name}: ")
    page.get_by_role("link", name=f"Go on with {file.name}").click()
    expect(page.locator("#language")).to_have_value("bfi")
    expect(page.get_by_role("radio", name="Translation by a deaf person")).to_be_checked()
    speed(page, -1)
    page.get_by_label("The same file again").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(re.compile(r"/signing/\d+$"))
    expect(page.get_by_role("status")).to_have_text(re.compile("Your file has arrived."))
    expect(page.locator(".lead")).to_contain_text("Dora Smith")
    assert kept(here, file, signed=True) == [digest(file)]


def test_a_signed_version_that_is_chosen_anew_goes_on_with_what_was_said_of_it(
    here: Site, talk: str, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    file, page = film(tmp_path), open_page(f"{talk}/signing/add")
    send_signed(page, file, "ase", "Translation by a deaf person")
    wait_until_sent(page, 30)
    page.close()
    page = open_page(f"{talk}/signing/add")
    expect(page.locator("#unfinished")).to_contain_text(f"{file.name}: ")
    speed(page, -1)
    send_signed(page, file, "bfi", "Interpretation")
    page.wait_for_url(re.compile(r"/signing/\d+$"))
    expect(page.locator(".lead")).to_contain_text("British Sign Language (BSL)")
    assert kept(here, file, signed=True) == [digest(file)]
