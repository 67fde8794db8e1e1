"""Whether what the page tells its readers reaches all of them: errors, and where to find things."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.answers import faults
from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

ERROR_NOT_READ = Rule(
    "error-not-read",
    N_("Messages about mistakes are read to those who do not see them"),
    ("3.3.1", "4.1.3"),
    ("blind",),
    "blocks",
    N_("Who does not see the message does not learn that something is wrong."),
    N_("Do not hide the message from screen readers, and name it in aria-describedby."),
    ("36b590",),
)
ERROR_NAMES_NO_FIELD = Rule(
    "error-names-no-field",
    N_("Messages about mistakes say which field they mean"),
    ("3.3.1",),
    ("blind", "cognitive"),
    "hinders",
    N_("It is not clear which of the fields is to be corrected."),
    N_("Name the field in the message, put it beside it, and name it in aria-describedby."),
    ("36b590",),
)
PLACE_ALONE = Rule(
    "told-by-place-alone",
    N_("Instructions call things by name, not only by where they stand"),
    ("1.3.3",),
    ("blind", "low-vision"),
    "hinders",
    N_("Who does not see where things stand does not find what the text speaks of."),
    N_("Give the thing a heading or a name, and use it in the instruction."),
    ("9bd38c",),
)

RULES = (ERROR_NOT_READ, ERROR_NAMES_NO_FIELD, PLACE_ALONE)

SENTENCES = {
    ERROR_NOT_READ.id: N_("“%(text)s” can be seen and is hidden from screen readers."),
    ERROR_NAMES_NO_FIELD.id: N_("“%(text)s” does not say which of the fields it means."),
    PLACE_ALONE.id: N_("The text speaks of “%(thing)s” by its place; nothing is called so."),
}


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield messages that some do not get, and instructions that some cannot follow."""
    yield from faults(opened, "instructions", SENTENCES)
