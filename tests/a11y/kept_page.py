"""A page that one test after the other looks at: to open one anew takes twice as long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Response

WIDE = {"width": 1280, "height": 800}
QUIET = "/static/icon.svg"
"""A place of the site that asks for nothing and keeps nothing."""

# What the browser logs of answers and failures that tests ask for.
WANTED = (
    "the server responded with a status of",
    "net::ERR_FAILED",
    "htmx:afterRequest",
    "htmx:sendAbort",
    "htmx:sendError",
    "Response Status Error Code 500",
)


def note(said: ConsoleMessage, address: str, mistakes: list[str]) -> None:
    """Take down what the browser logs as an error, if no test asks for it."""
    if said.type == "error" and not any(wanted in said.text for wanted in WANTED):
        mistakes.append(f"{address}: {said.text}")


class KeptPage:
    """What a test finds in it is what it would find in a fresh browser."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self._page: Page | None = None
        self._heard: list[tuple[Any, Callable[..., None]]] = []

    def open(
        self, address: str, cookies: list[Any], mistakes: list[str]
    ) -> tuple[Page, Response | None]:
        """Go there with nothing but these cookies; what goes wrong is added to the mistakes."""
        self.leave()
        if self._page is None:
            self._page = self._browser.new_context(base_url=self._address, viewport=WIDE).new_page()
        page = self._page
        page.context.add_cookies(cookies)
        self._listen("pageerror", lambda error: mistakes.append(f"{address}: {error}"))
        self._listen("console", lambda said: note(said, address, mistakes))
        return page, page.goto(address)

    def leave(self) -> None:
        """Let nothing remain of what was looked at; a page that cannot be left is closed."""
        if self._page is None:
            return
        try:
            self._forget(self._page)
        except Error:
            self.close()

    def close(self) -> None:
        if self._page is not None:
            self._page.context.close()
        self._page = None
        self._heard.clear()

    def _listen(self, event: Any, heard: Callable[..., None]) -> None:
        assert self._page is not None
        self._page.on(event, heard)
        self._heard.append((event, heard))

    def _forget(self, page: Page) -> None:
        page.unroute_all()
        page.set_viewport_size(WIDE)
        page.goto(QUIET)  # what a page sends as it goes away is sent by whoever was there
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
        page.context.clear_cookies()
        while self._heard:
            page.remove_listener(*self._heard.pop())
