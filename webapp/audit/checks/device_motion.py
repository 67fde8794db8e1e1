"""Whether what the page does when the device is moved can be switched off, and done otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webapp.audit.finding import PAGE, Found
from webapp.audit.listeners import heard_by_all
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

OFF = Rule(
    "device-motion-can-be-switched-off",
    N_("What happens when the device is moved can be switched off"),
    ("2.5.4",),
    ("motion", "keyboard"),
    "hinders",
    N_("Who trembles, or has the device fixed to a wheelchair, sets off what nobody wanted."),
    N_("Offer a tick for it, and a button that does the same."),
    act=("c249d5",),
)
OTHERWISE = Rule(
    "device-motion-has-controls",
    N_("What is done by moving the device can be done by a control, too"),
    ("2.5.4",),
    ("motion", "keyboard"),
    "blocks",
    N_("Who cannot move the device, or has it fixed to a wheelchair, cannot do this at all."),
    N_("Offer buttons or a field that do the same."),
    act=("7677a9",),
)

RULES = (OFF, OTHERWISE)
EACH_FORM, NEEDS_SCRIPTS = False, True


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield the page where a tilt changes something that is not left to whoever uses it."""
    if not opened.variant.javascript:
        return
    if not heard_by_all(opened.page) & {"deviceorientation", "devicemotion"}:
        return
    with opened.again() as page:
        controls = opened.ask("motion_controls", None, page)
    with opened.again() as page:
        response = opened.ask("motion_response", None, page)
    if response["moves"]:
        yield from _switched_off(response)
        yield from _done_otherwise(controls)


def _switched_off(response: dict[str, Any]) -> Iterator[Found]:
    if response["stops"]:
        return
    if response["elsewhere"]:
        said = N_("The page changes when the device is moved. Can that be switched off?")
        yield Found(OFF.id, PAGE, said, outcome="needs-person")
    else:
        said = N_("The page changes when the device is moved, and nothing switches that off.")
        yield Found(OFF.id, PAGE, said)


def _done_otherwise(controls: dict[str, Any]) -> Iterator[Found]:
    """A control that changes something else may still lead to the same; a page of none does not."""
    if controls["change"]:
        return
    if controls["any"]:
        said = N_("Moving the device changes the page. Look whether a control does the same.")
        yield Found(OTHERWISE.id, PAGE, said, outcome="needs-person")
    else:
        said = N_("Moving the device changes the page, and no control on it does the same.")
        yield Found(OTHERWISE.id, PAGE, said)
