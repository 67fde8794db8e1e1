"""From a draft to published captions with the keys alone, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.conftest import Site
from tests.a11y.ferry import Hands, add_ferry, cues_at, expect_nothing_wrong
from webapp.captions import formats
from webapp.extensions import db
from webapp.models import Transcript

Visit = Callable[..., Page]

DRAFT = (
    (1000, 4000, "Good morning, and welcom aboard."),
    (5000, 11000, "The ferry leaves at nine. Please stay in your seats until then."),
    (12000, 15000, "We wish you a good crossing."),
)
MENDED = [
    "Good morning, and welcome aboard.",
    "The ferry leaves at nine.",
    "Please stay in your seats until then.",
    "We wish you a good crossing.",
]


@pytest.fixture
def address(site: Site, tmp_path: Path) -> str:
    with site.app.app_context():
        return add_ferry(site.app, tmp_path, "A short crossing by ferry", DRAFT)


def state_of(site: Site, address: str) -> tuple[str, list[str]]:
    with site.app.app_context():
        texts = [cue.text for cue in cues_at(address)]
        transcript = db.session.get_one(Transcript, int(address.rsplit("/", 1)[-1]))
        return transcript.state, texts


def publish(page: Page, hands: Hands, address: str) -> None:
    """Approve the whole and publish it, on the page of the gate."""
    page.goto(f"{address}/publish")
    page.locator("#approve").focus()
    hands.press("Enter")
    hands.heard("You approved the captions.")
    expect(page.get_by_role("heading", name="Nothing is missing")).to_be_visible()
    page.locator("#publish").focus()
    hands.press("Enter")
    hands.heard("Published.")


def test_a_reviewer_mends_a_draft_and_publishes_it(site: Site, visit: Visit, address: str) -> None:
    page = visit(address)
    hands = Hands(page)
    page.locator("#next-step").focus()
    hands.press("Enter")
    hands.heard("You review these captions now.")
    expect(page.locator("#more-tools")).to_be_visible()  # the scripts have come
    page.locator(".row-edit").first.focus()
    hands.press("Enter")
    hands.is_in_text(1)
    hands.caret_after("welcom")
    hands.type("e")
    hands.press("Control+Shift+Enter")
    hands.is_in_text(2)
    hands.caret_after("nine.")
    hands.press("F2", "s")
    hands.heard("Split.")
    hands.is_in_text(2)
    expect_nothing_wrong(page)
    for number in (2, 3, 4):
        hands.is_in_text(number)
        hands.press("Control+Shift+Enter")
    hands.heard("All captions are checked.")
    expect_nothing_wrong(page)
    publish(page, hands, address)
    assert state_of(site, address) == ("published", MENDED)


def test_the_same_without_scripts(site: Site, visit: Visit, address: str) -> None:
    page = visit(address, java_script_enabled=False)
    hands = Hands(page)
    page.locator("#next-step").press("Enter")
    hands.heard("You review these captions now.")
    expect(page.get_by_role("link", name="Shortcuts")).to_be_visible()
    expect(page.get_by_role("button", name="Slower")).to_be_hidden()
    page.get_by_role("link", name="Find and replace").press("Enter")
    page.get_by_label("Find", exact=True).fill("wish")
    page.get_by_label("Replace with").fill("want")
    page.get_by_role("button", name="See the changes first").press("Enter")
    page.get_by_role("button", name="Replace in those that are ticked").press("Enter")
    expect(page.locator("#find-outcome")).to_contain_text("1 caption was changed.")
    page.get_by_role("button", name="Undo your last change").press("Enter")
    hands.heard("Undone.")
    page.locator(".row-edit").first.press("Enter")
    text = page.get_by_role("textbox", name="Text", exact=True)
    text.fill(MENDED[0])
    page.get_by_role("button", name="Approve").press("Enter")
    hands.heard("Approved.")
    expect(text).to_have_value(DRAFT[1][2])
    text.fill(DRAFT[1][2].replace("nine. ", "nine. |"))
    page.get_by_role("button", name="Split at the caret").press("Enter")
    hands.heard("Split.")
    for said in MENDED[1:]:
        expect(text).to_have_value(said)
        page.get_by_role("button", name="Approve").press("Enter")
        hands.heard("Approved.")
    publish(page, hands, address)
    assert state_of(site, address) == ("published", MENDED)


def test_a_real_reading_is_mended_after_its_reference_and_published(
    site: Site, visit: Visit, tmp_path: Path, shared: Path
) -> None:
    speech = shared / "media" / "speech"
    reference = formats.read((speech / "ljspeech-lj001.vtt").read_bytes(), "ljspeech-lj001.vtt")
    said = [" ".join(cue.text.split()) for cue in reference.cues][:5]
    heard = [
        (cue.start_ms, cue.end_ms, text.lower().replace("printing", "print in").replace(",", ""))
        for cue, text in zip(reference.cues, said, strict=False)
    ]
    with site.app.app_context():
        address = add_ferry(site.app, tmp_path, "A reading about printing", heard)
    page = visit(address)
    hands = Hands(page)
    page.locator(".row-edit").first.press("Enter")
    for number, text in enumerate(said, 1):
        hands.is_in_text(number)
        hands.press("Control+a")
        page.keyboard.insert_text(text)
        hands.press("Control+Shift+Enter")
        hands.heard("left to check." if number < len(said) else "All captions are checked.")
    page.locator(".row-edit").first.press("Enter")
    hands.is_in_text(1)
    mend_all(page, hands)
    expect_nothing_wrong(page)
    publish(page, hands, address)
    state, texts = state_of(site, address)
    assert (state, " ".join(" ".join(texts).split())) == ("published", " ".join(said))


def mend_all(page: Page, hands: Hands) -> None:
    """Do what is suggested for each caption; where an error stays, split it in the middle."""
    row = page.locator(".row-open")
    while True:
        version, cue = row.get_attribute("data-version"), row.get_attribute("data-cue")
        assert version is not None
        assert cue is not None
        if row.locator("[data-command=take-hint]").count():
            hands.press("F2", "h")
            expect(row).not_to_have_attribute("data-version", version)
        elif row.locator(".cue-findings .error").count():
            words = page.locator("textarea.cue-text").input_value().split(" ")
            hands.caret_after(" ".join(words[: len(words) // 2]))
            hands.press("F2", "s")
            expect(row).not_to_have_attribute("data-version", version)
        elif row.evaluate("row => row.nextElementSibling === null"):
            return
        else:
            hands.press("F2", "ArrowDown")
            expect(page.locator(f"#cue-{cue}.row-open")).to_have_count(0)
        expect(page.locator("textarea.cue-text")).to_be_focused()
