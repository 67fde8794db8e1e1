"""A walk through a page with the Tab key, forward and back, as somebody without a mouse goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page

from webapp.audit.opened import Opened

NOWHERE = -1
"""No element has the focus: the browser's own buttons would come next."""

Key = Literal["Tab", "Shift+Tab"]

MOST_STOPS = 400
INSIDE = 14
"""Stops inside one element: the buttons of a player, the parts of a date."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The numbers of the elements that were focused, one after the other (``stops.js``)."""

    forward: tuple[int, ...]
    back: tuple[int, ...]
    ended: bool
    """Whether the focus came to the end of the page both ways."""
    moved: bool
    """Whether a script of the page moved the focus meanwhile."""

    @property
    def reached(self) -> frozenset[int]:
        """Every element that had the focus."""
        return frozenset(self.forward) | frozenset(self.back)


def walk(opened: Opened, page: Page) -> Walk:
    """Walk through a page that was opened for this, and is left where the walk ends."""
    opened.ask("stops", None, page)
    expected = opened.ask("walk_begins", None, page)
    limit = min(expected["stops"] + INSIDE * expected["several"] + 10, MOST_STOPS)
    forward = _until_the_end(page, "Tab", limit)
    ended = forward[-1:] == [NOWHERE]
    if ended and forward[0] != expected["first"]:  # it began where the page had put the focus
        forward = _until_the_end(page, "Tab", limit)
    back = _until_the_end(page, "Shift+Tab", limit)
    return Walk(
        forward=tuple(each for each in forward if each != NOWHERE),
        back=tuple(each for each in back if each != NOWHERE),
        ended=ended and back[-1:] == [NOWHERE],
        moved=page.evaluate("() => sightline.stops.moves > 0"),
    )


def press(page: Page, key: str) -> int:
    """Press a key and return what has the focus then."""
    page.keyboard.press(key)
    return focused(page)


def focused(page: Page) -> int:
    """Return the number of the element that has the focus."""
    number: int = page.evaluate("() => sightline.stops.focused()")
    return number


def _until_the_end(page: Page, key: Key, limit: int) -> list[int]:
    return list(_steps(page, key, limit))


def _steps(page: Page, key: Key, limit: int) -> Iterator[int]:
    for _ in range(limit):
        at = press(page, key)
        yield at
        if at == NOWHERE:
            return
