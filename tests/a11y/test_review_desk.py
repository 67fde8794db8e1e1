"""Lena reviews captions in a real browser: rows open in place, nothing typed is lost, and the focus
stays where she works."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, Route, expect

from tests.a11y.axe import rules_for, violations
from tests.a11y.conftest import Site
from webapp.captions import document
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Cue, CueDraft, Media, Presence, Transcript, User
from webapp.pages.review.cue_rows import ROWS

Visit = Callable[..., Page]
CUES = 220
IS_SEEN = """element => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""


class Work(NamedTuple):
    """Captions that wait for a review."""

    address: str
    ids: list[int]


@pytest.fixture
def work(site: Site) -> Work:
    """Captions of eleven minutes, that nobody has touched yet."""
    with site.app.app_context():
        db.session.query(Presence).delete()
        media = Media.by_slug(site.media["corrected"].rsplit("/", 1)[-1])
        assert media is not None
        transcript = Transcript(media_id=media.id, language="da", origin="engine", complete=True)
        db.session.add(transcript)
        db.session.flush()
        said = [
            document.Cue(n * 3000, n * 3000 + 2500, f"Linje {n + 1} er her.") for n in range(CUES)
        ]
        transcript.add_cues(said, author="engine")
        db.session.commit()
        ids = [cue.id for cue in transcript.cues()]
        return Work(f"/media/{media.slug}/review/{transcript.id}", ids)


@pytest.fixture(autouse=True)
def gone_again(site: Site) -> None:
    """Other tests count the captions of the same media."""
    with site.app.app_context():
        for each in db.session.query(Transcript).filter_by(language="da"):
            db.session.delete(each)
        db.session.commit()


def test_by_keyboard_a_row_opens_is_saved_and_keeps_the_focus(work: Work, visit: Visit) -> None:
    page = visit(work.address)
    first, second = work.ids[:2]
    page.locator(f"#edit-{first}").press("Enter")
    expect(page.locator(f"#cue-text-{first}")).to_be_focused()
    assert violations(page, part="main") == []
    page.keyboard.press("Control+End")
    page.keyboard.type(" Og der.")
    page.locator(f"#save-{first}").press("Enter")
    expect(page.locator(f"#edit-{first}")).to_be_focused()
    expect(page.locator("#status")).to_have_text(f"Saved. {CUES - 1} left to check.")
    expect(page.locator(f"#cue-{first} .row-text")).to_have_text("Linje 1 er her. Og der.")
    expect(page.locator("#next-draft")).to_contain_text(str(CUES - 1))
    assert violations(page, part="main") == []
    page.locator(f"#edit-{first}").press("Enter")
    page.locator(f"#save-next-{first}").press("Enter")
    expect(page.locator(f"#cue-text-{second}")).to_be_focused()
    page.locator(f"#close-{second}").press("Enter")
    expect(page.locator(f"#edit-{second}")).to_be_focused()


def test_parts_are_split_merged_and_taken_back_in_their_places(work: Work, visit: Visit) -> None:
    page = visit(work.address)
    first, second = work.ids[:2]
    page.locator(f"#edit-{first}").click()
    field = page.locator(f"#cue-text-{first}")
    field.evaluate("field => field.setSelectionRange(8, 8)")
    page.locator(f"#split-{first}").click()
    expect(field).to_have_value("Linje 1")
    expect(field).to_be_focused()
    expect(page.locator(f"#cue-{first} + .row .row-text")).to_have_text("er her.")
    page.locator(f"#merge-{first}").click()
    expect(field).to_have_value("Linje 1\ner her.")
    expect(page.locator(f"#cue-{first} + .row")).to_have_id(f"cue-{second}")
    page.locator(f"#delete-{first}").click()
    expect(page.locator(f"#edit-{second}")).to_be_focused()
    expect(page.locator(f"#cue-{first}")).to_have_count(0)
    page.locator("#undo-delete").click()
    expect(page.locator(f"#edit-{first}")).to_be_focused()
    assert violations(page, part="main") == []


def test_who_was_slower_sees_both_texts_and_joins_them(work: Work, visit: Visit) -> None:
    first = work.ids[0]
    lena, ben = visit(work.address), visit(work.address, person="admin")
    for page in (lena, ben):
        page.locator(f"#edit-{first}").click()
        expect(page.locator(f"#cue-text-{first}")).to_be_focused()
    ben.locator(f"#cue-text-{first}").fill("Linje 1 er der.")
    ben.locator(f"#save-{first}").click()
    expect(ben.locator("#status")).to_contain_text("Saved.")
    lena.locator(f"#cue-text-{first}").fill("Linje nummer 1 er her.")
    lena.locator(f"#save-{first}").click()
    expect(lena.locator(f"#conflict-{first}")).to_be_focused()
    expect(lena.locator("#status")).to_have_text(
        "Admin has changed this caption in the meantime. Nothing was saved."
    )
    expect(lena.locator(".conflict ins")).to_have_text(["nummer", "der."])
    expect(lena.locator(f"#cue-text-{first}")).to_have_value("Linje nummer 1 er der.")
    assert violations(lena, part="main") == []
    lena.locator(f"#join-{first}").press("Enter")
    expect(lena.locator(f"#edit-{first}")).to_be_focused()
    expect(lena.locator(f"#cue-{first} .row-text")).to_have_text("Linje nummer 1 er der.")


