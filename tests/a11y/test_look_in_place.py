"""Ana tries other looks while she watches: the video plays on, and nothing is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from webapp.look import Look

Watch = Callable[..., Page]

NOTED = """() => {
  const video = document.getElementById("video");
  video.muted = true;
  video.heard = [];
  for (const name of ["pause", "emptied", "seeking", "waiting", "ended"]) {
    video.addEventListener(name, () => video.heard.push(name));
  }
  document.documentElement.visited = true;
}"""
PLAYS_ON = """async () => {
  const video = document.getElementById("video");
  const from = video.currentTime;
  while (video.currentTime < from + 0.3) await new Promise(requestAnimationFrame);
  return [video.heard.join(), video.paused, document.documentElement.visited === true];
}"""
OLDER = "delete Element.prototype.moveBefore;"
"""A browser that cannot move a video as it is."""


@pytest.fixture
def play_talk(talk: str, visit: Callable[..., Page]) -> Watch:
    """Opens the talk, without an account, and lets it play."""

    def open_talk(wanted: Look | None = None, *, address: str = talk, script: str = "") -> Page:
        page = visit("/help", wanted, person="")
        if script:
            page.add_init_script(script)
        page.goto(address)
        page.wait_for_function(
            "() => [...document.querySelector('video').textTracks].some(t => t.cues?.length)"
        )
        page.evaluate(NOTED)
        page.locator("#play-button").click()
        page.wait_for_function("() => document.getElementById('video').currentTime > 0.2")
        return page

    return open_talk


def choose(page: Page, *words: str) -> None:
    """Choose in the switch at the top, as a hand would, and keep it."""
    if page.locator("#quick[open]").count() == 0:
        page.locator("#quick summary").click()
    for word in words:
        page.locator("#quick").get_by_role("radio", name=word, exact=True).first.check()
    page.locator("#quick").get_by_role("button", name="Keep").click()


def test_the_video_plays_on_through_three_looks(play_talk: Watch) -> None:
    page = play_talk()
    for word, name in (("Very little", "minimal"), ("Everything", "max"), ("A lot", "rich")):
        choose(page, word)
        expect(page.locator("html")).to_have_attribute("data-density", name)
        expect(page.locator("#play-button .control-word")).to_have_text("Pause")
        assert page.evaluate(PLAYS_ON) == ["", False, True]
        expect(page.locator("#quick").get_by_role("button", name="Keep")).to_be_focused()
        expect(page.locator("#status")).to_have_text("Kept. Pages now look like this.")
    expect(page.locator("#video")).to_have_count(1)
    expect(page.locator("#caption-layer > p")).to_have_count(1)


def test_a_choice_waits_for_a_slow_connection(play_talk: Watch) -> None:
    page = play_talk()
    held: list[Route] = []
    page.route("**/js/look.js*", lambda route: held.append(route))
    choose(page, "A lot")
    page.wait_for_function("() => performance.now() > 0")  # lets the browser's request come here
    held[0].continue_()
    expect(page.locator("html")).to_have_attribute("data-density", "rich")
    assert page.evaluate(PLAYS_ON) == ["", False, True]


def test_what_she_reads_and_what_moves_change_as_well(play_talk: Watch) -> None:
    page = play_talk()
    page.locator("#quick summary").click()
    page.get_by_label("Reading").select_option(label="Very easy")
    page.get_by_label("Movement").select_option(label="None")
    page.locator("#quick").get_by_role("button", name="Keep").click()
    expect(page.locator("html")).to_have_attribute("data-motion", "none")
    expect(page.locator("#about-captions")).to_contain_text("This is the easy edition")
    expect(page.get_by_label("Reading")).to_have_value("2")
    assert page.evaluate(PLAYS_ON) == ["", False, True]


def test_colours_change_and_nothing_else_does(play_talk: Watch) -> None:
    page = play_talk(Look(density=4))
    page.locator("#transcript-query").fill("hall")
    page.locator("#transcript-query").press("Enter")
    expect(page.locator(".line mark")).to_have_count(1)
    choose(page, "Strong, dark")
    expect(page.locator("html")).to_have_attribute("data-contrast", "high-dark")
    expect(page.locator("meta[name=color-scheme]")).to_have_attribute("content", "dark")
    assert page.evaluate(PLAYS_ON) == ["", False, True]
    expect(page.locator(".line mark")).to_have_count(1)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-contrast", "high-dark")


def test_after_three_looks_each_key_still_counts_once(play_talk: Watch) -> None:
    page = play_talk()
    for word, name in (("A little", "low"), ("Everything", "max"), ("Normal", "normal")):
        choose(page, word)
        expect(page.locator("html")).to_have_attribute("data-density", name)
        expect(page.locator("#play-button .control-word")).to_have_text("Pause")
    page.keyboard.press("Escape")
    page.locator("#player").focus()
    page.keyboard.press("k")
    expect(page.locator("#play-button .control-word")).to_have_text("Play")
    page.locator("#video").evaluate("video => { video.currentTime = 10; }")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.getElementById('video').currentTime === 15")
    page.keyboard.press("c")
    expect(page.locator("#captions-button")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#caption-layer > p")).to_have_count(0)
    page.keyboard.press("c")
    expect(page.locator("#captions-button")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press(".")  # the next caption
    expect(page.locator("#caption-layer")).to_contain_text("Then let us begin.")


def test_after_another_look_the_transcript_follows_and_any_line_plays(play_talk: Watch) -> None:
    page = play_talk(Look(density=1))
    choose(page, "Everything")
    expect(page.locator("html")).to_have_attribute("data-density", "max")
    page.keyboard.press("Escape")
    page.locator("#line-3 .line-time").click()
    expect(page.locator("#line-3")).to_have_attribute("aria-current", "true")
    page.wait_for_function("() => document.getElementById('video').currentTime >= 8")
    assert page.url.split("?")[0].endswith(page.evaluate("location.pathname"))
    expect(page.locator("#caption-layer")).to_contain_text("Thank you, Ana.")


def test_other_captions_stay_chosen(play_talk: Watch) -> None:
    page = play_talk(Look(density=5))
    german = page.locator("#caption-choice option[data-language=de]").get_attribute("value")
    page.locator("#caption-choice").select_option(german)
    expect(page.locator("#caption-layer")).to_have_attribute("lang", "de")
    expect(page).to_have_url(re.compile(r"captions=\d+"))
    choose(page, "A lot")
    expect(page.locator("html")).to_have_attribute("data-density", "rich")
    expect(page.locator("#caption-choice")).to_have_value(str(german))
    expect(page.locator("#caption-layer")).to_contain_text("Guten Morgen.")
    expect(page.locator("#line-1")).to_contain_text("Guten Morgen.")


def test_what_is_in_sight_stays_in_sight(play_talk: Watch) -> None:
    page = play_talk(Look(density=5))
    page.set_viewport_size({"width": 800, "height": 500})
    page.locator("#quick summary").click()
    page.evaluate("scrollTo(0, 200)")
    before = page.locator("#video").evaluate("video => video.getBoundingClientRect().top")
    page.evaluate("document.querySelector('#quick [name=density][value=\"3\"]').click()")
    page.evaluate("document.querySelector('#quick form').requestSubmit()")
    expect(page.locator("html")).to_have_attribute("data-density", "normal")
    page.wait_for_function(
        "before => Math.abs(document.getElementById('video').getBoundingClientRect().top - before)"
        " < 2",
        arg=before,
    )


def test_the_signer_goes_on_with_the_picture(signed_talk: str, play_talk: Watch) -> None:
    page = play_talk(Look(sign_language="bfi"), address=signed_talk)
    page.wait_for_function("() => !document.getElementById('signer-video').paused")
    page.evaluate("() => { document.getElementById('signer-video').isSame = true; }")
    choose(page, "Everything")
    expect(page.locator("html")).to_have_attribute("data-density", "max")
    page.wait_for_function("""() => {
      const [media, signer] = ["video", "signer-video"].map((id) => document.getElementById(id));
      return signer.isSame && !media.paused && !signer.paused
        && Math.abs(media.currentTime - signer.currentTime) < 0.1;
    }""")
    page.keyboard.press("Escape")
    page.locator("#player").focus()
    page.keyboard.press("k")
    page.wait_for_function(
        "() => [...document.querySelectorAll('#view video')].every(video => video.paused)"
    )


def test_an_older_browser_gets_a_new_page_that_goes_on(play_talk: Watch) -> None:
    page = play_talk(script=OLDER)
    choose(page, "Everything")
    expect(page.locator("html")).to_have_attribute("data-density", "max")
    page.wait_for_function("() => document.getElementById('video').played.length")
    assert not page.evaluate("document.documentElement.visited === true")


def test_a_page_without_a_video_changes_in_place_too(visit: Callable[..., Page]) -> None:
    page = visit("/")
    page.evaluate("document.documentElement.visited = true")
    choose(page, "Very little")
    expect(page.locator("html")).to_have_attribute("data-density", "minimal")
    expect(page.locator(".card")).to_have_count(3)
    assert page.evaluate("document.documentElement.visited")
    expect(page.locator("#quick").get_by_role("button", name="Keep")).to_be_focused()


def test_what_somebody_has_typed_is_still_there(visit: Callable[..., Page]) -> None:
    page = visit("/upload")
    page.get_by_label("Title").fill("The harbour at night")
    choose(page, "A lot")
    expect(page.locator("html")).to_have_attribute("data-density", "rich")
    expect(page.get_by_label("Title")).to_have_value("The harbour at night")


def test_without_connection_the_look_is_as_it_was(play_talk: Watch) -> None:
    page = play_talk()
    page.route("**/look", lambda route: route.abort())
    choose(page, "Everything")
    expect(page.locator("#problem")).to_contain_text("No connection.")
    expect(page.locator("html")).to_have_attribute("data-density", "normal")
    assert page.evaluate(PLAYS_ON) == ["", False, True]
