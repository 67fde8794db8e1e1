"""Lena brings captions to viewers: through the gate by keyboard, with notes, and back again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.look import Look
from webapp.models import CueNote, Library, Media, Rendition, Transcript, User
from webapp.models.editor import Editor

Visit = Callable[..., Page]
TITLE = "The lighthouse on the cliff"
SAID = ("The lamp is old.", "It turns by hand.", "Nobody lives there now.")


class Work(NamedTuple):
    """Captions that wait for a review."""

    media: str
    address: str
    transcript_id: int
    cues: list[int]


@pytest.fixture
def work(site: Site) -> Iterator[Work]:
    """Three captions that a program wrote."""
    with site.app.app_context():
        old = Media.by_slug(site.media["captioned"].rsplit("/", 1)[-1])
        assert old is not None
        media = Media(
            library=Library.default(), visibility="public", title=TITLE, language="en",
            original_name="clip.mp4", file=old.file, bytes=old.bytes, kind="video",
            duration_ms=12_000, has_audio=True, width=320, height=180,
        )  # fmt: skip
        media.renditions.append(Rendition(file=old.file, media_type="video/mp4"))
        db.session.add(media)
        db.session.flush()
        transcript = Transcript(
            media_id=media.id, language="en", origin="engine", engine="a test", complete=True
        )
        db.session.add(transcript)
        db.session.flush()
        said = [Cue(n * 3000, n * 3000 + 2500, text) for n, text in enumerate(SAID)]
        transcript.add_cues(said, author="engine")
        db.session.commit()
        address = f"/media/{media.slug}/review/{transcript.id}"
        ids = [cue.id for cue in transcript.cues()]
        made = Work(f"/media/{media.slug}", address, transcript.id, ids)
        media_id = media.id
    yield made
    with site.app.app_context():
        db.session.delete(db.session.get_one(Media, media_id))
        db.session.commit()


@pytest.mark.parametrize("scripts", [True, False])
def test_captions_go_through_the_gate_by_keyboard(work: Work, visit: Visit, scripts: bool) -> None:
    page = visit(work.address, java_script_enabled=scripts)
    page.get_by_role("button", name="Review these captions").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("You review these captions now.")
    page.get_by_role("link", name="Finish the review").press("Enter")
    expect(page.get_by_role("heading", level=2, name="2 things are missing")).to_be_visible()
    assert not scripts or violations(page, part="main") == []
    page.get_by_role("button", name="Approve the captions").press("Enter")
    summary = page.get_by_role("alert").filter(has_text="Nobody has looked at 3 captions.")
    expect(summary).to_be_focused()
    assert not scripts or violations(page, part="main") == []
    summary.get_by_role("link").press("Enter")
    box = page.get_by_role("checkbox", name=re.compile("I have also read the 3 captions"))
    box.press("Space")
    expect(box).to_be_checked()
    page.get_by_role("button", name="Approve the captions").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("You approved the captions.")
    expect(page.get_by_role("heading", name="Nothing is missing")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Published.")
    assert not scripts or violations(page, part="main") == []
    page.goto(work.media)
    expect(page.get_by_text("Captions reviewed by Librarian")).to_be_visible()
    viewer = visit(work.media, person="", java_script_enabled=scripts)
    expect(viewer.get_by_text("Captions reviewed by people")).to_be_visible()


def test_what_is_missing_is_a_link_and_an_override_needs_a_reason(work: Work, visit: Visit) -> None:
    page = visit(f"{work.address}/publish")
    page.locator("#mend-looked").press("Enter")
    expect(page).to_have_url(re.compile(rf"{work.address}\?next=draft"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Review captions")
    page.goto(f"{work.address}/publish")
    page.get_by_role("button", name="Publish all the same").press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("Why they are published all the same").fill("The school waits.")
    page.get_by_role("button", name="Publish all the same").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Published.")
    expect(page.locator(".review-steps")).to_contain_text("The school waits.")
    page.goto(f"{work.media}/quality/{work.transcript_id}")
    expect(page.get_by_text("The school waits.")).to_be_visible()
    page.goto(work.media)
    expect(page.get_by_text("Automatic captions, not reviewed").first).to_be_visible()


def test_a_note_is_added_answered_and_settled_while_the_caption_stays_open(
    work: Work, visit: Visit
) -> None:
    page = visit(work.address)
    cue = work.cues[1]
    page.locator(f"#edit-{cue}").press("Enter")
    page.locator(f"#cue-text-{cue}").fill("It turns by h")
    page.locator(f"#note-add-{cue}").press("Enter")
    page.locator(f"#note-save-{cue}").press("Enter")
    expect(page.locator(f"#note-{cue}")).to_be_focused()
    expect(page.locator(f"#note-{cue}-error")).to_be_visible()
    page.keyboard.type("By hand or by foot?")
    page.locator(f"#note-save-{cue}").press("Enter")
    expect(page.get_by_role("status")).to_have_text("The note was added.")
    expect(page.locator(f"#note-add-{cue}")).to_be_focused()
    note = page.locator(f"#cue-notes-{cue} .cue-note")
    expect(note).to_contain_text("By hand or by foot?")
    expect(page.locator(f"#cue-text-{cue}")).to_have_value("It turns by h")
    assert violations(page, part=f"#cue-notes-{cue}") == []
    note.get_by_text("Answer", exact=True).first.press("Enter")
    note.get_by_label("Answer").fill("By hand.")
    note.get_by_role("button", name="Send the answer").press("Enter")
    expect(note.locator(".cue-answer")).to_contain_text("By hand.")
    note.get_by_role("button", name="It is settled").press("Enter")
    expect(page.get_by_role("status")).to_have_text("The note is settled.")
    expect(page.locator(f"#note-add-{cue}")).to_be_focused()
    expect(page.locator(f"#cue-text-{cue}")).to_have_value("It turns by h")


@pytest.mark.parametrize("scripts", [True, False])
def test_captions_go_back_to_a_moment(site: Site, work: Work, visit: Visit, scripts: bool) -> None:
    with site.app.app_context():
        transcript = db.session.get_one(Transcript, work.transcript_id)
        lena = User.by_email("librarian@example.org")
        assert lena is not None
        Editor(transcript, lena).correct(work.cues[0], 1, text="The lamp is new.")
        Editor(transcript, lena).delete(work.cues[2], 1)
        db.session.commit()
    page = visit(f"{work.address}/history", java_script_enabled=scripts)
    corrected = page.locator(".history-entry").nth(1)
    expect(corrected.locator("del")).to_have_text(re.compile("gone: old"))
    expect(corrected.locator("ins")).to_have_text(re.compile("new: new"))
    assert not scripts or violations(page, part="main") == []
    page.get_by_role("link", name="Go back to just after this").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 caption would change")
    assert not scripts or violations(page, part="main") == []
    page.get_by_role("button", name="Go back to that").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("again as they were then")
    page.goto(f"{work.address}/cues/{work.cues[0]}/history")
    page.get_by_text("Make it so again").press("Enter")
    page.get_by_role("button", name="Make it so", exact=True).press("Enter")
    expect(page.locator(".lead")).to_contain_text("The lamp is old.")
    assert not scripts or violations(page, part="main") == []
    page.goto(work.address)
    expect(page.locator(".row-text")).to_have_text(list(SAID))


def test_a_file_is_compared_and_taken_by_keyboard(work: Work, visit: Visit) -> None:
    page = visit(f"{work.address}/import")
    content = b"WEBVTT\n\n00:00.000 --> 00:02.500\nThe lamp is very old.\n"
    page.get_by_label("Caption file").set_input_files(
        {"name": "better.vtt", "mimeType": "text/vtt", "buffer": content}
    )
    page.get_by_role("button", name="Compare").press("Enter")
    expect(page.get_by_role("heading", name="3 differences")).to_be_visible()
    assert violations(page, part="main") == []
    boxes = page.get_by_role("checkbox")
    for number in (1, 2):
        boxes.nth(number).press("Space")
    page.get_by_role("button", name="Take what is ticked").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 caption was changed.")
    expect(page.get_by_role("heading", name="2 differences")).to_be_visible()
    page.goto(work.address)
    expect(page.locator(".row-text").first).to_have_text("The lamp is very old.")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_a_review_fit_and_axe_finds_nothing(
    site: Site, work: Work, visit: Visit, width: int
) -> None:
    with site.app.app_context():
        transcript = db.session.get_one(Transcript, work.transcript_id)
        lena = User.by_email("librarian@example.org")
        assert lena is not None
        CueNote.add(transcript, transcript.cues()[0], lena, "A" * 300)
        Editor(transcript, lena).correct(work.cues[0], 1, text="W" * 80)
        db.session.commit()
    size = {"width": width, "height": 640}
    page = visit("/review?queue=all", Look(density=3, contrast="yellow-black"), viewport=size)
    for path in ("", "/publish", "/notes", "/history", "/history/0", "/proof", "/again", "/import"):
        page.goto(f"{work.address}{path}" if path else "/review?queue=all")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert violations(page, part="main") == [], path
