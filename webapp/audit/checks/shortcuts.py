"""Whether a single letter does something on its own, and whether that can be switched off."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Error, Page

from webapp.audit.finding import PAGE, Found
from webapp.audit.listeners import heard_by_all
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

NO_SINGLE_KEY = Rule(
    "no-single-key-shortcut",
    N_("No single letter does something by itself, unless that can be switched off"),
    ("2.1.4",),
    ("keyboard", "blind", "cognitive"),
    "hinders",
    N_("Who speaks to the computer, or hits a key by mistake, sets things off that nobody wanted."),
    N_("Let the key work only in the part that has the focus, or offer to switch it off."),
    act=("ffbc54",),
)

RULES = (NO_SINGLE_KEY,)
EACH_FORM, NEEDS_SCRIPTS, WEARS_PAGE = False, True, True

PRINTABLE = string.ascii_lowercase + string.digits + "+-*/?.,;:!#'\"()[]<>=_&%$@~^|\\`{}"
"""What is tried: the space and the keys that scroll belong to the browser."""
MOST_CONTROLS = MOST_KEYS = 4


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield the page where a letter does something though nothing has the focus."""
    if not opened.variant.javascript:
        return
    if not heard_by_all(opened.page) & {"keydown", "keypress", "keyup"}:
        return
    if not _any_taken(opened):
        return
    taken, controls = _taken(opened, PRINTABLE)
    if taken:  # a change that came by itself at that very moment does not come again
        taken, controls = _taken(opened, "".join(taken[:MOST_KEYS]))
    if not taken:
        return
    if any(control["leaves"] for control in controls):
        said = N_("The key “%(key)s” works everywhere. Can it be switched off where this says?")
        yield Found(NO_SINGLE_KEY.id, PAGE, said, {"key": taken[0]}, "needs-person")
    elif not all(_can_be_switched_off(opened, key) for key in taken):
        said = N_("The key “%(keys)s” works everywhere, and nothing here switches it off.")
        yield Found(NO_SINGLE_KEY.id, PAGE, said, {"keys": "”, “".join(taken)})


def _any_taken(opened: Opened) -> bool:
    """Type all keys in one go: most pages react to none, and are done with."""
    opened.ask("stops")
    opened.ask("key_witness")
    return _reacts(opened.page, PRINTABLE)


def _taken(opened: Opened, keys: str) -> tuple[list[str], list[dict[str, Any]]]:
    """The keys that a fresh page reacts to, and what speaks of shortcuts there."""
    with opened.again() as page:
        opened.ask("stops", None, page)
        controls = opened.ask("shortcut_controls", None, page)
        opened.ask("key_witness", None, page)
        return [key for key in keys if _reacts(page, key)], controls


def _reacts(page: Page, keys: str) -> bool:
    try:
        page.evaluate(
            "() => { sightline.stops.deepest()?.blur(); sightline.reaction = ''; }",
        )
        page.keyboard.type(keys)
        return bool(
            page.evaluate(
                "async () => { await new Promise((done) => setTimeout(done)); "
                "return sightline.reaction; }"
            )
        )
    except Error:  # a key has led to another page
        return True


def _can_be_switched_off(opened: Opened, key: str) -> bool:
    """Try the controls that speak of shortcuts, each on a fresh page, and those behind them."""
    return any(_switches_off(opened, key, place) for place in range(MOST_CONTROLS))


def _switches_off(opened: Opened, key: str, place: int) -> bool:
    with opened.again() as page:
        opened.ask("stops", None, page)
        controls = opened.ask("shortcut_controls", None, page)
        if place >= len(controls):
            return False
        _work(page, controls[place]["number"])
        known = {control["number"] for control in controls}
        behind = [
            control["number"]
            for control in opened.ask("shortcut_controls", None, page)
            if control["ticks"] and control["number"] not in known
        ]
        opened.ask("key_witness", None, page)
        if not _reacts(page, key):
            return True
        for number in behind[:MOST_CONTROLS]:
            _work(page, number)
            if not _reacts(page, key):
                return True
        return False


def _work(page: Page, number: int) -> None:
    page.evaluate("(number) => sightline.stops.at(number).click()", number)
