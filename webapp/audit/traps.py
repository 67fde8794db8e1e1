"""Where the focus cannot be moved away from with the keyboard, as somebody finds out who tries.

The page is explored slowly, because a script may move the focus back a moment later: at each stop
both Tab and Shift+Tab are pressed. Stops from which no way was found to the end of the page are a
trap, unless Escape, a button of the dialog or a key that the page names leads out of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.sync_api import Error, Page

from webapp.audit.opened import Opened
from webapp.audit.walk import NOWHERE, focused

KEYS = ("Tab", "Shift+Tab")
SETTLED_MS = 60
"""After this long the focus is where the page wants it (own; the W3C's cases take 10 ms)."""
MOST_PRESSES = 120

INNER_STOPS = 12
"""A player of the browser's own has so many buttons, which are one element to the page."""
_HOLDS_STOPS = """() => document.activeElement.matches(
  "audio, video, iframe, embed, object, input:is([type=date], [type=time], [type=datetime-local])"
)"""

_LANDED = """() => {
  const { noted, number, focused } = sightline.stops;
  const last = noted.splice(0).at(-1);
  return last === undefined ? focused() : last ? number(last) : -1;
}"""

_MODIFIERS = {
    "ctrl": "Control", "control": "Control", "strg": "Control", "alt": "Alt", "shift": "Shift",
    "umschalt": "Shift", "cmd": "Meta", "command": "Meta", "meta": "Meta",
}  # fmt: skip
_NAMED_KEY = re.compile(
    r"\b((?:(?:ctrl|control|strg|alt|shift|umschalt|cmd|command|meta)\s?[+-]\s?)*)"
    r"(esc(?:ape)?\b|f\d{1,2}\b|[a-z0-9]\b)",
    re.IGNORECASE,
)
_SINGLE_KEY = re.compile(r"\b([A-Za-z0-9])[- ](?:key|taste)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Trap:
    """Stops that the focus stays among; ``pushed`` where it is moved on by itself after a moment.

    Whoever presses the key again before that moment may get out of a trap that pushes.
    """

    stops: tuple[int, ...]
    pushed: bool


@dataclass(slots=True)
class _Explored:
    """Where each key led from each stop: at once, and after the page had its way."""

    keys: tuple[str, ...]
    """What is pressed first comes first."""
    ways: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)

    def go(self, page: Page, at: int, key: str) -> int:
        landed = _press(page, key)
        for _ in range(INNER_STOPS):
            if landed != at or not page.evaluate(_HOLDS_STOPS):
                break
            landed = _press(page, key)
        page.wait_for_timeout(SETTLED_MS)
        self.ways[at, key] = (landed, focused(page))
        return self.ways[at, key][1]

    def untried(self, at: int) -> str | None:
        return next((key for key in self.keys if (at, key) not in self.ways), None)

    def around(self, start: int) -> set[int] | None:
        """Every stop that can be reached from one; None where something was not tried there."""
        seen, waiting = {start}, [start]
        while waiting:
            at = waiting.pop()
            if at != NOWHERE and self.untried(at):
                return None
            for key in self.keys:
                after = self.ways.get((at, key), (NOWHERE, NOWHERE))[1]
                if after not in seen:
                    seen.add(after)
                    waiting.append(after)
        return seen

    def key_towards_untried(self, start: int) -> str | None:
        """The first key of a way to a stop where something is still to be tried."""
        ways: list[tuple[int, str]] = [(start, "")]
        seen = {start}
        for at, first in ways:
            if at != NOWHERE and first and self.untried(at):
                return first
            for key in self.keys:
                after = self.ways.get((at, key), (NOWHERE, NOWHERE))[1]
                if after not in seen:
                    seen.add(after)
                    ways.append((after, first or key))
        return None

    def is_pushed(self, stops: set[int]) -> bool:
        """Whether the focus went somewhere and was then moved on to yet another stop."""
        return any(
            landed != settled and settled != at
            for (at, _), (landed, settled) in self.ways.items()
            if at in stops
        )


def traps(opened: Opened) -> Iterator[tuple[Page, Trap]]:
    """Yield each trap with the page that it was found in, which is open until the next is wanted.

    The numbers of the stops are of that page.
    """
    known: set[tuple[str, ...]] = set()
    for first in KEYS:
        with opened.again() as page:
            opened.ask("stops", None, page)
            opened.ask("note_stops", None, page)
            trap = _explore(page, first)
            if trap is None:
                continue
            names = tuple(sorted(_selectors(page, trap)))
            if names not in known and not _leads_out(page, trap):
                known.add(names)
                yield page, trap


def _press(page: Page, key: str) -> int:
    """Press a key and return where it led, as the page noted it before it could move on.

    What is pressed in a frame goes up there, and is not noted.
    """
    page.keyboard.press(key)
    landed: int = page.evaluate(_LANDED)
    return landed


def _explore(page: Page, first: str) -> Trap | None:
    explored = _Explored((first, *(key for key in KEYS if key != first)))
    at = explored.go(page, NOWHERE, first)
    for _ in range(MOST_PRESSES):
        if at == NOWHERE:
            return None
        key = explored.untried(at) or explored.key_towards_untried(at)
        if key is None:
            break
        at = explored.go(page, at, key)
    stops = explored.around(at)
    if stops is None or NOWHERE in stops:
        return None
    return Trap(tuple(sorted(stops)), explored.is_pushed(stops))


def _leads_out(page: Page, trap: Trap) -> bool:
    """Whether one of the ways that a person would try leads out of the trap."""
    ways: tuple[Callable[[Page, Trap], None], ...] = (
        lambda page, _: page.keyboard.press("Escape"),
        _close_dialog,
        _press_named_keys,
        _ask_for_help,
    )
    return any(_is_out(page, trap, way) for way in ways)


def _is_out(page: Page, trap: Trap, way: Callable[[Page, Trap], None]) -> bool:
    way(page, trap)
    page.wait_for_timeout(SETTLED_MS)
    return focused(page) not in trap.stops


def _close_dialog(page: Page, trap: Trap) -> None:
    for number in _matching(page, trap, "dialog button, [role=dialog] button, [aria-modal] button"):
        _press_on(page, trap, number)


def _ask_for_help(page: Page, trap: Trap) -> None:
    for number in _matching(page, trap, "a, button"):
        _press_on(page, trap, number)
        _press_named_keys(page, trap)


def _press_named_keys(page: Page, trap: Trap) -> None:
    """Press what the page says, for as long as the focus is in the trap."""
    text = page.evaluate("() => document.body.innerText")
    for key in named_keys(text):
        if focused(page) not in trap.stops:
            return
        with suppress(Error):
            page.keyboard.press(key)
        page.wait_for_timeout(SETTLED_MS)


def named_keys(text: str) -> list[str]:
    """Return the keys that a text names, such as ``Control+m`` for “Ctrl+M”; the first five."""
    named = []
    for held, key in _NAMED_KEY.findall(text):
        modifiers = [_MODIFIERS[each.lower()] for each in re.findall(r"[a-z]+", held, re.I)]
        if modifiers or len(key) > 1:
            last = "Escape" if key.lower().startswith("esc") else key
            named.append("+".join([*modifiers, last.lower() if len(last) == 1 else last]))
    named += [key.lower() for key in _SINGLE_KEY.findall(text)]
    return list(dict.fromkeys(named))[:5]


def _press_on(page: Page, trap: Trap, number: int) -> None:
    """Go to one stop of the trap and press Enter there."""
    for _ in trap.stops:
        if focused(page) == number:
            page.keyboard.press("Enter")
            page.wait_for_timeout(SETTLED_MS)
            return
        page.keyboard.press("Tab")
        page.wait_for_timeout(SETTLED_MS)


def _matching(page: Page, trap: Trap, selector: str) -> list[int]:
    """The first stops of the trap that match; not what sends a form."""
    numbers: list[int] = page.evaluate(
        "([numbers, selector]) => numbers.filter((each) => {"
        " const element = sightline.stops.at(each);"
        " return element.matches(selector) && !(element.form && element.type === 'submit');"
        " })",
        [list(trap.stops), selector],
    )
    return numbers[:4]


def _selectors(page: Page, trap: Trap) -> list[str]:
    found: list[str] = page.evaluate(
        "(numbers) => numbers.map("
        "(each) => sightline.selector(sightline.stops.at(each)).join(' '))",
        list(trap.stops),
    )
    return found
