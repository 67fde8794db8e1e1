"""Whether what works on another element names one that is there."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.answers import faults
from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

CONTROLS = Rule(
    "controlled-part-is-there",
    N_("An open combo box or a scroll bar names the part that it works on"),
    ("1.3.1", "4.1.2"),
    ("blind",),
    "hinders",
    N_("A screen reader cannot lead from the field to the choices that it opened."),
    N_("Write into aria-controls the id of the list that is open, or of what is scrolled."),
    ("in6db8",),
)

RULES = (CONTROLS,)

SENTENCES = {CONTROLS.id: N_("Nothing on the page has an id of “%(ids)s”.")}


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield open combo boxes and scroll bars whose ``aria-controls`` leads nowhere."""
    yield from faults(opened, "references", SENTENCES)
