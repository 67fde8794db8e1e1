"""Whether everything can be reached and left with the keyboard alone, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from webapp.audit.finding import Found
from webapp.audit.listeners import listeners
from webapp.audit.opened import Opened
from webapp.audit.quick_walk import quick_walk
from webapp.audit.rule import N_, Rule
from webapp.audit.traps import traps
from webapp.audit.walk import Walk, press, walk

REACHED = Rule(
    "keyboard-reaches-it",
    N_("Everything that can be clicked can be reached with the Tab key"),
    ("2.1.1",),
    ("keyboard", "blind"),
    "blocks",
    N_("Who uses no mouse cannot use this at all."),
    N_("Use a button, a link or a field; or make it a stop with tabindex=0 and a role."),
)
IN_ORDER = Rule(
    "focus-follows-page",
    N_("The Tab key follows the order of the page"),
    ("2.4.3",),
    ("keyboard", "blind", "low-vision"),
    "hinders",
    N_("The focus jumps about: who follows it loses her place, and does not know what comes next."),
    N_("Leave tabindex away, and put the elements into the page in the order in which they show."),
)
NO_TRAP = Rule(
    "no-keyboard-trap",
    N_("The focus can leave everything that it can enter"),
    ("2.1.2",),
    ("keyboard", "blind"),
    "blocks",
    N_("Who uses no mouse gets stuck here, and can reach nothing else on the page."),
    N_("Let Tab and Shift+Tab go on, or let Escape lead out, and say so."),
    act=("80af7b", "a1b64e", "ebe86a"),
)
NOT_PUSHED = Rule(
    "focus-is-not-pushed",
    N_("The page does not move the focus on by itself"),
    ("2.1.2", "3.2.1"),
    ("keyboard", "blind", "cognitive"),
    "blocks",
    N_("The focus is taken away a moment after it came: only who is quick gets any further."),
    N_("Leave the focus where the person put it."),
    act=("a1b64e",),
)
SCROLLED = Rule(
    "scrolled-box-reached",
    N_("Boxes that scroll can be reached with the keyboard"),
    ("2.1.1",),
    ("keyboard",),
    "blocks",
    N_("Who uses no mouse cannot scroll here, and never sees the rest."),
    N_("Give the box tabindex=0, a role and a name; or let it grow with what it holds."),
    act=("0ssw9k",),
    replaces=("scrollable-region-focusable",),
)
SKIP_LINK = Rule(
    "skip-link-works",
    N_("A skip link takes the focus along"),
    ("2.4.1",),
    ("keyboard", "blind"),
    "hinders",
    N_("The link promises a short way, and one has to go through everything all the same."),
    N_("Let the link lead to the id of the main part, and give that part tabindex=-1."),
)

RULES = (REACHED, IN_ORDER, NO_TRAP, NOT_PUSHED, SCROLLED, SKIP_LINK)
WEARS_PAGE = True

FOLLOWED_MS, LOOK_MS = 60, 10
"""After this long a link within the page has been followed (own), and how often one looks."""


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield what the Tab key does not come to, or come away from, and where it jumps."""
    walked = quick_walk(opened)
    if walked is not None:
        yield from _judge(opened, opened.page, walked)
        return
    with opened.again() as page:
        yield from _judge(opened, page, walk(opened, page))


def _judge(opened: Opened, page: Page, walked: Walk) -> Iterator[Found]:
    if walked.ended:  # else what comes after the trap cannot be reached either
        yield from _not_reached(opened, page, walked)
    yield from _out_of_order(opened, page, walked)
    for box in opened.ask("scrolled_boxes", None, page):
        yield Found(
            SCROLLED.id,
            opened.element(box),
            N_("This box scrolls, and the keyboard cannot get into it in every browser."),
        )
    free = walked.ended and not walked.moved
    if free:
        yield from _skip_link(opened, page, walked)
    if not free and opened.variant.javascript:
        yield from _traps(opened)


def _not_reached(opened: Opened, page: Page, walked: Walk) -> Iterator[Found]:
    with listeners(page) as found:
        asked = {
            "reached": sorted(walked.reached),
            "clicked": found.listening(("click", "mousedown", "pointerdown")),
            "keyed": found.listening(("keydown", "keyup", "keypress")),
            "everywhere": "keydown" in found.heard_by_all(),
        }
    for missed in opened.ask("unreached", asked, page):
        if missed["sure"]:
            said = N_("This can be clicked, but the Tab key never comes to it.")
            yield Found(REACHED.id, opened.element(missed), said)
        else:
            said = N_("A click does something here. Can the same be done with the keyboard?")
            yield Found(REACHED.id, opened.element(missed), said, outcome="needs-person")


def _out_of_order(opened: Opened, page: Page, walked: Walk) -> Iterator[Found]:
    order = opened.ask("focus_order", walked.forward, page)
    for each in order["jumped"]:
        said = N_("Its tabindex is %(tabindex)s: it is reached before what stands above it.")
        values = {"tabindex": each["tabindex"]}
        yield Found(IN_ORDER.id, opened.element(each), said, values)
    for each in order["turned"]:
        said = N_("A style shows this in another order than the Tab key takes. Does that confuse?")
        yield Found(IN_ORDER.id, opened.element(each), said, outcome="needs-person")


def _skip_link(opened: Opened, page: Page, walked: Walk) -> Iterator[Found]:
    link = opened.ask("skip_link", walked.forward[0], page) if walked.forward else None
    if link is None:
        return
    page.evaluate(
        "(number) => sightline.stops.focus(sightline.stops.at(number))", walked.forward[0]
    )
    if link["found"]:
        _follow(page, link["hash"])
        press(page, "Tab")
    if not link["found"] or not opened.ask("came_to", link["hash"], page):
        said = N_("This link should skip to “%(hash)s”, but the focus does not get there.")
        yield Found(SKIP_LINK.id, opened.element(link), said, {"hash": link["hash"]})


def _follow(page: Page, hash: str) -> None:
    """Press on the link that has the focus, and wait until it was followed."""
    page.keyboard.press("Enter")
    for _ in range(FOLLOWED_MS // LOOK_MS):
        page.wait_for_timeout(LOOK_MS)
        if page.evaluate("() => location.hash") == hash:
            return


def _traps(opened: Opened) -> Iterator[Found]:
    for page, trap in traps(opened):
        rule = NOT_PUSHED if trap.pushed else NO_TRAP
        said = (
            N_("The focus is moved on from here by itself, and does not get to the end.")
            if trap.pushed
            else N_("The focus stays here: neither Tab, Shift+Tab nor Escape leads on.")
        )
        for number in trap.stops:
            yield Found(rule.id, opened.element(opened.ask("stop", number, page)), said)
