"""Dialogs, opened and closed with the keyboard as somebody does who uses no mouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from playwright.sync_api import Page

from webapp.audit.opened import Opened
from webapp.audit.walk import NOWHERE, focused, press

MOST = 3
OPENED_MS = 400
"""Until then a dialog is open, or none opens (own)."""

Fault = Literal["not-entered", "left", "stays", "lost"]


@dataclass(frozen=True, slots=True)
class DialogFault:
    """What a dialog did wrong; ``described`` is the dialog, or the button that opened it."""

    fault: Fault
    described: dict[str, Any]


def dialog_faults(opened: Opened) -> Iterator[DialogFault]:
    """Open up to three dialogs, each on a fresh page; yield what their focus does wrong."""
    opened.ask("stops")
    for place in range(min(len(opened.ask("dialog_openers")), MOST)):
        with opened.again() as page:
            opened.ask("stops", None, page)
            openers = opened.ask("dialog_openers", None, page)
            if place < len(openers):
                yield from _try(opened, page, openers[place])


def _try(opened: Opened, page: Page, opener: int) -> Iterator[DialogFault]:
    page.evaluate("(number) => sightline.stops.at(number).focus()", opener)
    before = opened.ask("open_dialog", None, page)
    page.keyboard.press("Enter")
    dialog = _opens(opened, page)
    if dialog is None or (before and before["number"] == dialog["number"]):
        return
    described = opened.ask("stop", dialog["number"], page)
    if dialog["modal"] and not dialog["inside"]:
        yield DialogFault("not-entered", described)
        return
    if dialog["modal"] and _is_left(page, dialog):
        yield DialogFault("left", described)
        return
    page.keyboard.press("Escape")
    page.wait_for_timeout(OPENED_MS // 4)
    left_open = opened.ask("open_dialog", None, page)
    if left_open and left_open["number"] == dialog["number"]:
        if dialog["isDialog"] and dialog["modal"]:
            yield DialogFault("stays", described)
        return
    if dialog["inside"] and focused(page) != opener and not _is_gone(page, opener):
        yield DialogFault("lost", opened.ask("stop", opener, page))


def _opens(opened: Opened, page: Page) -> dict[str, Any] | None:
    for _ in range(4):
        page.wait_for_timeout(OPENED_MS // 4)
        dialog: dict[str, Any] | None = opened.ask("open_dialog", None, page)
        if dialog and dialog["inside"]:
            break
    return dialog


def _is_left(page: Page, dialog: dict[str, Any]) -> bool:
    """Whether the Tab key goes on into the page behind, instead of around in the dialog."""
    for _ in range(min(dialog["stops"], 30) + 2):
        at = press(page, "Tab")
        inside = page.evaluate(
            "([dialog, at]) => sightline.stops.at(dialog).contains(sightline.stops.at(at))",
            [dialog["number"], max(at, 0)],
        )
        if at != NOWHERE and not inside:
            return True
    return False


def _is_gone(page: Page, number: int) -> bool:
    gone: bool = page.evaluate(
        "(number) => !sightline.stops.at(number).isConnected"
        " || !sightline.isShown(sightline.stops.at(number))",
        number,
    )
    return gone
