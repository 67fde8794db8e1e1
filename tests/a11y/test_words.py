"""The first visit, and pages in words that are longer than ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from webapp.look import Look

Visit = Callable[..., Page]

LONGER = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.parentElement.closest("script, style, template, code, bdi")) continue;
    const longer = (word) => word + "ö".repeat(Math.ceil(word.length * 0.4));
    text.data = text.data.replace(/\\p{L}{2,}/gu, longer);
  }
}"""
"""Makes each word longer by two fifths, as translations are (W3C, 'Text size in translation')."""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("main *, header *, footer *, .notes *")]
    .filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest(".table-scroll"))
    .map(e => e.outerHTML.slice(0, 100));
}"""


def first_visit(visit: Visit, **context: object) -> Page:
    """A browser that has not been here, and wants German."""
    page = visit("/help", person="", locale="de-DE", **context)
    page.context.clear_cookies()
    page.goto("/")
    return page


@pytest.mark.parametrize("scripts", [True, False])
def test_dora_answers_three_questions_with_the_keyboard(visit: Visit, scripts: bool) -> None:
    page = first_visit(visit, java_script_enabled=scripts)
    page.locator("#answer-questions").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gebärden Sie?")
    questions = page.locator("#question")
    page.get_by_label("Keine Gebärden").focus()
    while not page.get_by_label("Deutsche Gebärdensprache (DGS)").is_checked():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Wie viel möchten Sie auf einer Seite?"
    )
    questions.get_by_label("Sehr wenig").check()
    page.locator("#next-question").press("Enter")
    expect(page.locator("html")).to_have_attribute("data-density", "minimal")
    page.go_back()
    expect(questions.get_by_label("Sehr wenig")).to_be_checked()
    page.go_forward()
    questions.get_by_label("Gelb auf Schwarz").check()
    page.locator("#next-question").press("Enter")
    expect(page).to_have_url("/")
    expect(page.locator("html")).to_have_attribute("data-contrast", "yellow-black")
    expect(page.locator("#offer-title")).to_have_count(0)


def test_axe_finds_nothing_in_the_offer_and_the_questions(visit: Visit) -> None:
    page = first_visit(visit)
    for address in ("/", "/welcome/sign_language", "/welcome/density"):
        page.goto(address)
        page.locator("summary").evaluate_all("all => all.forEach(each => each.click())")
        assert violations(page) == []


def test_longer_words_are_not_cut_off_on_a_small_screen(site: Site, visit: Visit) -> None:
    page = visit("/", Look(language="de"), viewport={"width": 320, "height": 640})
    for address in ("/", "/settings", "/upload", "/welcome/density", site.media["captioned"]):
        page.goto(address)
        page.evaluate(LONGER)
        assert (address, page.evaluate(TOO_WIDE)) == (address, [])


def test_the_language_is_one_press_away_and_the_page_stays(visit: Visit) -> None:
    page = visit("/help", person="")
    page.locator("#language-switch summary").press("Enter")
    page.get_by_role("button", name="Deutsch").press("Enter")
    expect(page).to_have_url("/help")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hilfe")
    expect(page.locator("html")).to_have_attribute("lang", "de")
