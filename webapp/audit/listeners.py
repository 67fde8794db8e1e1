"""Which elements of a page listen to what, as only the browser's own inspector can tell."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from playwright.sync_api import Page

MOST = 200
"""Elements that are looked up: each costs a round trip."""


def listening(page: Page, kinds: Collection[str]) -> list[int]:
    """Return the numbers (``stops.js``) of the elements that listen to one of these events."""
    session = page.context.new_cdp_session(page)
    try:
        root = session.send("Runtime.evaluate", {"expression": "document"})["result"]["objectId"]
        heard = session.send(
            "DOMDebugger.getEventListeners", {"objectId": root, "depth": -1, "pierce": False}
        )["listeners"]
        nodes = {each["backendNodeId"] for each in heard if each["type"] in kinds}
        return _numbers(session, root, sorted(nodes)[:MOST])
    finally:
        session.detach()


def heard_by_all(page: Page) -> frozenset[str]:
    """Return the kinds of events that the window, the document or its body listen to."""
    session = page.context.new_cdp_session(page)
    try:
        kinds: set[str] = set()
        for expression in ("window", "document", "document.documentElement", "document.body"):
            found = session.send("Runtime.evaluate", {"expression": expression})["result"]
            if "objectId" in found:
                wanted = {"objectId": found["objectId"]}
                heard = session.send("DOMDebugger.getEventListeners", wanted)["listeners"]
                kinds |= {each["type"] for each in heard}
        return frozenset(kinds)
    finally:
        session.detach()


def _numbers(session: Any, root: str, nodes: list[int]) -> list[int]:
    objects = [
        session.send("DOM.resolveNode", {"backendNodeId": node})["object"]["objectId"]
        for node in nodes
    ]
    told = session.send(
        "Runtime.callFunctionOn",
        {
            "objectId": root,
            "functionDeclaration": "function (...all) { return all.filter("
            "(each) => each instanceof Element && each.isConnected"
            ").map((each) => sightline.stops.number(each)); }",
            "arguments": [{"objectId": each} for each in objects],
            "returnByValue": True,
        },
    )
    numbers: list[int] = told["result"].get("value", [])
    return numbers
