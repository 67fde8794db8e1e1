"""Whether the focus can be seen: two pictures of the same place, with the focus and without it.

The same pixels give the same PNG, so that nothing has to be decoded. What moves by itself differs
in any two pictures, and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import CDPSession, Page

AROUND = 14
"""CSS pixels around an element that its focus may show in."""
SETTLED_MS = 260
"""After this long a transition of a style has come to its end (own)."""


class FocusPictures:
    """Takes pictures of stops of one page (``stops.js``)."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self.page = page
        self.session = session

    def shows(self, number: int) -> bool:
        """Whether anything in the window changes when this stop gets the focus.

        Also where nothing can be told: something moves by itself, or the stop has gone.
        """
        place = self._focus(number)
        with_focus = self._picture(place)
        self._blur()
        if self._picture(place) != with_focus:
            return True
        return self._shows_anywhere(number)

    def _shows_anywhere(self, number: int) -> bool:
        """Compare the whole window, once all that moves a little has come to rest."""
        self._focus(number)
        self.page.wait_for_timeout(SETTLED_MS)
        with_focus = self._picture(None)
        if self._picture(None) != with_focus:
            return True  # something moves by itself: nothing can be told
        self._blur()
        self.page.wait_for_timeout(SETTLED_MS)
        return self._picture(None) != with_focus or self._is_gone(number)

    def _is_gone(self, number: int) -> bool:
        """Whether the page took it away meanwhile, such as one of a list that is brought anew."""
        gone: bool = self.page.evaluate("number => !sightline.stops.at(number).isConnected", number)
        return gone

    def _focus(self, number: int) -> dict[str, float] | None:
        place: dict[str, float] | None = self.page.evaluate(
            """([number, around]) => {
              const element = sightline.stops.at(number);
              element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
              element.focus({ preventScroll: true });
              const box = element.getBoundingClientRect();
              const left = Math.max(0, box.left - around), top = Math.max(0, box.top - around);
              const right = Math.min(innerWidth, box.right + around);
              const bottom = Math.min(innerHeight, box.bottom + around);
              if (right - left < 1 || bottom - top < 1) return null;
              return {
                x: left + scrollX, y: top + scrollY, width: right - left, height: bottom - top,
              };
            }""",
            [number, AROUND],
        )
        return place

    def _blur(self) -> None:
        self.page.evaluate("() => sightline.stops.deepest()?.blur()")

    def _picture(self, place: dict[str, float] | None) -> str:
        wanted: dict[str, Any] = {"format": "png", "optimizeForSpeed": True}
        if place is not None:
            wanted["clip"] = {**place, "scale": 1}
        data: str = self.session.send("Page.captureScreenshot", wanted)["data"]
        return data


@contextmanager
def focus_pictures(page: Page) -> Iterator[FocusPictures]:
    """Take pictures in a page for as long as it is looked at."""
    session = page.context.new_cdp_session(page)
    try:
        yield FocusPictures(page, session)
    finally:
        session.detach()
