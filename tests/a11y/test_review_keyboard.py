"""A reviewer mends a draft by keyboard alone; nothing steals her focus or the keys of others."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.conftest import Site
from tests.a11y.ferry import DRAFT, Hands, add_ferry, cues_at, expect_nothing_wrong
from webapp.look import Look
from webapp.pages.review.cue_rows import ROWS

Visit = Callable[..., Page]


@pytest.fixture
def address(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The review of a draft of its own for each test."""
    with site.app.app_context():
        folder = tmp_path_factory.getbasetemp() / "ferry"
        folder.mkdir(exist_ok=True)
        return add_ferry(site.app, folder, "A crossing by ferry", DRAFT)


def open_first(page: Page) -> Hands:
    """Open the first caption from its row."""
    hands = Hands(page)
    expect(page.locator("#more-tools:not([hidden])")).to_have_count(1)  # the scripts have come
    page.locator(".row-edit").first.focus()
    hands.press("Enter")
    hands.is_in_text(1)
    return hands


@pytest.mark.parametrize("look", [Look(), Look(density=1)])
def test_a_draft_is_mended_by_keyboard_alone(
    site: Site, visit: Visit, address: str, look: Look
) -> None:
    page = visit(address, look)
    hands = open_first(page)
    expect_nothing_wrong(page)

    hands.caret_after("welcom")
    hands.type("e")
    hands.press("Control+Enter")
    hands.heard("Saved.")
    hands.is_in_text(2)
    expect_nothing_wrong(page)

    hands.caret_after("now.")
    hands.press("F2", "s")
    hands.heard("Split.")
    hands.is_in_text(2)
    expect(page.locator("#rows > .row")).to_have_count(len(DRAFT) + 1)
    expect_nothing_wrong(page)

    hands.press("Alt+PageDown")
    hands.is_in_text(3)
    hands.press("F2", "ArrowDown")
    hands.is_in_text(4)
    hands.press("F2", "m")
    hands.heard("Merged with the next caption.")
    hands.is_in_text(4)
    expect_nothing_wrong(page)

    hands.press("F2", "ArrowDown")
    hands.is_in_text(5)
    hands.caret_after("today,")
    hands.press("F2", "j")
    hands.heard("Given to the next caption.")
    hands.is_in_text(5)
    expect_nothing_wrong(page)

    hands.press("F2", "ArrowDown")
    hands.is_in_text(6)
    hands.press("F2", "ArrowDown")
    hands.is_in_text(7)
    hands.press("F2", "l")
    expect(page.locator("input[name=label]:focus")).to_be_visible()
    hands.type("door slams")
    hands.press("Control+Enter")
    hands.heard("Saved.")
    hands.is_in_text(8)

    hands.press("F2", "x")
    hands.heard("Deleted.")
    expect(page.locator("#rows > .row")).to_have_count(len(DRAFT) - 1)
    expect_nothing_wrong(page)

    hands.press("F2", "f")
    expect(page.locator("#find-q")).to_be_focused()
    hands.type("bord")
    hands.press("Tab")
    hands.type("board")
    hands.press("Enter")
    expect(page.locator(".place del")).to_have_count(2)
    expect(page.locator("#replace-chosen")).to_be_focused()
    expect_nothing_wrong(page)
    hands.press("Enter")
    expect(page.locator("#find-outcome")).to_contain_text("2 captions were changed.")
    expect(page.locator("#rows .row-text", has_text="the board will")).to_be_visible()
    expect_nothing_wrong(page)
    hands.press("Escape")
    expect_nothing_wrong(page)

    with site.app.app_context():
        assert [cue.text for cue in cues_at(address)] == [
            "Good morning, and welcome aboard.",
            "The board is open now.",
            "Please stay in your seats until then.",
            "Thank you\nvery much, Ana.",
            "The sea is calm today,",
            "and the board will be closed at nine.",
            "door slams",
            "We wish you a good crossing.",
        ]
        first = cues_at(address)[1]
        assert [word[0] for word in first.words] == ["The", "board", "is", "open", "now."]
        assert first.words[1][1:3] == [5500, 6000]  # as it was heard


def test_the_rest_of_the_way_is_approved_caption_by_caption(
    site: Site, visit: Visit, address: str
) -> None:
    page = visit(address)
    hands = open_first(page)
    for number in range(1, len(DRAFT) + 1):
        hands.is_in_text(number)
        hands.press("Control+Shift+Enter")
        left = len(DRAFT) - number
        hands.heard(f"{left} left to check." if left else "All captions are checked.")
    expect_nothing_wrong(page)
    with site.app.app_context():
        assert {cue.state for cue in cues_at(address)} == {"corrected"}


