"""Ana reads along in a lecture of two hours: by mouse, by keyboard, without scripts, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from tests.a11y.lecture import (
    add_lecture,
    begins,
    current,
    line,
    press_word,
    scrolled,
    seek,
    time,
)
from webapp.look import Look
from webapp.models import Media
from webapp.pages.transcripts import LINES

Watch = Callable[..., Page]
OPEN = Look(density=4)


@pytest.fixture(scope="module")
def lecture(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("lecture")
    with site.app.app_context():
        return add_lecture(site.app, folder)


@pytest.fixture
def watch_lecture(lecture: str, visit: Callable[..., Page]) -> Watch:
    """Opens the lecture as somebody who is not logged in, and waits until it can be sought in."""

    def open_lecture(wanted: Look | None = None, query: str = "", **context: object) -> Page:
        page = visit(lecture + query, wanted or OPEN, person="", **context)
        if context.get("java_script_enabled", True):
            page.wait_for_function("() => document.querySelector('video').readyState > 0")
        return page

    return open_lecture


def test_the_list_goes_where_the_video_goes_and_the_page_stays(watch_lecture: Watch) -> None:
    page = watch_lecture()
    expect(page.locator(".line")).to_have_count(LINES)
    seek(page, begins(1201) + 1)
    expect(current(page)).to_contain_text("This is sentence 1201 of the lecture.")
    expect(current(page)).to_be_in_viewport()
    assert page.locator(".line").count() <= 3 * LINES
    assert scrolled(page)[0] == 0
    seek(page, begins(3) + 1)
    expect(current(page)).to_contain_text("This is sentence 3 of the lecture.")
    assert scrolled(page)[0] == 0


def test_whoever_scrolls_is_left_alone_until_she_comes_back(watch_lecture: Watch) -> None:
    page = watch_lecture()
    seek(page, begins(2) + 1)
    expect(current(page)).to_have_attribute("id", "line-2")
    back = page.get_by_role("button", name="Back to now")
    expect(back).to_be_hidden()
    page.locator("#lines").hover()
    page.mouse.wheel(0, 600)
    expect(back).to_be_visible()
    before = scrolled(page)
    seek(page, begins(4) + 1)
    expect(current(page)).to_have_attribute("id", "line-4")
    assert scrolled(page) == before
    back.click()
    expect(current(page)).to_be_in_viewport()
    expect(current(page).locator(".line-time")).to_be_focused()
    expect(back).to_be_hidden()


def test_nothing_follows_by_itself_for_whoever_wants_no_movement(watch_lecture: Watch) -> None:
    page = watch_lecture(Look(density=4, motion="none"))
    seek(page, begins(900) + 1)
    back = page.get_by_role("button", name="Back to now")
    expect(back).to_be_visible()
    expect(page.locator(".line")).to_have_count(LINES)
    assert scrolled(page) == [0, 0]
    back.click()
    expect(current(page)).to_have_attribute("id", "line-900")
    expect(current(page)).to_be_in_viewport()


def test_whoever_reads_at_her_own_pace_switches_following_off(watch_lecture: Watch) -> None:
    page = watch_lecture(Look(density=4))
    follow = page.get_by_role("button", name="Follow")
    expect(follow).to_have_attribute("aria-pressed", "true")
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "false")
    seek(page, begins(20) + 1)
    expect(page.get_by_role("button", name="Back to now")).to_be_visible()
    assert scrolled(page) == [0, 0]


def test_any_word_plays_from_there(watch_lecture: Watch) -> None:
    page = watch_lecture()
    press_word(page, 4, "sentence")
    expect(line(page, 4)).to_have_attribute("aria-current", "true")
    assert time(page) == begins(4) + 1.0
    press_word(page, 2, "lecture")
    expect(line(page, 2)).to_have_attribute("aria-current", "true")
    assert time(page) == begins(2) + 3.0


def test_words_without_times_of_their_own_are_found_by_their_letters(
    watch_lecture: Watch, site: Site, lecture: str
) -> None:
    page = watch_lecture(query=f"?captions={transcript_id(site, lecture, 'de')}")
    press_word(page, 3, "cccc")
    expect(line(page, 3)).to_have_attribute("aria-current", "true")
    assert time(page) == pytest.approx(begins(3) + 4 * 10 / 19, abs=0.01)


def test_by_keyboard_one_goes_from_line_to_line_and_word_to_word(watch_lecture: Watch) -> None:
    page = watch_lecture()
    page.locator("#transcript-find").focus()
    page.keyboard.press("Tab")
    expect(line(page, 1).locator(".line-time")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(line(page, 3).locator(".line-time")).to_be_focused()
    expect(page.locator(".transcript-keys")).to_be_visible()
    page.keyboard.press("Enter")
    expect(line(page, 3)).to_have_attribute("aria-current", "true")
    assert time(page) == begins(3)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert time(page) == begins(3) + 1.0
    page.keyboard.press("ArrowLeft")
    assert time(page) == begins(3) + 0.5
    page.keyboard.press("End")
    expect(line(page, LINES).locator(".line-time")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    expect(page.locator(".line-report")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('#lines')"), "the list has one stop"


def test_what_comes_above_moves_nothing_that_is_read(watch_lecture: Watch) -> None:
    page = watch_lecture(query=f"?t={begins(1000) + 1}")
    page.wait_for_load_state("networkidle")
    first = int(page.locator(".line").first.get_attribute("id").removeprefix("line-"))
    page.locator("#lines").hover()
    page.locator("#lines").evaluate("list => list.scrollTo(0, 60)")
    tops = "number => document.getElementById(`line-${number}`).getBoundingClientRect().top"
    before = page.evaluate(tops, first)
    with page.expect_response(re.compile("edge=before")):
        page.locator("#lines").evaluate("list => list.scrollTo(0, 0)")
    expect(line(page, first - 1)).to_have_count(1)
    # At the most what was scrolled, and a line that was not laid out before.
    assert abs(page.evaluate(tops, first) - before - 60) < 60


def test_a_search_finds_what_is_not_loaded_and_goes_on_by_keys(watch_lecture: Watch) -> None:
    page = watch_lecture()
    field = page.get_by_role("searchbox", name="Search in the transcript")
    field.fill("HERON")
    field.press("Enter")
    said = page.locator("#status")
    expect(said).to_have_text("Line 1 of 3, at 0:24")
    expect(line(page, 7).locator("mark")).to_have_text("heron")
    expect(line(page, 7)).to_be_in_viewport()
    field.press("Enter")
    expect(said).to_have_text("Line 2 of 3, at 40:24")
    expect(line(page, 607)).to_be_in_viewport()
    expect(field).to_be_focused()
    expect(line(page, 607).locator("mark")).to_have_text("heron")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(said).to_have_text("Line 3 of 3, at 1:20:24")
    page.get_by_role("button", name="Previous", exact=True).click()
    expect(said).to_have_text("Line 2 of 3, at 40:24")
    page.locator("video").evaluate("video => { video.muted = true; }")
    page.get_by_role("button", name="Play from there").click()
    expect(line(page, 607)).to_have_attribute("aria-current", "true")
    assert int(time(page)) == begins(607)


def test_a_search_without_result_says_so_and_takes_the_marks_away(watch_lecture: Watch) -> None:
    page = watch_lecture()
    field = page.get_by_role("searchbox", name="Search in the transcript")
    field.fill("sentence 3 of")
    expect(page.locator("#lines mark")).to_have_count(1)
    assert (
        page.locator("#lines mark").evaluate("mark => getComputedStyle(mark).textDecorationLine")
        == "underline"
    ), "more than colour"
    field.fill("giraffe")
    expect(page.locator("#status")).to_have_text("No line has this.")
    expect(page.locator("#lines mark")).to_have_count(0)
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_hidden()
    press_word(page, 3, "sentence")
    assert time(page) == begins(3) + 1.0


def test_the_place_of_the_transcript_is_remembered(watch_lecture: Watch) -> None:
    page = watch_lecture(Look(density=3))
    expect(page.locator("#lines")).to_be_hidden()
    page.locator("#transcript-summary").click()
    picture, lines = page.locator("#screen"), page.locator("#lines")
    assert box(lines)["x"] > box(picture)["x"] + box(picture)["width"] / 2
    wide = box(picture)["width"]
    with page.expect_response("**/settings/watching"):
        page.get_by_role("button", name="Alone").click()
    expect(page.get_by_role("button", name="Alone")).to_be_focused()
    assert box(picture)["width"] < wide / 2
    assert box(lines)["y"] > box(picture)["y"]
    with page.expect_response("**/settings/watching"):
        page.get_by_role("button", name="Hide the picture").click()
    expect(picture).to_be_hidden()
    page.reload()
    expect(page.get_by_role("button", name="Alone")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#screen")).to_be_hidden()
    page.get_by_role("button", name="Show the picture").click()
    expect(page.locator("#screen")).to_be_visible()
    with page.expect_response("**/settings/watching"):
        page.locator("#transcript-summary").click()
    page.reload()
    expect(page.locator("#lines")).to_be_hidden()
    assert box(page.locator("#screen"))["width"] > wide / 2, "closed, it takes no room"


def test_out_of_more_the_transcript_comes_to_the_picture(watch_lecture: Watch) -> None:
    page = watch_lecture(Look(density=1))
    page.locator("#rest > summary").click()
    seek(page, begins(10) + 1)
    page.get_by_role("button", name="Below", exact=True).click()
    expect(page.locator("#watch-seats #lines")).to_be_visible()
    expect(page.get_by_role("button", name="Below", exact=True)).to_be_focused()
    expect(current(page)).to_have_attribute("id", "line-10")


def test_other_captions_bring_their_transcript_to_the_same_place(
    watch_lecture: Watch, site: Site, lecture: str
) -> None:
    page = watch_lecture(
        query=f"?captions={transcript_id(site, lecture, 'en')}&t={begins(700) + 1}"
    )
    current(page).locator(".line-time").focus()
    arabic = transcript_id(site, lecture, "ar")
    page.locator("#caption-choice").select_option(str(arabic))
    expect(page.locator("#lines")).to_have_attribute("lang", "ar")
    expect(page.locator("#lines")).to_have_attribute("dir", "rtl")
    expect(current(page)).to_contain_text("الجملة 700")
    assert f"captions={arabic}" in page.locator("#copy-text").get_attribute("href")
    assert page.locator("#transcript-search [name=captions]").input_value() == str(arabic)


def test_the_whole_text_is_copied_with_one_press(
    watch_lecture: Watch, site: Site, lecture: str
) -> None:
    english = transcript_id(site, lecture, "en")
    page = watch_lecture(
        query=f"?captions={english}", permissions=["clipboard-read", "clipboard-write"]
    )
    page.get_by_role("link", name="Copy with times").click()
    expect(page.locator("#status")).to_have_text("Copied, with times.")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("A long lecture")
    assert "1:59:56 Ana: This is sentence 1800 of the lecture." in text


def test_while_it_plays_only_the_line_before_and_the_line_now_are_touched(
    watch_lecture: Watch,
) -> None:
    page = watch_lecture()
    for part in (2, 3, 4):
        page.locator(".line-more").last.scroll_into_view_if_needed()
        expect(page.locator(".line")).to_have_count(part * LINES)
    page.locator("#lines").evaluate("list => list.scrollTo(0, 0)")
    seek(page, begins(3) + 0.5)
    expect(current(page)).to_have_attribute("id", "line-3")
    page.evaluate(
        """() => {
          window.touched = new Set();
          new MutationObserver(changes => {
            for (const { target } of changes) touched.add(target.closest(".line")?.id ?? target.id);
          }).observe(document.getElementById("lines"), {
            attributes: true, childList: true, subtree: true,
          });
        }"""
    )
    seek(page, begins(4) + 0.5)
    expect(current(page)).to_have_attribute("id", "line-4")
    assert page.evaluate("[...touched].sort()") == ["line-3", "line-4"]


@pytest.mark.parametrize(("contrast", "forced"), [("yellow-black", "none"), ("normal", "active")])
def test_axe_finds_nothing_while_somebody_searches(
    watch_lecture: Watch, contrast: str, forced: str
) -> None:
    page = watch_lecture(Look(density=4, contrast=contrast), forced_colors=forced)
    seek(page, begins(7) + 1)
    page.get_by_role("searchbox", name="Search in the transcript").fill("heron")
    expect(line(page, 7).locator("mark")).to_be_visible()
    border = current(page).evaluate("e => getComputedStyle(e).borderInlineStartColor")
    ground = page.locator(".transcript").evaluate("e => getComputedStyle(e).backgroundColor")
    assert border != ground, "the current line is marked by more than its ground"
    assert violations(page, part="#transcript") == []


@pytest.mark.parametrize("place", ["beside", "alone"])
def test_on_a_small_screen_nothing_is_cut_off(watch_lecture: Watch, place: str) -> None:
    page = watch_lecture(viewport={"width": 320, "height": 640})
    page.locator(f"#transcript-{place}").click()
    page.get_by_role("searchbox", name="Search in the transcript").fill("heron")
    expect(page.get_by_role("button", name="Play from there")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert (
        page.evaluate("(e => e.scrollWidth - e.clientWidth)(document.getElementById('lines'))") <= 0
    )


def test_without_scripts_all_of_it_is_there(watch_lecture: Watch) -> None:
    page = watch_lecture(Look(density=3), java_script_enabled=False)
    page.locator("#transcript-summary").click()
    page.get_by_role("searchbox", name="Search in the transcript").fill("heron")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("3 lines")).to_be_visible()
    expect(page.locator("#line-607 mark")).to_have_text("heron")
    expect(page.locator("#line-606")).to_be_visible()
    page.get_by_role("link", name="Play from 40:24").click()
    expect(page).to_have_url(re.compile(r"t=2424\.0"))
    page.locator("#transcript-summary").click()
    expect(line(page, 607)).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name="Below", exact=True).click()
    expect(page.get_by_role("button", name="Below", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator("#lines")).to_be_visible()
    page.get_by_role("link", name="Copy the text").click()
    expect(page.locator("pre")).to_contain_text("This is sentence 1800 of the lecture.")


def test_on_paper_there_are_title_times_speakers_and_nothing_to_press(watch_lecture: Watch) -> None:
    page = watch_lecture()
    page.get_by_role("link", name="Print, or read as a page").click()
    expect(page.locator(".line")).to_have_count(1800, timeout=30_000)
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_have_text("Transcript: A long lecture")
    expect(line(page, 1800)).to_contain_text("1:59:56")
    expect(line(page, 6).locator(".line-speaker")).to_have_text("Ben")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator("nav").first).to_be_hidden()


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found is not None
    return dict(found)


def transcript_id(site: Site, address: str, language: str) -> int:
    with site.app.app_context():
        media = Media.by_slug(address.rsplit("/", 1)[-1])
        assert media is not None
        return next(each.id for each in media.transcripts if each.language == language)
