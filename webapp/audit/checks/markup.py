"""Whether the markup holds together: lists have items, an id names one element."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.answers import faults
from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

LIST_WITHOUT_ITEMS = Rule(
    "list-without-items",
    N_("Each list has items"),
    ("1.3.1",),
    ("blind",),
    "hinders",
    N_("A screen reader announces a list of nothing, and what is in it does not belong to it."),
    N_("Put each entry of the list into an li."),
    ("bc4a75",),
)
ID_TWICE = Rule(
    "id-used-twice",
    N_("Each id stands on one element"),
    (),
    ("blind",),
    "annoys",
    N_("Labels, links and scripts that mean the second element reach the first."),
    N_("Give each element an id of its own."),
    ("3ea0c8",),
    ("duplicate-id-aria",),
)

RULES = (LIST_WITHOUT_ITEMS, ID_TWICE)

SENTENCES = {
    LIST_WITHOUT_ITEMS.id: N_("Nothing in this list is an item of it."),
    ID_TWICE.id: N_("The id “%(id)s” was on another element before."),
}


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield lists of nothing, and each element whose id was used before."""
    yield from faults(opened, "markup", SENTENCES)
