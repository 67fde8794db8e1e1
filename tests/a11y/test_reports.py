"""Ana says in the middle of a talk what is wrong with a caption; Rita answers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Media, Report, User

Visit = Callable[..., Page]
OPEN = Look(density=4)


@pytest.fixture(autouse=True)
def no_reports(site: Site) -> None:
    with site.app.app_context():
        db.session.query(Report).delete()
        db.session.commit()


@pytest.fixture
def stop_at_8(talk: str, visit: Visit) -> Callable[..., Page]:
    def open_talk(person: str = "", query: str = "?t=8.5", **context: object) -> Page:
        page = visit(talk + query, OPEN, person=person, **context)
        if context.get("java_script_enabled", True):
            page.wait_for_function("() => document.querySelector('video').currentTime > 8")
        return page

    return open_talk


def test_by_keyboard_the_video_waits_for_the_report_and_goes_on(
    stop_at_8: Callable[..., Page],
) -> None:
    page = stop_at_8()
    page.locator("video").evaluate("video => { video.muted = true; return video.play(); }")
    page.locator("#play-button").focus()
    page.keyboard.press("r")
    expect(page.get_by_role("dialog", name="Report a caption")).to_be_visible()
    dialog = page.locator("#report-dialog")
    assert page.locator("video").evaluate("video => video.paused")
    expect(dialog.get_by_role("radio", name="Thank you, Ana.")).to_be_checked()
    assert violations(page, part="#report-dialog") == []
    dialog.get_by_label("In your words").fill("He says banks.")
    dialog.get_by_role("button", name="Send").press("Enter")
    summary = dialog.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(dialog.get_by_label("In your words")).to_have_value("He says banks.")
    summary.get_by_role("link", name="Choose what is wrong.").press("Enter")
    page.keyboard.press("Space")
    expect(dialog.get_by_role("radio", name="Wrong words")).to_be_checked()
    dialog.get_by_role("button", name="Send").press("Enter")
    expect(dialog.get_by_role("heading", name="Thank you")).to_be_focused()
    dialog.get_by_role("button", name="Back to the video").press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator("#play-button")).to_be_focused()
    assert not page.locator("video").evaluate("video => video.paused")


def test_a_report_begins_at_a_line_of_the_transcript_and_escape_leaves_all_as_it_was(
    stop_at_8: Callable[..., Page],
) -> None:
    page = stop_at_8()
    page.locator("#line-2 .line-time").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(page.locator("#line-2 .line-report")).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Report a caption")
    expect(dialog.get_by_role("radio", name="so all of you who came")).to_be_checked()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#line-2 .line-report")).to_be_focused()
    assert page.locator("video").evaluate("video => video.paused"), "it did not play before"


def test_without_scripts_ana_reports_rita_answers_and_ana_reads_it(
    site: Site, stop_at_8: Callable[..., Page]
) -> None:
    ana = stop_at_8(java_script_enabled=False)
    ana.get_by_role("link", name="Report a caption").click()
    expect(ana.get_by_role("radio", name="Thank you, Ana.")).to_be_checked()
    ana.get_by_role("radio", name="Too fast to read").check()
    ana.get_by_role("button", name="Send").click()
    expect(ana.get_by_role("status")).to_contain_text("Thank you. A reviewer will look at it.")

    rita = stop_at_8("librarian", java_script_enabled=False)
    rita.get_by_role("link", name="1 report to answer").click()
    rita.get_by_role("button", name="It stays as it is").click()
    expect(rita.locator(".error-summary")).to_contain_text("Say why it stays as it is.")
    rita.get_by_label("Answer to the viewer").fill("He speaks slowly there: you have 3 seconds.")
    rita.get_by_role("button", name="It stays as it is").click()
    expect(rita.get_by_role("status")).to_contain_text("Answered.")
    expect(rita.get_by_text("No report waits for an answer.")).to_be_visible()

    ana.get_by_role("link", name="Your reports").click()
    expect(ana.get_by_text("Looked at, and left as it is")).to_be_visible()
    expect(ana.get_by_text("you have 3 seconds")).to_be_visible()
    ana.get_by_role("link", name="A meeting in the hall, 0:08").click()
    expect(ana.locator("video")).to_have_attribute("src", re.compile(r"#t=8\.0$"))


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_reports_fit_and_axe_finds_nothing(
    site: Site, talk: str, visit: Visit, width: int
) -> None:
    with site.app.app_context():
        media = Media.by_slug(talk.rsplit("/", 1)[-1])
        assert media is not None
        assert media.captions is not None
        cue = media.captions.cues()[0]
        lena = User.by_email("librarian@example.org")
        for kind, text in (("words", "He says banks."), ("other", "A" * 500)):
            Report.say(media, cue, at_ms=0, kind=kind, text=text, reporter=lena, token="")
        db.session.commit()
        db.session.query(Report).filter_by(kind="words").one().close("mended", "Right.")
        db.session.commit()
    size = {"width": width, "height": 640}
    for address in (
        f"{talk}/reports",
        "/my-reports",
        f"{talk}/report?t=500",
        f"{talk}/transcript/find?q=the",
    ):
        page = visit(address, Look(density=3, contrast="yellow-black"), viewport=size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert violations(page, part="main") == [], address
