"""Whether what can be used has a name, and no name stands where none is read."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.answers import faults
from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

SUMMARY = Rule(
    "summary-without-name",
    N_("Each part that can be opened says what is in it"),
    ("4.1.2",),
    ("blind", "cognitive"),
    "blocks",
    N_("Whoever comes to this triangle is not told what it opens."),
    N_("Write into the summary what is inside."),
    ("2t702h",),
    ("summary-name",),
)
NOT_READ = Rule(
    "name-not-read",
    N_("No ARIA name stands where screen readers do not read one"),
    (),
    ("blind",),
    "hinders",
    N_("What is written here is meant for screen readers, and most of them never read it."),
    N_("Write it as text, or use an element whose role has a name."),
    ("kb1m8s",),
)
LABEL_DIFFERS = Rule(
    "label-not-in-name",
    N_("What can be seen on a button or link is part of its name"),
    ("2.5.3",),
    ("blind", "low-vision"),
    "hinders",
    N_("Who speaks to the computer says the words that she sees, and nothing happens."),
    N_("Let the aria-label begin with the words that can be seen, or leave it out."),
    ("2ee8b8",),
)

RULES = (SUMMARY, NOT_READ, LABEL_DIFFERS)

SENTENCES = {
    SUMMARY.id: N_("The summary of this part is empty."),
    NOT_READ.id: N_("“%(attribute)s” is forbidden on the role “%(role)s”."),
    LABEL_DIFFERS.id: N_("“%(seen)s” can be seen, but its name is “%(name)s”."),
}


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield elements with no name, with one that nobody hears, or with another than is seen."""
    yield from faults(opened, "names", SENTENCES)
