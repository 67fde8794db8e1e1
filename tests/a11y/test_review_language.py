"""Lena hears of findings while she types, takes suggestions and judges doubtful words by one key,
and writes plain language beside the captions: in a real browser, without losing her place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from webapp.captions.document import Cue, Word
from webapp.extensions import db
from webapp.look import Look
from webapp.models import GlossaryTerm, Media, Presence, Transcript
from webapp.models.glossary import Entry

Visit = Callable[..., Page]
LONG = "Mae hyn yn llawer rhy hir i fod ar un llinell yn unig, meddai hi."
WORDS = ("Nid", "yw", "Okonkwo", "yma.")


class Work(NamedTuple):
    """Captions that wait for a review."""

    address: str
    ids: list[int]


@pytest.fixture
def work(site: Site) -> Iterator[Work]:
    """Six captions; in the first one the program was unsure of two words."""
    with site.app.app_context():
        db.session.query(Presence).delete()
        media = Media.by_slug(site.media["corrected"].rsplit("/", 1)[-1])
        assert media is not None
        transcript = Transcript(media_id=media.id, language="cy", origin="engine", complete=True)
        db.session.add(transcript)
        db.session.flush()
        heard = tuple(
            Word(word, n * 400, n * 400 + 300, 0.2 if n in (0, 2) else 0.9)
            for n, word in enumerate(WORDS)
        )
        said = [Cue(n * 4000, n * 4000 + 3000, f"Llinell {n + 1} yw hon.") for n in range(1, 6)]
        transcript.add_cues([Cue(0, 2000, " ".join(WORDS), words=heard), *said], author="engine")
        term = GlossaryTerm.put(media, Entry("Okonkwo", plain="y meddyg"))
        db.session.commit()
        ids, term_id = [cue.id for cue in transcript.cues()], term.id
        made = Work(f"/media/{media.slug}/review/{transcript.id}", ids)
    yield made
    with site.app.app_context():
        db.session.delete(db.session.get_one(GlossaryTerm, term_id))
        for each in db.session.query(Transcript).filter_by(language="cy"):
            db.session.delete(each)
        db.session.commit()


def test_findings_come_while_one_types_and_the_caret_stays(work: Work, visit: Visit) -> None:
    page, cue = visit(work.address), work.ids[1]
    page.locator(f"#edit-{cue}").press("Enter")
    field, lint = page.locator(f"#cue-text-{cue}"), page.locator(f"#cue-lint-{cue}")
    expect(field).to_be_focused()
    expect(lint).to_contain_text("Nothing is wrong with this caption.")
    field.press("Control+A")
    page.keyboard.type(LONG)
    expect(lint).to_contain_text("Line 1 is 65 characters long; at most 42.")
    expect(page.locator("#status")).to_contain_text("In this caption:")
    expect(field).to_be_focused()
    page.keyboard.type("!")
    expect(field).to_have_value(f"{LONG}!")
    assert violations(page, part="main") == []
    page.keyboard.press("F2")
    page.keyboard.press("h")
    expect(field).to_have_value(
        "Mae hyn yn llawer rhy hir i fod\nar un llinell yn unig, meddai hi.!"
    )
    expect(field).to_be_focused()
    expect(lint).not_to_contain_text("characters long; at most 42")
    page.reload()
    expect(page.locator(f"#cue-{cue} .row-text")).to_contain_text("ar un llinell")


def test_a_doubtful_word_is_accepted_or_fixed_with_one_key(work: Work, visit: Visit) -> None:
    page, cue = visit(work.address), work.ids[0]
    expect(page.locator(f"#cue-{cue}")).to_contain_text("2 doubtful words")
    page.locator(f"#edit-{cue}").press("Enter")
    field, words = page.locator(f"#cue-text-{cue}"), page.locator(f"#cue-{cue} .doubt-word")
    expect(words).to_have_text(["Okonkwo", "Nid"])
    assert violations(page, part="main") == []
    page.keyboard.press("F2")
    page.keyboard.press("d")
    expect(words).to_have_text(["Nid"])
    expect(page.locator("#status")).to_contain_text("“Okonkwo” is right.")
    expect(field).to_be_focused()
    page.keyboard.press("F2")
    page.keyboard.press("c")
    page.keyboard.type("Dyw")
    expect(field).to_have_value("Dyw yw Okonkwo yma.")


def test_the_queue_of_doubtful_words_is_worked_off_by_enter(work: Work, visit: Visit) -> None:
    page = visit(f"{work.address}/doubts")
    assert violations(page, part="main") == []
    expect(page.locator("mark.doubt-word")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator("mark.doubt-word")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("No word is doubtful")


@pytest.mark.parametrize("scripts", [True, False])
def test_plain_language_is_written_beside_the_captions(
    work: Work, visit: Visit, scripts: bool
) -> None:
    page, cue = visit(f"{work.address}/edition", java_script_enabled=scripts), work.ids[0]
    page.get_by_label("Very easy").check()
    page.locator("#begin-edition").press("Enter")
    expect(page.locator(f"#pair-{cue}")).to_contain_text("y meddyg")
    if scripts:
        assert violations(page, part="main") == []
    field = page.locator(f"#plain-{cue}")
    field.fill("Dydy'r meddyg ddim yma heddiw achos ei fod gartref yn y gwely gyda'i gi bach.")
    if scripts:
        expect(page.locator(f"#check-{cue}")).to_contain_text("A sentence has 15 words.")
        expect(field).to_be_focused()
    page.locator(f"#save-plain-{cue}").press("Enter")
    expect(page.locator("#status")).to_have_text("Saved. 1 are written.")
    if scripts:
        expect(page.locator(f"#save-plain-{cue}")).to_be_focused()
    page.reload()
    expect(field).to_have_value(
        "Dydy'r meddyg ddim yma heddiw achos ei fod gartref yn y gwely gyda'i gi bach."
    )


def test_many_captions_are_mended_without_scripts_and_on_a_small_screen(
    work: Work, site: Site, visit: Visit
) -> None:
    with site.app.app_context():
        transcript = db.session.get_one(Transcript, int(work.address.rsplit("/", 1)[-1]))
        transcript.add_cues([Cue(40_000, 46_000, LONG)], author="engine")
        db.session.commit()
    page = visit(
        f"{work.address}/mend",
        Look(contrast="high-dark"),
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
    )
    expect(page.locator("main")).to_contain_text("Balance the lines")
    assert page.locator("html").evaluate("page => page.scrollWidth") <= 320
    page.locator("#mend-ticked").click()
    expect(page.locator("#status")).to_contain_text("1 caption was mended.")


@pytest.mark.parametrize("look", [Look(), Look(density=5, contrast="high-dark")])
def test_the_glossary_of_a_video(work: Work, visit: Visit, look: Look) -> None:
    page = visit(f"{work.address.split('/review')[0]}/glossary", look)
    assert violations(page, part="main") == []
    page.get_by_role("link", name="Okonkwo").press("Enter")
    expect(page.locator("#plain")).to_have_value("y meddyg")
    assert violations(page, part="main") == []
