"""Whether what the page does when the device is moved can be switched off."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.finding import PAGE, Found
from webapp.audit.listeners import heard_by_all
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

MOTION = Rule(
    "device-motion-can-be-switched-off",
    N_("What happens when the device is moved can be switched off"),
    ("2.5.4",),
    ("motion", "keyboard"),
    "hinders",
    N_("Who trembles, or has the device fixed to a wheelchair, sets off what nobody wanted."),
    N_("Offer a tick for it, and a button that does the same."),
    act=("c249d5",),
)

RULES = (MOTION,)
EACH_FORM, NEEDS_SCRIPTS = False, True


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield the page where a tilt changes something, and nothing there stops that."""
    if not opened.variant.javascript:
        return
    if not heard_by_all(opened.page) & {"deviceorientation", "devicemotion"}:
        return
    with opened.again() as page:
        response = opened.ask("motion_response", None, page)
    if not response["moves"] or response["stops"]:
        return
    if response["elsewhere"]:
        said = N_("The page changes when the device is moved. Can that be switched off?")
        yield Found(MOTION.id, PAGE, said, outcome="needs-person")
    else:
        said = N_("The page changes when the device is moved, and nothing switches that off.")
        yield Found(MOTION.id, PAGE, said)
