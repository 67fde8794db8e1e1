"""Whether one can get past what all pages of a site have.

By a landmark, a heading, a skip link, or a control that folds it away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Error

from webapp.audit.finding import PAGE, Found, Outcome
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

MEND = N_("Put what is this page's own into a main element, with a heading and a skip link to it.")
HURTS = N_("Whoever goes through a page bit by bit has to go through the same things on each page.")

LANDMARK = Rule(
    "own-part-is-landmark",
    N_("What is this page's own stands in a landmark"),
    (),
    ("blind",),
    "hinders",
    HURTS,
    MEND,
    act=("b40fd1",),
)
HEADING = Rule(
    "own-part-has-heading",
    N_("What is this page's own has a heading"),
    (),
    ("blind", "cognitive"),
    "hinders",
    HURTS,
    MEND,
    act=("047fe0",),
)
SKIP = Rule(
    "own-part-can-be-skipped-to",
    N_("A link near the top leads to what is this page's own"),
    (),
    ("keyboard", "blind"),
    "annoys",
    HURTS,
    MEND,
    act=("ye5d6e",),
)
ANY_WAY = Rule(
    "repeated-part-can-be-passed",
    N_("There is a way past what all pages have"),
    ("2.4.1",),
    ("keyboard", "blind"),
    "hinders",
    HURTS,
    MEND,
    act=("cf77f2", "3e12e1"),
)

RULES = (LANDMARK, HEADING, SKIP, ANY_WAY)

MOST_PAGES = 2
"""Other pages that are fetched to see what they share with this one."""

SAID = {
    LANDMARK: N_("Nothing that only this page has stands in a landmark."),
    HEADING: N_("Nothing that only this page has is under a heading of its own."),
    SKIP: N_("No link leads to what only this page has."),
    ANY_WAY: N_("Neither a landmark nor a heading nor a link leads past what all pages have."),
}


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield which ways there are not past what the page shares with those that it links to."""
    if not opened.page.evaluate("() => document instanceof HTMLDocument"):
        return
    pages = opened.ask("linked_pages")
    others = list(_fetch(opened, pages or []))
    if not others:
        return
    opened.ask("stops")
    ways: dict[str, bool] | None = opened.ask("repeated", others)
    if ways is None:
        return
    missing = [
        rule
        for rule, there in (
            (LANDMARK, ways["landmark"]),
            (HEADING, ways["heading"]),
            (SKIP, ways["skips"]),
        )
        if not there
    ]
    for rule in missing:
        doubtful = ways["unknown"] and rule == SKIP
        yield Found(rule.id, PAGE, SAID[rule], outcome="needs-person" if doubtful else "failed")
    if len(missing) == 3:
        yield from _any_way(opened, others)


def _any_way(opened: Opened, others: list[str]) -> Iterator[Found]:
    """Try whether a control puts away what is repeated before the page's own part."""
    tried = {"leads": False, "untried": True}
    if opened.variant.javascript:
        with opened.again() as page:
            opened.ask("stops", None, page)
            opened.ask("repeated", others, page)
            tried = opened.ask("folds", None, page)
    if not tried["leads"]:
        outcome: Outcome = "needs-person" if tried["untried"] else "failed"
        yield Found(ANY_WAY.id, PAGE, SAID[ANY_WAY], outcome=outcome)


def _fetch(opened: Opened, addresses: list[str]) -> Iterator[Any]:
    """Yield the markup of the first pages that answer."""
    got = 0
    for address in addresses[: 2 * MOST_PAGES]:
        try:
            answer = opened.page.request.get(address, timeout=5_000)
        except Error:
            continue
        if answer.ok and "html" in answer.headers.get("content-type", ""):
            yield answer.text()
            got += 1
        if got == MOST_PAGES:
            return
