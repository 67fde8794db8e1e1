"""A walk with the Tab key in which all keys are pressed at once, and the page notes where they led.

Where it comes to the end both ways and nothing moved the focus meanwhile, it says what a walk step
by step would say, at a tenth of its cost. Of any other page it says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from playwright.sync_api import CDPSession, Page

from webapp.audit.opened import Opened, script
from webapp.audit.together import together
from webapp.audit.walk import INSIDE, MOST_STOPS, NOWHERE, Key, Walk

OTHER_WAY: dict[Key, Key] = {"Tab": "Shift+Tab", "Shift+Tab": "Tab"}
AT_ONCE = 4
"""Presses where it is not known how many more stops there are."""
SHIFT = 8
"""Of the modifiers of ``Input.dispatchKeyEvent``."""


def quick_walk(opened: Opened) -> Walk | None:
    """Walk through the page; None where only a walk step by step can tell.

    Keys reach what a frame holds only once the browser knows that the focus is there: pages with
    frames are left to it.
    """
    if len(opened.page.frames) > 1:
        return None
    opened.ask("stops")
    expected = opened.ask("walk_begins")
    if expected["stops"] > MOST_STOPS:
        return None
    with _noting(opened) as keys:
        ways = keys.both_ways(expected["last"], expected["stops"])
    moved = opened.ask("walk_ended")
    if ways is None or moved:
        return None
    forward, back = ways
    return Walk(tuple(forward), tuple(back), ended=True, moved=False)


@dataclass(frozen=True, slots=True)
class _Keys:
    page: Page
    session: CDPSession
    noted: Callable[[], list[int]]
    """The stops that were noted since it was asked before."""

    def both_ways(self, last: int, expected: int) -> tuple[list[int], list[int]] | None:
        """Go through the page from its begin to its end and back; None where that fails.

        ``last`` is the stop from which a press leads to where the page has neither, ``expected``
        how many stops there seem to be.
        """
        if last != NOWHERE:
            self.page.evaluate("(last) => sightline.stops.focus(sightline.stops.at(last))", last)
        if self._all_stops("Tab", 0) is None:
            return None
        forward = self._all_stops("Tab", expected)
        back = None if forward is None else self._all_stops("Shift+Tab", expected)
        return None if forward is None or back is None else (forward, back)

    def _all_stops(self, key: Key, expected: int) -> list[int] | None:
        """Press a key until the focus is nowhere, and leave it there; None where it never is."""
        stops = self._press(key, expected + 1)
        most = expected + 5 * INSIDE
        while NOWHERE not in stops and len(stops) < most:
            stops += self._press(key, AT_ONCE)
        if NOWHERE not in stops:
            return None
        end = stops.index(NOWHERE)
        beyond = len(stops) - end - 1
        if beyond and self._press(OTHER_WAY[key], beyond)[-1:] != [NOWHERE]:
            return None
        return stops[:end]

    def _press(self, key: Key, times: int) -> list[int]:
        press = {
            "key": "Tab",
            "code": "Tab",
            "windowsVirtualKeyCode": 9,
            "modifiers": SHIFT if key == "Shift+Tab" else 0,
        }
        both = [press | {"type": "rawKeyDown"}, press | {"type": "keyUp"}]
        send = self.session.send
        together(self.page, [partial(send, "Input.dispatchKeyEvent", one) for one in times * both])
        return self.noted()


@contextmanager
def _noting(opened: Opened) -> Iterator[_Keys]:
    page = opened.page
    session = page.context.new_cdp_session(page)
    try:
        note = _noted if opened.variant.javascript else _noted_beside
        yield _Keys(page, session, note(opened, session))
    finally:
        session.detach()


def _noted(opened: Opened, _session: CDPSession) -> Callable[[], list[int]]:
    opened.ask("note_stops")
    take = (
        "() => sightline.stops.noted.splice(0).map("
        "(each) => each ? sightline.stops.number(each) : -1)"
    )
    return lambda: list(opened.page.evaluate(take))


def _noted_beside(opened: Opened, session: CDPSession) -> Callable[[], list[int]]:
    """Note the stops of a page whose scripts do not run in a world beside it, where ours do.

    Worlds share no objects. In a page without scripts elements keep their places.
    """
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame})["executionContextId"]

    def evaluate(expression: str) -> Any:
        asked = {"contextId": world, "expression": expression, "returnByValue": True}
        return session.send("Runtime.evaluate", asked)["result"].get("value")

    evaluate(f"window.sightline = {{}}; ({script('stops')})(); ({script('note_stops')})()")
    take = (
        "(() => { const all = sightline.stops.everything();"
        " return sightline.stops.noted.splice(0).map((each) => all.indexOf(each)); })()"
    )
    name = (
        "(places) => { const { everything, number } = sightline.stops; const all = everything();"
        " return places.map((place) => place < 0 ? -1 : number(all[place])); }"
    )
    return lambda: list(opened.page.evaluate(name, evaluate(take)))
