"""What becomes of the focus, the status, the address and the ids when htmx changes a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from playwright.sync_api import Error, Page

from webapp.audit.finding import Element, Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

FOCUS = Rule(
    "swap-keeps-focus",
    N_("The focus survives a change of the page"),
    ("2.4.3",),
    ("keyboard", "blind"),
    "hinders",
    N_("Who uses the keyboard is thrown back to the top of the page, again and again."),
    N_("Give the control a stable id, so that it has the focus again, or focus what is new."),
)
STATUS = Rule(
    "swap-keeps-live-region",
    N_("What is announced comes into a live region that stays"),
    ("4.1.3",),
    ("blind",),
    "hinders",
    N_("A screen reader watches the old node, and says nothing of what changed."),
    N_("Change what is inside the region, and never the region itself."),
)
IDS = Rule(
    "swap-keeps-ids-unique",
    N_("A change of the page brings no id a second time"),
    ("4.1.2",),
    ("blind", "keyboard"),
    "hinders",
    N_("Labels and links lead to the first of two elements, which may be the wrong one."),
    N_("Give what is sent its own ids, or let it take the place of what it stands for."),
)
NEW_PART = Rule(
    "swap-brings-no-fault",
    N_("What a change brings keeps the rules of axe"),
    ("4.1.2",),
    ("blind", "low-vision", "keyboard"),
    "hinders",
    N_("A part that comes later has a fault that no look at the whole page finds."),
    N_("Mend the template of the part."),
)
ADDRESS = Rule(
    "swap-address-is-page",
    N_("The address that a change leaves leads to the same page"),
    (),
    ("cognitive",),
    "hinders",
    N_("Whoever reloads the page, or sends its address to somebody, comes somewhere else."),
    N_("Answer a request for the whole page at that address, with the same title."),
)
BACK = Rule(
    "back-restores-page",
    N_("Back leads to the whole page again"),
    (),
    ("cognitive", "keyboard"),
    "hinders",
    N_("The page before is gone, or only a part of it comes back."),
    N_("Let htmx ask for the whole page when it goes back, and vary the answer by HX-Request."),
)

RULES = (FOCUS, STATUS, IDS, NEW_PART, ADDRESS, BACK)
NEEDS_SCRIPTS = True

DISPOSABLE = "disposable"
"""The promise of a page that nobody minds what is changed on its server."""

MOST = 4
"""Controls that are driven, of which each is another kind."""


def look_at(opened: Opened) -> Iterator[Found]:
    """Drive a control of each kind on a fresh page, and yield what went wrong after it."""
    if not opened.variant.javascript or not opened.page.evaluate("() => 'htmx' in window"):
        return
    opened.ask("stops")
    writes = DISPOSABLE in opened.subject.promises
    seen: set[tuple[str, str, str]] = set()
    for place, known in enumerate(opened.ask("swap_controls", writes)[:MOST]):
        with opened.again() as page:
            opened.ask("stops", None, page)
            controls = opened.ask("swap_controls", writes, page)
            if place >= len(controls):
                continue
            for found in _drive(opened, page, controls[place], known["number"]):
                once = (found.rule, found.element.key, " ".join(found.element.selector))
                if once not in seen:
                    seen.add(once)
                    yield found


def _drive(opened: Opened, page: Page, control: dict[str, Any], known: int) -> Iterator[Found]:
    """Drive a control in a fresh page; in the page that stays it is described by its number."""
    before = _Before(page)
    opened.ask("swap_begins", control["number"], page)
    _work(page, control["way"])
    try:
        after = opened.ask("swap_ended", None, page)
    except Error:  # another page came: that is no swap
        return
    if not after["swapped"]:
        return
    if after["lost"]:
        said = N_("After this is used, nothing on the page has the focus.")
        yield Found(FOCUS.id, _driven(opened, known), said)
    for each in after["replaced"]:
        said = N_("A new node takes the place of this live region: what is in it goes unsaid.")
        yield Found(STATUS.id, opened.element(each), said)
    for each in after["twice"]:
        said = N_("After a change this id is in the page twice.")
        yield Found(IDS.id, opened.element(each), said)
    for each in after["broken"]:
        said = N_("A change brings this in, and axe says: %(help)s.")
        yield Found(NEW_PART.id, opened.element(each), said, {"help": each["help"]})
    if page.url != before.url:
        yield from _address(page, opened, known, before)


class _Before:
    """What a page was before it was changed."""

    def __init__(self, page: Page) -> None:
        self.url = page.url
        self.title = page.title()
        self.landmarks = self.of(page)
        self.entries = self.pages_behind(page)

    @staticmethod
    def pages_behind(page: Page) -> int:
        """How many pages Back and Forward lead to; an address that is only replaced adds none."""
        return int(page.evaluate("() => history.length"))

    @staticmethod
    def of(page: Page) -> list[str]:
        """What only a whole page has, a fragment never."""
        found: list[str] = page.evaluate(
            "() => ['title', 'main', 'h1', 'header', 'nav', '[role=main]']"
            ".filter((each) => document.querySelector(each))"
        )
        return found


def _driven(opened: Opened, known: int) -> Element:
    return opened.element(opened.ask("stop", known))


def _address(page: Page, opened: Opened, known: int, before: _Before) -> Iterator[Found]:
    title = page.title()
    answer = page.request.get(page.url, timeout=10_000)
    named = re.search(r"<title[^>]*>(.*?)</title>", answer.text(), re.S | re.I)
    theirs = " ".join(unescape(named.group(1)).split()) if named else ""
    if not answer.ok or theirs != " ".join(title.split()):
        said = N_("The page is called “%(title)s” now; its address leads to “%(theirs)s”.")
        values = {"title": title, "theirs": theirs or str(answer.status)}
        yield Found(ADDRESS.id, _driven(opened, known), said, values)
        return
    if before.pages_behind(page) == before.entries:
        return
    try:
        page.go_back(timeout=8_000)
        page.wait_for_load_state()
        page.wait_for_timeout(300)
        missing = [each for each in before.landmarks if each not in _Before.of(page)]
        wrong = bool(missing) or page.title() != before.title
    except Error:
        wrong = True
    if wrong:
        said = N_("After Back the page is not what it was before this.")
        yield Found(BACK.id, _driven(opened, known), said)


def _work(page: Page, way: str) -> None:
    """Do with what has the focus what somebody would."""
    if way == "type":
        page.keyboard.type("bread")
    elif way == "change":
        page.keyboard.press("Space" if _ticks(page) else "ArrowDown")
    else:
        page.keyboard.press("Enter")


def _ticks(page: Page) -> bool:
    ticks: bool = page.evaluate("() => document.activeElement.matches('input')")
    return ticks
