"""Several calls to the browser at once: all their answers take the time of one or two."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from greenlet import greenlet
from playwright.sync_api import Error, Page

Answer = TypeVar("Answer")


def together(page: Page, calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Make calls of Playwright, which reach the browser in this order; return their answers.

    Raises the first error once all have been answered. Playwright's event loop runs in this very
    thread while it waits; each call gets a greenlet of its own to wait in.
    """
    answers: dict[int, Answer] = {}
    errors: list[Error] = []

    def make(at: int, call: Callable[[], Answer]) -> None:
        try:
            answers[at] = call()
        except Error as error:
            errors.append(error)

    def begin(at: int, call: Callable[[], Answer]) -> None:
        greenlet(make).switch(at, call)

    loop = asyncio.get_running_loop()
    for at, call in enumerate(calls):
        loop.call_soon(partial(begin, at, call))
    while len(answers) + len(errors) < len(calls):
        page.wait_for_timeout(1)
    if errors:
        raise errors[0]
    return [answers[at] for at in range(len(calls))]
