"""Playback keeps the pace at which a viewer reads, and says so; nobody is kept waiting in vain."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from webapp.look import Look

Watch = Callable[..., Page]


@pytest.fixture
def read_talk(talk: str, visit: Callable[..., Page]) -> Watch:
    """Opens the talk (or another address) as somebody of a reading level who is not logged in."""

    def open_talk(level: int = 4, address: str = "") -> Page:
        # Word for word: the easy edition has captions of its own.
        page = visit(address or talk, Look(reading_level=level), person="", reduced_motion="reduce")
        page.wait_for_function(
            "() => [...document.querySelector('video').textTracks].some(t => t.cues?.length)"
        )
        if page.locator("#word-for-word").count():
            page.locator("#word-for-word").click()
            expect(page.locator("#word-for-word")).to_have_count(0)
            page.wait_for_load_state("networkidle")
        page.locator("#video").evaluate("video => { video.muted = true; }")
        return page

    return open_talk


def stand_at(page: Page, time: float) -> None:
    page.locator("#video").evaluate("(video, time) => { video.currentTime = time; }", time)
    page.wait_for_function("() => !document.getElementById('video').seeking")


def rate(page: Page) -> float:
    return float(page.locator("#video").evaluate("video => video.playbackRate"))


def press_pace(page: Page, times: int) -> None:
    page.locator("#play-button").focus()
    for _ in range(times):
        page.keyboard.press("p")


def wait_for_stop(page: Page) -> None:
    expect(page.locator("#go-on")).to_be_visible(timeout=15_000)
    assert page.locator("#video").evaluate("video => video.paused")


@pytest.mark.parametrize(
    ("level", "state"),
    [(1, "Pace: stops"), (3, "Pace: slower"), (4, "Pace: as spoken"), (5, "Pace: as spoken")],
)
def test_who_chose_no_pace_gets_that_of_her_reading_level(
    read_talk: Watch, level: int, state: str
) -> None:
    page = read_talk(level)
    expect(page.locator("#pace-button")).to_have_accessible_name(state)


def test_kai_reads_a_fast_caption_because_playback_slows_and_says_so(read_talk: Watch) -> None:
    page = read_talk(3)
    note = page.locator("#pace-note")
    stand_at(page, 5.5)
    expect(note).to_have_text("0.6 ×: this caption is fast")
    assert rate(page) == 0.6
    assert page.locator("#video").evaluate("video => video.preservesPitch")
    assert note.get_attribute("aria-live") is None
    assert (
        page.locator("#pace-note").evaluate("e => e.closest('[role=status], [aria-live]')") is None
    )
    stand_at(page, 1)
    expect(note).to_be_empty()
    assert rate(page) == 1


def test_lea_reads_more_quickly_so_less_is_enough(read_talk: Watch) -> None:
    page = read_talk(4)
    press_pace(page, 1)
    expect(page.locator("#pace-button")).to_have_accessible_name("Pace: slower")
    stand_at(page, 5.5)
    expect(page.locator("#pace-note")).to_have_text("0.64 ×: this caption is fast")
    # Whoever plays more slowly anyway is left alone.
    page.locator("#speed").select_option("60")
    expect(page.locator("#pace-note")).to_be_empty()
    assert rate(page) == 0.6


def test_mia_has_time_to_read_and_it_goes_on_by_itself(read_talk: Watch) -> None:
    page = read_talk(4)
    press_pace(page, 2)
    stand_at(page, 5.9)
    page.locator("#play-button").click()
    wait_for_stop(page)
    expect(page.locator("#pace-note")).to_have_text("Time to read")
    expect(page.locator("#caption-layer")).to_contain_text("so all of you who came")
    expect(page.locator("#play-button")).to_be_focused()
    page.wait_for_function(
        "() => document.getElementById('video').currentTime > 7.2", timeout=15_000
    )
    expect(page.locator("#go-on")).to_be_hidden()
    expect(page.locator("#pace-note")).to_be_empty()


def test_nora_goes_on_as_soon_as_she_has_read(read_talk: Watch) -> None:
    page = read_talk(2)  # the longest stop
    press_pace(page, 1)
    for key in ("k", "Enter", "Space"):
        page.locator("#video").evaluate("video => video.pause()")
        stand_at(page, 6.2)
        page.locator("#play-button").click()
        page.locator("#player").focus()
        wait_for_stop(page)
        page.keyboard.press(key)
        expect(page.locator("#go-on")).to_be_hidden()
        assert not page.locator("#video").evaluate("video => video.paused")


def test_olu_of_level_1_rests_after_every_caption(read_talk: Watch) -> None:
    page = read_talk(1)
    stand_at(page, 3)
    page.locator("#play-button").click()
    wait_for_stop(page)
    page.locator("#go-on").click()
    expect(page.locator("#go-on")).to_be_hidden()


def test_pia_who_hides_captions_is_not_kept_waiting(read_talk: Watch) -> None:
    page = read_talk(3)
    stand_at(page, 5.5)
    page.locator("#captions-button").click()
    expect(page.locator("#pace-note")).to_be_empty()
    assert rate(page) == 1


def test_quinn_who_looks_at_the_signer_is_not_kept_waiting(
    read_talk: Watch, signed_talk: str
) -> None:
    page = read_talk(3, signed_talk)
    stand_at(page, 5.5)
    expect(page.locator("#pace-note")).to_have_text("0.6 ×: this caption is fast")
    page.locator("#play-button").focus()
    page.keyboard.press("x")
    expect(page.locator("#pace-note")).to_be_empty()
    assert rate(page) == 1


def test_a_word_is_counted_in_languages_without_spaces(read_talk: Watch) -> None:
    """Ten characters of Japanese are seven and a half words: at 180 a minute, 2.5 seconds."""
    page = read_talk(4)
    needed = page.evaluate(
        """async () => {
          const { CueReading } = await import("/static/js/player/reading.js");
          const reader = JSON.parse(document.getElementById("player").dataset.pace);
          const cue = new VTTCue(0, 1, "これは十文字の字幕だ");
          const track = { cues: [cue], language: "ja" };
          return new CueReading(new Map([[cue, 0]]), track, reader).needed;
        }"""
    )
    assert needed == pytest.approx(2500)
