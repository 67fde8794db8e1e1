"""A page is redesigned, and its faults are still the same ones; another element is another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from webapp.audit.checks import plain_language
from webapp.audit.finding import Finding
from webapp.audit.opened import opening
from webapp.audit.run import merge
from webapp.audit.subject import Subject
from webapp.audit.variant import Variant

PAGE = """<!doctype html><html lang="en"><title>Bread</title>
<nav aria-label="Pages"><a id="home" href="/">Start</a></nav>
<main><h1>Bread</h1><section aria-label="Recipes (3)"><p id="first" class="lead">The recipe is
<a id="a1" class="button" href="#r">here</a>.</p></section>
<section aria-label="Shops"><p>They are <a id="a2" href="#s">here</a>.</p></section>
</main></html>"""

Identities = Callable[[str], list[str]]


@pytest.fixture
def identities(chromium: Browser) -> Identities:
    """The identities of what is found in a page, in its order."""

    def look(page: str) -> list[str]:
        subject = Subject("bread", f"data:text/html,{page.replace('#', '%23')}")
        with opening(chromium, "", subject, Variant(), lambda *_: None) as opened:
            seen = [("bread", "usual", found) for found in plain_language.look_at(opened)]
        findings: tuple[Finding, ...] = merge(seen)
        return [each.identity for each in findings if each.found.rule == "link-says-nothing"]

    return look


REDESIGNS = {
    "ids and classes renamed": [('id="a1" class="button"', 'id="x9" class="cta"')],
    "wrapped": [
        ('<p id="first"', "<div><div><p"),
        (".</p></section>\n", ".</p></div></div></section>\n"),
    ],
    "an element before it": [("<h1>Bread</h1>", "<div>News</div><h1>Bread</h1><p>Hello.</p>")],
    "a count changed": [("Recipes (3)", "Recipes (128)")],
    "the sentence around it": [("The recipe is", "You find it")],
    "the address": [('href="#r"', 'href="#recipe"')],
}


@pytest.mark.parametrize("changes", REDESIGNS.values(), ids=REDESIGNS)
def test_a_redesign_leaves_findings_what_they_are(
    identities: Identities, changes: list[tuple[str, str]]
) -> None:
    page = PAGE
    for old, new in changes:
        assert old in page
        page = page.replace(old, new, 1)
    assert identities(page) == identities(PAGE)


def test_parts_in_another_order_are_the_same_parts(identities: Identities) -> None:
    body, end = PAGE.removesuffix("</main></html>"), "</main></html>"
    start, recipes, shops = (f"<section{part}" for part in body.split("<section"))
    turned = start.removeprefix("<section") + shops + recipes + end
    assert sorted(identities(turned)) == sorted(identities(PAGE))
    assert identities(turned) != identities(PAGE)


@pytest.mark.parametrize(
    ("old", "new"),
    [(">here</a>.</p></section>\n", ">more</a>.</p></section>\n"), ("Recipes (3)", "Cakes")],
    ids=["another name", "another part of the page"],
)
def test_another_element_is_another_finding(identities: Identities, old: str, new: str) -> None:
    assert old in PAGE
    was, now = identities(PAGE), identities(PAGE.replace(old, new, 1))
    assert now[0] != was[0]
    assert now[1] == was[1]


def test_a_mark_of_the_author_counts_more_than_everything_else(identities: Identities) -> None:
    marked = PAGE.replace('id="a1"', 'data-key="recipe"', 1)
    moved = marked.replace("Recipes (3)", "Cakes").replace(">here</a>", ">more</a>", 1)
    assert identities(marked)[0] == identities(moved)[0]