def test_after_a_crash_what_was_begun_is_offered_again(
    work: Work, site: Site, visit: Visit
) -> None:
    third = work.ids[2]
    page = visit(work.address)
    page.locator(f"#edit-{third}").click()
    with page.expect_response(re.compile("/draft$")):
        page.locator(f"#cue-text-{third}").fill("Halv")
    page.close(run_before_unload=False)
    page = visit(work.address)
    page.get_by_role("link", name="the caption at 0:06", exact=True).click()
    draft = page.locator(f"#cue-{third} .cue-draft")
    expect(draft).to_contain_text("Halv")
    expect(page.locator(f"#cue-text-{third}")).to_have_value("Linje 3 er her.")
    assert violations(page, part="main") == []
    page.locator(f"#take-draft-{third}").click()
    expect(page.locator(f"#cue-text-{third}")).to_have_value("Halv")
    page.locator(f"#save-{third}").click()
    expect(page.locator(f"#cue-{third} .row-text")).to_have_text("Halv")
    with site.app.app_context():
        assert db.session.query(CueDraft).filter_by(cue_id=third).count() == 0


@pytest.mark.parametrize(("pressed", "says"), [("take", "Halv"), ("drop", "Linje 3 er her.")])
def test_what_was_begun_is_taken_or_dropped_and_one_goes_on_in_the_text(
    work: Work, site: Site, visit: Visit, pressed: str, says: str
) -> None:
    third = work.ids[2]
    begin_change(site, third, "Halv")
    page = visit(work.address)
    page.locator(f"#edit-{third}").press("Enter")
    page.locator(f"#{pressed}-draft-{third}").press("Enter")
    expect(page.locator(f"#cue-{third} .cue-draft")).to_have_count(0)
    expect(page.locator(f"#cue-text-{third}")).to_have_value(says)
    expect(page.locator(f"#cue-text-{third}")).to_be_focused()


def begin_change(site: Site, cue_id: int, text: str) -> None:
    """Lena has typed that, and left without saving it."""
    with site.app.app_context():
        lena, cue = User.by_email("librarian@example.org"), db.session.get_one(Cue, cue_id)
        assert lena is not None
        content = {"text": text, "speaker": "", "label": ""}
        times = {"start_ms": cue.start_ms, "end_ms": cue.end_ms}
        CueDraft.keep(lena, cue, cue.version, content | times)
        db.session.commit()


def test_a_caption_on_a_page_of_its_own_leads_on_to_the_next_one(work: Work, visit: Visit) -> None:
    first, second = work.ids[:2]
    page = visit(f"{work.address}/cues/{first}")
    page.locator(f"#cue-text-{first}").fill("For sig selv.")
    page.get_by_role("button", name="Save, and open the next").press("Enter")
    expect(page).to_have_url(re.compile(f"/cues/{second}"))
    expect(page.locator("#status")).to_contain_text("Saved.")


def test_where_all_is_replaced_one_reads_first_what_was_done(work: Work, visit: Visit) -> None:
    page = visit(f"{work.address}/find?q=Linje+7+er&by=Linje+syv+er&preview=1")
    page.locator("#replace-chosen").press("Enter")
    expect(page.locator("#find-outcome")).to_contain_text("1 caption was changed.")
    expect(page.locator("#find-outcome")).to_be_focused()


