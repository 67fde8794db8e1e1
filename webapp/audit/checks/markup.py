"""Whether the markup holds together: lists have items, an id is one element's, a control is one."""

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

STOP_IN_ONE_THING = Rule(
    "stop-in-one-thing",
    N_("What is read as one thing holds no other stop of the Tab key"),
    ("4.1.2",),
    ("blind", "keyboard"),
    "hinders",
    N_("The focus comes to a place of which a screen reader says nothing."),
    N_("Take the tabindex away, or put the inner part beside the outer one."),
    ("307n5z",),
)

RULES = (LIST_WITHOUT_ITEMS, ID_TWICE, STOP_IN_ONE_THING)

SENTENCES = {
    LIST_WITHOUT_ITEMS.id: N_("Nothing in this list is an item of it."),
    STOP_IN_ONE_THING.id: N_("The Tab key stops within an element of the role “%(role)s”."),
    ID_TWICE.id: N_("The id “%(id)s” was on another element before."),
}


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield lists of nothing, ids that were used before, and stops within one thing."""
    yield from faults(opened, "markup", SENTENCES)