def test_times_are_set_from_the_text_and_say_where_their_limits_are(
    visit: Visit, address: str
) -> None:
    page = visit(address)
    hands = open_first(page)
    begins, ends = page.locator("input[name=start]"), page.locator("input[name=end]")
    page.locator("#video").evaluate("video => { video.currentTime = 1.5; }")
    hands.press("F2", "b")
    expect(begins).to_have_value("0:01.500")
    hands.heard("Begins at 0:01.500.")
    hands.press("F2", "q")
    expect(begins).to_have_value("0:01.400")
    hands.press("F2", "Shift+W")
    expect(begins).to_have_value("0:01.440")
    hands.press("F2", "p")
    expect(ends).to_have_value("0:04.100")
    hands.press("F2", "Shift+O")
    expect(ends).to_have_value("0:04.080")
    hands.is_in_text(1)
    page.locator("#video").evaluate("video => { video.currentTime = 5.5; }")
    hands.press("F2", "b")
    hands.heard("It must begin before it ends, at 0:04.080.")
    expect(begins).to_have_value("0:01.440")
    hands.press("F2", "e")
    hands.heard("That is after the next caption begins, at 0:05.000.")
    expect(ends).to_have_value("0:05.500")
    begins.focus()
    hands.press("ArrowUp")
    expect(begins).to_have_value("0:01.540")
    expect(begins).to_be_focused()


def test_a_speaker_has_a_number_once_she_was_named(visit: Visit, address: str) -> None:
    page = visit(address)
    hands = open_first(page)
    hands.press("F2", "2")
    hands.heard("There is no speaker 2 yet.")
    hands.press("F2", "0")
    expect(page.locator("input[name=speaker]:focus")).to_be_visible()
    for number, name in ((1, "Ana"), (2, "Ben")):
        hands.type(name)
        hands.press("Control+Enter")
        hands.is_in_text(number + 1)
        hands.press("F2", "0")
    hands.press("F2", "2")
    hands.heard("Speaker: Ben.")
    expect(page.locator("input[name=speaker]")).to_have_value("Ben")
    hands.press("F2", "1")
    expect(page.locator("input[name=speaker]")).to_have_value("Ana")


def test_the_next_caption_is_also_there_where_its_row_is_not(
    site: Site, visit: Visit, tmp_path: Path
) -> None:
    many = [(n * 900, n * 900 + 800, f"Caption number {n + 1}") for n in range(ROWS + 9)]
    with site.app.app_context():
        address = add_ferry(site.app, tmp_path, "A long crossing by ferry", many)
    page = visit(address)
    hands = Hands(page)
    last = page.locator(".row", has_text=f"Caption number {ROWS}").locator(".row-edit")
    last.focus()
    hands.press("Alt+PageDown")
    following = page.locator(".row", has_text=f"Caption number {ROWS + 1}").locator(".row-edit")
    expect(following).to_be_focused()
    hands.press("Alt+PageUp")
    expect(last).to_be_focused()
    hands.press("F8")
    expect(following).to_be_focused()


def test_the_video_obeys_while_one_is_typing(visit: Visit, address: str) -> None:
    page = visit(address)
    hands = open_first(page)
    video = page.locator("#video")
    hands.press("F2", "-")
    hands.heard("Speed: 90 %")
    hands.press("F2", "+", "F2", "+")
    hands.heard("Speed: 125 %")
    for _ in range(3):
        hands.press("F2", "+")
    page.locator("input[name=start]").fill("0:01.000")
    page.locator("input[name=end]").fill("0:01.600")
    page.locator("textarea").first.focus()
    hands.press("F2", "Enter")
    expect(video).to_have_js_property("currentTime", 1.6)
    expect(video).to_have_js_property("paused", True)
    hands.is_in_text(1)
    hands.press("F2", "ArrowLeft")
    page.wait_for_function(
        "() => Math.abs(document.getElementById('video').currentTime - 0.6) < 0.01"
    )
    hands.press("Alt+Enter")
    expect(video).to_have_js_property("paused", False)
    hands.press("F2", " ")
    expect(video).to_have_js_property("paused", True)
    expect(page.locator("textarea").first).to_have_value(DRAFT[0][2])


def test_a_letter_is_a_letter_where_one_types_and_tab_always_leaves(
    visit: Visit, address: str
) -> None:
    page = visit(address)
    hands = open_first(page)
    text = page.locator("textarea").first
    hands.press("End")
    hands.type("sxmg?")
    expect(text).to_have_value(DRAFT[0][2] + "sxmg?")
    hands.press("Tab")
    expect(text).not_to_be_focused()
    hands.press("Shift+Tab")
    expect(text).to_be_focused()
    hands.press("F2", "Tab")  # also after the leader
    expect(text).not_to_be_focused()
    expect(page.locator("#leading")).to_be_hidden()
    page.locator(".row-edit").last.focus()
    hands.type("xs")  # letters are not switched on
    expect(page.locator("#rows > .row")).to_have_count(len(DRAFT))
    hands.press("F2", ";")
    hands.heard("No command has this key: ;.")


