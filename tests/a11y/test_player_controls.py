"""The player's buttons, keys, time line, jumps, chapters, descriptions and choice of captions."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.a11y.axe import violations
from webapp.look import Look

Watch = Callable[..., Page]

WHOLE = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
}


def button(page: Page, name: str) -> Locator:
    return page.locator("#player").get_by_role("button", name=name, exact=True)


def seconds(page: Page) -> float:
    return float(page.locator("#video").evaluate("video => video.currentTime"))


def go_to(page: Page, time: float) -> None:
    page.locator("#video").evaluate("(video, time) => { video.currentTime = time; }", time)
    page.wait_for_function("() => !document.getElementById('video').seeking")


def is_paused(page: Page) -> bool:
    return bool(page.locator("#video").evaluate("video => video.paused"))


def names(row: Locator) -> list[str]:
    return [
        text.split("\n")[0]
        for text in row.locator(".control:visible .control-word").all_inner_texts()
    ]


def test_ana_finds_three_things_and_more_where_she_wants_very_little(watch: Watch) -> None:
    page = watch(Look(density=1))
    row = page.locator(".control-row").first
    assert [name.split()[0] for name in names(row)] == ["Play", "Captions", "More"]
    more = page.locator("#more-button")
    more.focus()
    page.keyboard.press("Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    for name in ("Back 5 s", "Again", "Full screen", "Previous caption", "Next chapter", "Sound"):
        expect(button(page, name)).to_be_visible()
    page.keyboard.press("Enter")
    expect(button(page, "Again")).to_be_hidden()


@pytest.mark.parametrize("density", [3, 4, 5])
def test_picture_captions_and_buttons_are_in_one_field_of_view(watch: Watch, density: int) -> None:
    page = watch(Look(density=density))
    for part in ("#screen", "#caption-layer", "#seek", "#play-button", "#full-screen-button"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    picture = page.locator("#video").bounding_box()
    assert picture is not None
    assert picture["height"] >= 240


@pytest.mark.parametrize("density", [1, 5])
def test_ben_hits_every_button_and_names_it_by_voice(watch: Watch, density: int) -> None:
    page = watch(Look(density=density))
    if density == 1:
        page.locator("#more-button").click()
    found = page.locator("#controls :is(button, select, input):visible").all()
    assert len(found) > 15
    for control in found:
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 44 or control.get_attribute("type") == "range"
        assert box["width"] >= 44
        word = control.locator(".control-word")
        if word.count():
            expect(control).to_have_accessible_name(
                re.compile(re.escape(word.inner_text().split("\n")[0].strip()))
            )
    seek = page.locator("#seek").bounding_box()
    assert seek is not None
    assert seek["height"] >= 44


def test_a_button_has_a_state_or_another_name_but_not_both(watch: Watch) -> None:
    page = watch()
    captions = button(page, "Captions")
    expect(captions).to_have_attribute("aria-pressed", "true")
    captions.click()
    expect(captions).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#caption-layer")).to_be_empty()
    button(page, "Play").click()
    expect(button(page, "Pause")).to_be_visible()
    assert page.locator("#play-button").get_attribute("aria-pressed") is None
    button(page, "Pause").click()
    expect(button(page, "Play")).to_be_focused()


def test_cem_plays_and_seeks_with_keys_inside_the_player_only(watch: Watch) -> None:
    page = watch()
    go_to(page, 10)
    page.get_by_role("link", name="Settings").first.focus()
    for key in ("k", "j", "c"):
        page.keyboard.press(key)
    assert (is_paused(page), seconds(page)) == (True, 10)
    button(page, "Captions").focus()
    for key, time in (("ArrowRight", 15), ("ArrowLeft", 10), ("l", 15), ("j", 10)):
        page.keyboard.press(key)
        assert seconds(page) == time
    for key in ("Control+c", "Alt+c", "Meta+c"):
        page.keyboard.press(key)
    expect(button(page, "Captions")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("k")
    expect(button(page, "Pause")).to_be_visible()
    page.keyboard.press("k")
    expect(button(page, "Play")).to_be_visible()


def test_tab_leaves_the_player_and_lists_keep_their_own_keys(watch: Watch) -> None:
    page = watch(Look(density=5))
    button(page, "Play").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.closest('#player') !== null"):
            break
    else:
        pytest.fail("Tab stays in the player")
    page.locator("#speed").focus()
    page.keyboard.press("c")
    expect(button(page, "Captions")).to_have_attribute("aria-pressed", "true")


def test_dina_switches_letters_off_where_they_are_listed(watch: Watch) -> None:
    page = watch()
    button(page, "Captions").focus()
    page.keyboard.press("?")
    listed = page.get_by_role("dialog", name="Shortcuts")
    expect(listed).to_be_visible()
    expect(listed.get_by_role("row")).to_have_count(
        page.evaluate("document.querySelectorAll('#shortcuts tr').length")
    )
    expect(listed.get_by_role("row", name="k Space Play or pause")).to_be_visible()
    with page.expect_response(lambda answer: "/settings/watching" in answer.url):
        listed.get_by_label("Use letters and signs as shortcuts").uncheck()
    page.keyboard.press("c")
    page.keyboard.press("Escape")
    expect(button(page, "Captions")).to_be_focused()
    page.keyboard.press("c")
    page.keyboard.press("?")
    expect(button(page, "Captions")).to_have_attribute("aria-pressed", "true")
    expect(listed).to_be_hidden()
    assert button(page, "Captions").get_attribute("aria-keyshortcuts") is None
    expect(page.locator("#captions-button kbd")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    assert seconds(page) == 5
    page.reload()
    button(page, "Captions").focus()
    page.keyboard.press("c")
    expect(button(page, "Captions")).to_have_attribute("aria-pressed", "true")


def test_the_time_is_said_in_words_and_moved_as_every_slider(watch: Watch) -> None:
    page = watch()
    seek = page.get_by_role("slider", name="Time")
    expect(seek).to_have_attribute("aria-valuetext", "0 seconds of 30 seconds")
    seek.focus()
    page.keyboard.press("ArrowRight")
    expect(seek).to_have_attribute("aria-valuetext", "1 second of 30 seconds")
    expect(page.locator("#time-now")).to_have_text("0:01")
    assert seconds(page) == 1
    page.keyboard.press("End")
    assert seconds(page) > 29


def test_eva_sees_again_what_she_missed_and_is_back_where_she_was(watch: Watch) -> None:
    page = watch()
    go_to(page, 8.6)
    button(page, "Again").click()
    assert seconds(page) < 7  # the caption has only begun: the one before it was missed
    assert page.locator("#video").evaluate("video => video.playbackRate") == 0.75
    expect(page.locator("#pace-note")).to_have_text("0.75 ×: once more")
    go_to(page, 8.5)
    page.wait_for_function("() => document.getElementById('video').paused", timeout=10_000)
    assert page.locator("#video").evaluate("video => video.playbackRate") == 1
    expect(page.locator("#pace-note")).to_be_empty()
    assert 8.6 <= seconds(page) < 9.5


def test_farid_jumps_by_captions_speakers_and_chapters(watch: Watch) -> None:
    page = watch()
    page.locator("#more-button").click()
    expect(button(page, "Next speaker")).to_be_visible()
    for key, name, start, end in (
        (",", "Previous caption", 6, 5),
        (",", "Previous caption", 5.2, 0),
        (".", "Next caption", 6, 8),
        ("u", "Previous speaker", 16.5, 8),
        ("i", "Next speaker", 6, 8),
        ("b", "Previous chapter", 12, 8),
        ("n", "Next chapter", 12, 16),
    ):
        go_to(page, start)
        button(page, name).click()
        assert (name, seconds(page)) == (name, end)
        go_to(page, start)
        page.keyboard.press(key)
        assert (key, seconds(page)) == (key, end)


def test_chapters_are_links_that_seek_and_show_where_one_is(watch: Watch) -> None:
    page = watch()
    hall = page.get_by_role("navigation", name="Chapters").get_by_role("link", name="The hall")
    hall.click()
    expect(hall).to_have_attribute("aria-current", "true")
    expect(hall).to_be_focused()
    assert seconds(page) == 8
    assert page.locator(".chapter[aria-current]").count() == 1


def test_without_scripts_the_browsers_player_stays_and_chapters_lead_to_their_time(
    watch: Watch,
) -> None:
    page = watch(java_script_enabled=False)
    expect(page.locator("#controls")).to_be_hidden()
    expect(page.locator("#time-line")).to_be_hidden()
    expect(page.locator("video[controls]")).to_be_visible()
    page.get_by_role("link", name="Beginning").click()
    expect(page.locator("video")).to_have_attribute("src", re.compile("#t=16"))
    page.get_by_role("link", name="German, from a caption file").click()
    expect(page.locator("track[default]")).to_have_attribute("srclang", "de")


def test_gil_reads_what_is_to_be_seen(watch: Watch) -> None:
    page = watch()
    page.locator("#more-button").click()
    go_to(page, 1)
    band = page.locator("#descriptions")
    expect(band).to_be_hidden()
    button(page, "Descriptions").click()
    expect(band).to_have_text("Ana stands at the door.")
    expect(band).to_have_attribute("role", "status")
    go_to(page, 20.5)
    expect(band).to_have_text("The door closes.")
    page.keyboard.press("d")
    expect(band).to_be_hidden()


def test_hana_takes_german_captions_while_it_plays(watch: Watch) -> None:
    page = watch()
    page.locator("#more-button").click()
    go_to(page, 5.5)
    page.locator("#video").evaluate(
        "video => { video.muted = true; video.playbackRate = 0.1; return video.play(); }"
    )
    choice = page.get_by_label("Captions in")
    choice.focus()
    choice.select_option(label="German, from a caption file")
    layer = page.locator("#caption-layer")
    expect(layer).to_have_text("Bitte kommen Sie herein.")
    expect(layer).to_have_attribute("lang", "de")
    expect(choice).to_be_focused()
    assert not is_paused(page)
    assert 5.5 <= seconds(page) < 9
    expect(page.locator("#about-captions")).to_contain_text("German")
    expect(page.get_by_role("link", name="German, from a caption file")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"captions=\d+"))
    expect(page.locator("#lines")).to_contain_text("Bitte kommen Sie herein.")


def test_ida_gets_the_easy_edition_and_goes_to_every_word_with_one_key(watch: Watch) -> None:
    page = watch(Look(reading_level=1))
    go_to(page, 6)
    layer = page.locator("#caption-layer")
    expect(layer).to_have_text("Please come in.")
    about = page.locator("#about-captions")
    expect(about).to_contain_text("This is the easy edition for reading level 2")
    page.locator("#player").focus()
    page.keyboard.press("v")
    expect(layer).to_contain_text("so all of you who came")
    expect(about).not_to_contain_text("This is the easy edition")
    page.keyboard.press("v")
    expect(layer).to_have_text("Please come in.")
    page.get_by_role("link", name="Captions word for word").click()
    expect(layer).to_contain_text("so all of you who came")
    expect(page.get_by_label("Captions in")).to_have_count(1)
    assert seconds(page) == 6


def test_jo_makes_it_louder_slower_and_silent(watch: Watch) -> None:
    page = watch(Look(density=5))
    page.get_by_label("Volume").fill("50")
    assert page.locator("#video").evaluate("video => video.volume") == 0.5
    button(page, "Sound").click()
    expect(button(page, "Sound")).to_have_attribute("aria-pressed", "false")
    page.get_by_label("Speed").select_option(label="0.75 ×")
    assert page.locator("#video").evaluate(
        "video => [video.playbackRate, video.preservesPitch]"
    ) == [0.75, True]
    button(page, "Sound").focus()
    page.keyboard.press("<")
    assert page.locator("#video").evaluate("video => video.playbackRate") == 0.6


@pytest.mark.parametrize("density", [1, 3, 5])
def test_nothing_is_cut_off_at_320_pixels(watch: Watch, density: int) -> None:
    page = watch(Look(density=density), viewport={"width": 320, "height": 640})
    if density < 4:
        page.locator("#more-button").click()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320
    page.keyboard.press("Escape")
    button(page, "Shortcuts").click()
    assert page.locator("#shortcuts").evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")


def test_in_forced_colours_states_have_lines_and_ticks(watch: Watch) -> None:
    page = watch(forced_colors="active")
    width = "element => parseFloat(getComputedStyle(element).borderBlockEndWidth)"
    on = page.locator("#captions-button").evaluate(width)
    off = page.locator("#again-button").evaluate(width)
    assert on > off > 0
    tick = "element => getComputedStyle(element, '::before').content"
    assert "\u2713" in page.locator("#captions-button").evaluate(tick)


@pytest.mark.parametrize(("density", "contrast"), [(1, "yellow-black"), (5, "normal")])
def test_axe_finds_nothing_in_the_open_player_and_its_list(
    watch: Watch, density: int, contrast: str
) -> None:
    page = watch(Look(density=density, contrast=contrast))
    if density == 1:
        page.locator("#more-button").click()
    assert violations(page) == []
    button(page, "Shortcuts").click()
    assert violations(page) == []
