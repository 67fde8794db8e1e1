"""Which elements of a page listen to what, as only the browser's own inspector can tell."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any

from playwright.sync_api import CDPSession, Page

from webapp.audit.together import together

MOST = 200
"""Elements that are looked up."""

EVERYWHERE = ("window", "document", "document.documentElement", "document.body")


class Listeners:
    """What listens in a page, as it is now."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self._page = page
        self._session = session

    def listening(self, kinds: Collection[str]) -> list[int]:
        """Return the numbers (``stops.js``) of the elements that listen to one of these events."""
        nodes = sorted({each["backendNodeId"] for each in self._heard if each["type"] in kinds})
        return self._numbers(nodes[:MOST]) if nodes else []

    def heard_by_all(self) -> frozenset[str]:
        """Return the kinds of events that the window, the document or its body listen to."""
        objects = together(self._page, [partial(self._object, each) for each in EVERYWHERE])
        asked = [
            partial(self._session.send, "DOMDebugger.getEventListeners", {"objectId": each})
            for each in objects
            if each
        ]
        answers = together(self._page, asked)
        return frozenset(each["type"] for answer in answers for each in answer["listeners"])

    @cached_property
    def _root(self) -> str:
        return self._object("document")

    @cached_property
    def _heard(self) -> list[dict[str, Any]]:
        """Everything in the document that listens: it takes long on a large page."""
        wanted = {"objectId": self._root, "depth": -1, "pierce": False}
        found: list[dict[str, Any]] = self._session.send("DOMDebugger.getEventListeners", wanted)[
            "listeners"
        ]
        return found

    def _object(self, expression: str) -> str:
        found = self._session.send("Runtime.evaluate", {"expression": expression})["result"]
        return str(found.get("objectId", ""))

    def _numbers(self, nodes: list[int]) -> list[int]:
        asked = [
            partial(self._session.send, "DOM.resolveNode", {"backendNodeId": node})
            for node in nodes
        ]
        objects = [found["object"]["objectId"] for found in together(self._page, asked)]
        told: dict[str, Any] = self._session.send(
            "Runtime.callFunctionOn",
            {
                "objectId": self._root,
                "functionDeclaration": "function (...all) { return all.filter("
                "(each) => each instanceof Element && each.isConnected"
                ").map((each) => sightline.stops.number(each)); }",
                "arguments": [{"objectId": each} for each in objects],
                "returnByValue": True,
            },
        )
        numbers: list[int] = told["result"].get("value", [])
        return numbers


@contextmanager
def listeners(page: Page) -> Iterator[Listeners]:
    """See what listens in a page for as long as it is asked."""
    session = page.context.new_cdp_session(page)
    try:
        yield Listeners(page, session)
    finally:
        session.detach()


def heard_by_all(page: Page) -> frozenset[str]:
    """Return the kinds of events that the window, the document or its body listen to."""
    with listeners(page) as found:
        return found.heard_by_all()
