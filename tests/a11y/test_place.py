"""Ana stops in the middle of a talk, and is offered to go on when she comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.conftest import Site
from webapp.extensions import db
from webapp.models import Place


@pytest.fixture(autouse=True)
def no_places(site: Site) -> None:
    with site.app.app_context():
        db.session.query(Place).delete()
        db.session.commit()


def watch_until(page: Page, seconds: float) -> None:
    """Go there, play for a moment, and stop."""
    page.wait_for_function("() => document.querySelector('video').readyState > 0")
    video = page.locator("video")
    video.evaluate(
        """(video, seconds) => new Promise(done => {
          video.muted = true;
          video.currentTime = seconds;
          let ticks = 0;
          video.addEventListener("timeupdate", function tick() {
            if (video.paused || ++ticks < 2) return;
            video.removeEventListener("timeupdate", tick);
            video.pause();
            done();
          });
          video.play();
        })""",
        seconds,
    )
    page.wait_for_function("() => document.querySelector('video').paused")


@pytest.mark.parametrize("person", ["", "viewer"])
def test_ana_goes_on_where_she_stopped(talk: str, visit: Callable[..., Page], person: str) -> None:
    page = visit(talk, person=person)
    go_on = page.get_by_role("link", name="Go on from")
    expect(go_on).to_be_hidden()
    watch_until(page, 15)
    page.goto("/settings")
    page.goto(talk)
    expect(go_on).to_be_visible()
    go_on.click()
    page.wait_for_function("() => document.querySelector('video').currentTime >= 15")
    expect(go_on).to_be_hidden()
    expect(page.locator("#play-button")).to_be_focused()


@pytest.mark.parametrize("person", ["", "viewer"])
def test_whoever_has_seen_it_or_wants_it_forgotten_is_not_asked(
    talk: str, visit: Callable[..., Page], person: str
) -> None:
    page = visit(talk, person=person)
    watch_until(page, 15)
    page.goto("/settings")
    page.get_by_role("button", name="Forget where I stopped").click()
    expect(page.get_by_role("status")).to_contain_text("Forgotten.")
    page.goto(talk)
    expect(page.get_by_role("link", name="Go on from")).to_be_hidden()
    watch_until(page, 15)
    watch_until(page, 29)
    page.goto("/settings")
    page.goto(talk)
    expect(page.get_by_role("link", name="Go on from")).to_be_hidden()


def test_from_the_start_begins_at_the_start(talk: str, visit: Callable[..., Page]) -> None:
    page = visit(talk, person="")
    watch_until(page, 15)
    page.goto("/settings")
    page.goto(talk)
    page.locator("video").evaluate("video => { video.muted = true; }")
    page.get_by_role("link", name="From the start").click()
    expect(page.get_by_role("link", name="From the start")).to_be_hidden()
    page.wait_for_function("() => !document.querySelector('video').paused")
    assert page.locator("video").evaluate("video => video.currentTime") < 10
