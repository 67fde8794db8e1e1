"""Ida has the words that she corrected fitted to the sound, by keys alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import rules_for, too_wide, violations
from tests.a11y.conftest import Site
from tests.a11y.factors import press
from tests.a11y.made_media import add_media
from tests.a11y.worker import look_again, working
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Media, Transcript

SAID = "And Mister John Dashwood had then"
WAIT_MS = 60_000


@pytest.fixture
def desk(site: Site, shared: Path) -> Iterator[str]:
    """The address of the review of a recording with one caption, which Ida wrote."""
    recording = shared / "media" / "speech" / "librivox-sense-0870.wav"
    with site.app.app_context():
        media = add_media(site.app, recording, "Sense and Sensibility")
        media.visibility, media.kind, media.duration_ms = "link", "audio", 7100
        media.renditions[0].media_type = "audio/wav"
        transcript = Transcript(media_id=media.id, language="en", origin="engine", complete=True)
        db.session.add(transcript)
        db.session.flush()
        transcript.add_cues([Cue(200, 2200, SAID)], author="person")
        db.session.commit()
        media_id, address = media.id, f"/media/{media.slug}/review/{transcript.id}"
    yield address
    with site.app.app_context():
        db.session.delete(db.session.get_one(Media, media_id))
        db.session.commit()


@pytest.mark.parametrize(
    ("wanted", "javascript"),
    [(Look(), True), (Look(density=1, contrast="yellow-black"), True), (Look(), False)],
    ids=["usual", "little, yellow on black", "no-js"],
)
def test_her_words_are_looked_for_in_the_sound(
    site: Site, visit: Callable[..., Page], desk: str, wanted: Look, javascript: bool
) -> None:
    page = visit(
        f"{desk}/align",
        wanted,
        viewport={"width": 320, "height": 640},
        java_script_enabled=javascript,
    )
    is_open_to_all(page, wanted, javascript)
    press(page, "#ask-align")
    expect(page.get_by_role("status")).to_have_text("The words are looked for.")
    expect(page.locator("#align")).to_contain_text("You can leave this page; the work goes on.")
    is_open_to_all(page, wanted, javascript)
    done = re.compile("The words of one caption have their times.")
    with working(site.app):
        if javascript:
            expect(page.get_by_role("status")).to_have_text(done, timeout=WAIT_MS)
            expect(page.locator("#align")).not_to_have_attribute("hx-trigger", re.compile("."))
        else:
            look_again(page)
    expect(page.locator("#align")).to_contain_text(done)
    is_open_to_all(page, wanted, javascript)


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "no-js"])
def test_she_stops_it_and_is_told_that_nothing_changed(
    visit: Callable[..., Page], desk: str, javascript: bool
) -> None:
    page = visit(f"{desk}/align", java_script_enabled=javascript)
    press(page, "#ask-align")
    press(page, "#align-stop")
    said = "It was stopped. Your captions are as they were."
    expect(page.get_by_role("status")).to_have_text(said)
    expect(page.locator("#align")).to_contain_text(said)
    expect(page.locator("#ask-align")).to_be_visible()


def is_open_to_all(page: Page, wanted: Look, javascript: bool) -> None:
    """See that the page fits, and that axe, itself a script, finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if javascript:
        assert too_wide(page) == []
        assert violations(page, rules_for(wanted.contrast)) == []