@pytest.mark.parametrize("answers", [False, True])
def test_where_saving_fails_the_text_stays_and_is_saved_later(
    work: Work, visit: Visit, answers: bool
) -> None:
    first = work.ids[0]
    page = visit(work.address)
    page.locator(f"#edit-{first}").click()
    fails = (lambda r: r.fulfill(status=500, body="")) if answers else (lambda r: r.abort())
    page.route("**/cues/**", fails)
    page.locator(f"#cue-text-{first}").fill("Ikke tabt.")
    page.locator(f"#save-{first}").click()
    expect(page.locator(".cue-unsaved")).to_contain_text("What you wrote is still here.")
    expect(page.locator(f"#cue-text-{first}")).to_have_value("Ikke tabt.")
    page.unroute("**/cues/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(f"#cue-{first} .row-text")).to_have_text("Ikke tabt.")


def test_what_is_typed_while_it_is_being_saved_stays_in_the_field(work: Work, visit: Visit) -> None:
    first = work.ids[0]
    page = visit(work.address)
    page.locator(f"#edit-{first}").click()
    field = page.locator(f"#cue-text-{first}")
    held: list[Route] = []
    page.route(re.compile(rf"/cues/{first}$"), lambda route: held.append(route))
    field.fill("Et.")
    page.locator(f"#save-{first}").click()
    expect(page.locator(f"#cue-form-{first}.htmx-request")).to_have_count(1)
    field.fill("Et. To.")
    held[0].continue_()
    expect(page.locator("#status")).to_contain_text("Saved.")
    expect(field).to_have_value("Et. To.")
    page.unroute(re.compile(rf"/cues/{first}$"))
    page.locator(f"#save-{first}").click()
    expect(page.locator(f"#cue-{first} .row-text")).to_have_text("Et. To.")


def test_only_a_window_of_rows_is_in_the_page_however_far_one_goes(
    work: Work, visit: Visit
) -> None:
    page = visit(work.address)
    rows = page.locator("#rows > .row")
    for number in range(2 * ROWS, CUES, ROWS):
        page.locator("#rows-later").scroll_into_view_if_needed()
        expect(page.locator(f"#cue-{work.ids[number - 1]}")).to_have_count(1)
    expect(page.locator(f"#cue-{work.ids[0]}")).to_have_count(0)
    assert rows.count() <= 180
    above = page.locator("#rows-earlier").evaluate("link => link.value")
    assert rows.first.get_attribute("id") == f"cue-{work.ids[above]}", "numbers stay true"
    page.locator("#jump-time").fill("0:00")
    page.locator("#jump-time").press("Enter")
    expect(page.locator(f"#edit-{work.ids[0]}")).to_be_focused()
    page.locator("#next-problem").click()
    expect(page.locator(f"#edit-{work.ids[1]}")).to_be_focused()


def test_two_people_see_each_other_at_the_rows(work: Work, visit: Visit) -> None:
    second = work.ids[1]
    lena = visit(work.address)
    with lena.expect_response(lambda r: r.url.endswith("/presence") and r.request.method == "POST"):
        lena.locator(f"#edit-{second}").click()
    ben = visit(work.address, person="admin")
    expect(ben.locator("#desk-people")).to_contain_text("Librarian")
    expect(ben.locator(f"#cue-{second} .row-people")).to_have_text("Librarian")


def test_without_scripts_each_caption_has_a_page(work: Work, visit: Visit) -> None:
    first, second = work.ids[:2]
    page = visit(work.address, java_script_enabled=False)
    page.locator(f"#edit-{first}").click()
    page.get_by_label("Text", exact=True).fill("Uden scripts.")
    page.get_by_role("button", name="Save, and open the next").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Linje 2 er her.")
    other = visit(work.address, person="admin")
    other.locator(f"#edit-{second}").click()
    other.locator(f"#approve-{second}").click()
    expect(other.locator("#status")).to_contain_text("Approved.")
    page.get_by_label("Text", exact=True).fill("For sent.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Admin has changed this caption, too")).to_be_visible()
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator(f"#cue-{second} .row-text")).to_have_text("For sent.")


def test_without_scripts_very_little_keeps_the_tools_one_press_away(
    work: Work, visit: Visit
) -> None:
    page = visit(work.address, Look(density=1), java_script_enabled=False)
    first = work.ids[0]
    before = page.locator(f"#cue-{first} .row-text").inner_text()
    page.locator(f"#edit-{first}").click()
    page.get_by_label("Text", exact=True).fill("En anden linje.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(f"#cue-{first} .row-text")).to_have_text("En anden linje.")
    expect(page.locator("#undo")).to_be_hidden()
    page.get_by_text("More tools", exact=True).press("Enter")
    page.locator("#undo").press("Enter")
    expect(page.locator(f"#cue-{first} .row-text")).to_have_text(before)


@pytest.mark.parametrize(
    ("look", "width"),
    [
        (Look(density=1, contrast="high-dark"), 320),
        (Look(density=3), 1280),
        (Look(density=5, contrast="yellow-black"), 1600),
    ],
)
def test_the_page_fits_and_axe_finds_nothing(
    work: Work, visit: Visit, look: Look, width: int
) -> None:
    page = visit(work.address, look, viewport={"width": width, "height": 800})
    rules = rules_for(look.contrast)
    page.locator(f"#cue-{work.ids[0]}").evaluate("row => { row.ariaCurrent = 'time'; }")
    assert violations(page, rules, part="main") == []
    page.locator(f"#edit-{work.ids[1]}").click()
    expect(page.locator(f"#cue-text-{work.ids[1]}")).to_be_focused()
    assert violations(page, rules, part="main") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(f"#cue-text-{work.ids[1]}").fill("")
    page.locator(f"#save-{work.ids[1]}").click()
    expect(page.locator(".row-open .error-summary")).to_be_focused()
    assert violations(page, rules, part="main") == []


def test_on_a_phone_the_player_does_not_lie_over_what_has_the_focus(
    work: Work, visit: Visit
) -> None:
    page = visit(work.address, Look(density=1), viewport={"width": 320, "height": 700})
    for focused in ("#desk-more > summary", f"#edit-{work.ids[3]}"):
        behind = "element => scrollBy(0, element.getBoundingClientRect().top - 120)"
        page.locator(focused).evaluate(behind)
        page.locator(focused).focus()
        assert page.locator(focused).evaluate(IS_SEEN), focused
