"""Whether the heads of a table are heads of something."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.answers import faults
from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

HEAD_WITHOUT_CELLS = Rule(
    "head-without-cells",
    N_("Each head of a table has cells"),
    ("1.3.1",),
    ("blind", "cognitive"),
    "hinders",
    N_("Who hears the table cell by cell is told of a column or row that is not there."),
    N_("Add the missing cells, or let the cells that there are span the columns."),
    ("d0f69e",),
    ("th-has-data-cells",),
)

RULES = (HEAD_WITHOUT_CELLS,)

SENTENCES = {HEAD_WITHOUT_CELLS.id: N_("No cell of the table belongs to this head.")}


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield heads of rows and columns that no cell belongs to."""
    yield from faults(opened, "tables", SENTENCES)
