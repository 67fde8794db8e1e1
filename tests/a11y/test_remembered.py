"""What a viewer chose in the player is there with the next video, and at once after a reload."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from webapp.look import Look

Watch = Callable[..., Page]

HEARD = """() => {
  window.heard = [];
  const note = document.getElementById("pace-note");
  new MutationObserver(() => window.heard.push(note.textContent))
    .observe(note, { childList: true });
}"""


@pytest.fixture
def watch_muted(watch: Watch) -> Watch:
    """Opens the talk without its sound."""

    def open_talk(wanted: Look | None = None) -> Page:
        page = watch(wanted)
        page.locator("#video").evaluate("video => { video.muted = true; }")
        return page

    return open_talk


def kept(page: Page, *names: str) -> Callable[[], None]:
    """Until the server has heard of settings by these names."""
    return page.expect_request(
        lambda request: (
            "/settings/watching" in request.url
            and all(name in (request.post_data or "") for name in names)
        )
    )


def go_to(page: Page, time: float) -> None:
    page.locator("#video").evaluate("(video, time) => { video.currentTime = time; }", time)


def test_hana_gets_german_with_the_next_video_too(watch_muted: Watch, signed_talk: str) -> None:
    page = watch_muted(Look(density=4))
    with kept(page, "captions_language=de"):
        page.get_by_label("Captions in").select_option(label="German, from a caption file")
    page.goto(signed_talk)
    expect(page.locator("#caption-layer")).to_have_attribute("lang", "de")
    expect(page.locator("#lines")).to_have_attribute("lang", "de")
    expect(page.get_by_label("Captions in")).to_have_value(re.compile(r"\d+"))
    go_to(page, 1)
    expect(page.locator("#caption-layer")).to_contain_text("Guten Morgen.")


def test_ida_gets_every_word_with_the_next_video_too(watch_muted: Watch, signed_talk: str) -> None:
    page = watch_muted(Look(reading_level=2))
    go_to(page, 1)
    expect(page.locator("#caption-layer")).to_contain_text("Hello, all.")
    page.locator("#player").focus()
    with kept(page, "captions_wording=verbatim"):
        page.keyboard.press("v")
    page.goto(signed_talk)
    go_to(page, 1)
    expect(page.locator("#caption-layer")).to_contain_text("Good morning, and welcome.")
    page.locator("#player").focus()
    with kept(page, "captions_wording=easy"):
        page.keyboard.press("v")
    page.goto(signed_talk)
    expect(page.locator("#about-captions")).to_contain_text("This is the easy edition")


def test_ida_keeps_what_she_chose_while_the_next_video_was_under_way(
    watch_muted: Watch, signed_talk: str
) -> None:
    """The next page is made before the server hears of her key, and comes after it has heard."""
    page = watch_muted(Look(reading_level=2))
    go_to(page, 1)
    expect(page.locator("#caption-layer")).to_contain_text("Hello, all.")
    held: list[Route] = []
    page.route("**/settings/watching", lambda route: held.append(route), times=1)

    def answer_late(route: Route) -> None:
        made_before = route.fetch()
        with page.expect_response("**/settings/watching"):
            held[0].continue_()
        route.fulfill(response=made_before)

    page.route(f"**{signed_talk}", answer_late)
    page.locator("#player").focus()
    page.keyboard.press("v")
    page.goto(signed_talk)
    go_to(page, 1)
    expect(page.locator("#caption-layer")).to_contain_text("Good morning, and welcome.")
    expect(page.locator("#about-captions")).not_to_contain_text("easy edition")


def test_the_further_buttons_stay_open(watch_muted: Watch) -> None:
    page = watch_muted()
    more = page.locator("#more-button")
    with kept(page, "more_controls=true"):
        more.click()
    page.reload()
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#more-controls")).to_be_visible()
    more.click()
    expect(page.locator("#more-controls")).to_be_hidden()


def test_gil_has_time_to_read_what_is_to_be_seen(watch_muted: Watch) -> None:
    """Three words in a second are more than a person of reading level 1 takes in."""
    page = watch_muted(Look(density=4, reading_level=1))
    stops = page.locator("#description-pause-button")
    expect(stops).to_be_hidden()
    page.locator("#descriptions-button").click()
    expect(stops).to_have_attribute("aria-pressed", "true")
    page.evaluate(HEARD)
    go_to(page, 19.8)
    page.locator("#play-button").click()
    page.wait_for_function("() => window.heard.includes('Time to read the description')")
    expect(page.locator("#status")).to_have_text("Time to read the description")
    expect(page.locator("#descriptions")).to_have_text("The door closes.")
    page.wait_for_function("() => document.getElementById('video').currentTime > 21.3")
    expect(page.locator("#go-on")).to_be_hidden()


def test_gil_lets_descriptions_pass_if_he_likes(watch_muted: Watch) -> None:
    page = watch_muted(Look(density=4, reading_level=1))
    page.locator("#player").focus()
    page.keyboard.press("d")
    page.keyboard.press("h")
    expect(page.locator("#description-pause-button")).to_have_attribute("aria-pressed", "false")
    page.evaluate(HEARD)
    go_to(page, 19.8)
    page.locator("#play-button").click()
    page.wait_for_function("() => document.getElementById('video').currentTime > 21.3")
    assert page.evaluate("window.heard") == []


def test_what_was_changed_at_the_last_moment_is_there_after_a_reload(watch_muted: Watch) -> None:
    """Also where the page was made before the server heard of it."""
    page = watch_muted(Look(density=4))
    page.route("**/settings/watching", lambda route: route.abort())
    page.locator("#player").focus()
    page.keyboard.press("c")
    page.keyboard.press("<")
    page.locator("#transcript-below").click()
    page.reload()
    expect(page.locator("#captions-button")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#speed")).to_have_value("90")
    expect(page.locator("#watch-seats")).to_have_attribute("data-transcript", "below")
    expect(page.locator("#transcript-below")).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => document.getElementById('video').playbackRate === 0.9")


def test_the_signer_stands_where_she_was_put_at_the_last_moment(
    signed_talk: str, visit: Callable[..., Page]
) -> None:
    page = visit(signed_talk, Look(density=4, sign_language="bfi"), person="")
    expect(page.locator("#view")).to_have_attribute("data-signer", "side")
    page.route("**/settings/watching", lambda route: route.abort())
    page.locator("#player").focus()
    page.keyboard.press("x")
    expect(page.locator("#view")).to_have_attribute("data-signer", "main")
    page.reload()
    expect(page.locator("#view")).to_have_attribute("data-signer", "main")
    expect(page.locator("#signer-view-main")).to_have_attribute("aria-pressed", "true")


def test_what_somebody_chose_long_ago_is_not_taken_for_new(watch_muted: Watch) -> None:
    page = watch_muted()
    page.evaluate(
        "() => sessionStorage.setItem('watching-left',"
        " JSON.stringify([Date.now() - 3_600_000, [['captions', false]]]))"
    )
    page.goto(page.url + "?t=1")
    expect(page.locator("#captions-button")).to_have_attribute("aria-pressed", "true")