def test_every_key_is_in_the_list_and_the_focus_comes_back(visit: Visit, address: str) -> None:
    page = visit(address)
    hands = open_first(page)
    hands.press("F2", "?")
    dialog = page.locator("#review-shortcuts")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("row", name="F2 s Split at the caret")).to_be_visible()
    expect(dialog.get_by_role("link", name="Choose other keys")).to_be_visible()
    expect_nothing_wrong(page)
    hands.press("Escape")
    expect(dialog).to_be_hidden()
    hands.is_in_text(1)
    hands.press("Escape")
    expect(page.locator(".row-edit").first).to_be_focused()


def test_keys_reach_the_tools_that_very_little_keeps_closed(visit: Visit, address: str) -> None:
    page = visit(address, Look(density=1))
    hands = open_first(page)
    more = page.locator("#desk-more")
    expect(page.locator("#leading")).to_be_hidden()
    hands.press("F2")
    expect(page.locator("#leading")).to_be_visible()
    hands.press("?")
    expect(page.locator("#review-shortcuts")).to_be_visible()
    hands.press("Escape", "F2", "f")
    expect(page.locator("#find-q")).to_be_focused()
    hands.press("Escape")
    hands.is_in_text(1)
    expect(more).not_to_have_attribute("open", "")
    hands.press("F2", "t")
    expect(page.locator("#jump-time")).to_be_focused()
    hands.type("0:24")
    hands.press("Enter")
    expect(page.locator(".row", has_text="door slams").locator(".row-edit")).to_be_focused()
    hands.press("Delete")
    hands.heard("Deleted.")
    page.get_by_text("More tools", exact=True).click()
    expect(more).not_to_have_attribute("open", "")
    page.locator("#undo-delete").press("Enter")
    expect(page.locator(".row", has_text="door slams")).to_be_visible()


def test_what_is_found_is_gone_through_from_place_to_place(visit: Visit, address: str) -> None:
    page = visit(address)
    hands = open_first(page)
    hands.press("F2", "f")
    hands.type("bord")
    hands.press("Enter")
    hands.heard("Found 2 times.")
    expect(page.locator("#found mark")).to_have_count(2)
    hands.press("F2", ".")
    expect(page.locator("#rows > .row").nth(1).locator(".row-edit")).to_be_focused()
    hands.heard("Place 1 of 2.")
    hands.press("F2", ".")
    expect(page.locator("#rows > .row").nth(5).locator(".row-edit")).to_be_focused()
    hands.press("F2", ",")
    expect(page.locator("#rows > .row").nth(1).locator(".row-edit")).to_be_focused()


def test_her_own_keys_count_and_letters_only_where_she_switched_them_on(
    visit: Visit, address: str
) -> None:
    page = visit(f"/settings/review-keys?next={address}")
    hands = Hands(page)
    record = page.locator("#key-split-record")
    expect(record).to_be_visible()  # its script has come
    record.focus()
    hands.press("Enter", "Control+t")
    expect(page.locator("#key-split")).to_have_value("Ctrl+t")
    page.get_by_role("button", name="Keep").click()
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("Ctrl+t is a key of browsers.")
    expect(summary).to_be_focused()
    expect(record).to_be_visible()
    record.focus()
    hands.press("Enter", "F8")
    page.locator("#key-next-problem").fill("g")
    page.get_by_label("Plain keys also count by themselves").check()
    page.get_by_role("button", name="Keep").click()
    expect(page).to_have_url(re.compile(re.escape(address)))
    hands = open_first(page)
    hands.caret_after("Good")
    hands.press("F8")
    hands.heard("Split.")
    page.locator(".row-edit").last.focus()
    hands.press("x")
    hands.heard("Deleted.")
    expect(page.locator("#rows > .row")).to_have_count(len(DRAFT))
    page.goto("/settings/review-keys")
    page.get_by_role("button", name="Back to the usual keys").click()
    expect(page.locator("#key-split")).to_have_value("s")


def test_buttons_that_cannot_be_pressed_show_it_by_more_than_paleness(
    visit: Visit, address: str
) -> None:
    page = visit(address)
    open_first(page)
    button = page.locator("[data-command=merge]").first
    button.evaluate("button => { button.disabled = true; }")
    expect(button).to_have_css("border-style", "dashed")
    expect(button).to_have_css("opacity", "1")
