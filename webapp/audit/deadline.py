"""A limit for what a page may take: a script that never ends would hold a browser for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from greenlet import greenlet
from playwright.sync_api import Browser


class TooLong(Exception):
    """A page took longer than it was given; its text says so in a sentence."""


@contextmanager
def deadline(browser: Browser, seconds: float) -> Iterator[None]:
    """Close what is opened in the browser meanwhile once the time is up; then TooLong.

    Playwright waits for an answer of a page without a limit. Its event loop runs in this very
    thread while it waits; what is called there needs a greenlet of its own to speak to the browser.
    """
    before = set(browser.contexts)
    over: list[bool] = []

    def end() -> None:
        over.append(True)
        for context in browser.contexts:
            if context not in before:
                context.close()

    timer = asyncio.get_running_loop().call_later(seconds, lambda: greenlet(end).switch())
    try:
        yield
    except Exception as error:
        if over:
            raise TooLong(f"it took longer than {seconds:g} seconds") from error
        raise
    finally:
        timer.cancel()
