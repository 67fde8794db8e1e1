"""Whether titles, headings, pictures and fields are called what they are, not what a form left."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.answers import faults
from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

TITLE = Rule(
    "title-says-nothing",
    N_("The title of the page says what the page is"),
    ("2.4.2",),
    ("blind", "cognitive"),
    "hinders",
    N_("Who has several pages open cannot find this one among them."),
    N_("Name the page in its title."),
    ("c4a8a4",),
)
HEADING = Rule(
    "heading-says-nothing",
    N_("Each heading says what is below it"),
    ("2.4.6",),
    ("blind", "cognitive"),
    "hinders",
    N_("Who reads the headings to find her way does not learn what is here."),
    N_("Say in the heading what follows."),
    ("b49b2e",),
)
PICTURE = Rule(
    "picture-text-says-nothing",
    N_("The text of each picture says what it shows"),
    ("1.1.1",),
    ("blind",),
    "hinders",
    N_("Who does not see the picture is read the name of a file, or is told that it is a picture."),
    N_("Say what the picture shows, or leave the text empty where it only adorns."),
    ("qt1vmo", "9eb3f6"),
)
LABEL = Rule(
    "label-says-nothing",
    N_("The label of each field says what belongs in it"),
    ("2.4.6",),
    ("blind", "cognitive"),
    "hinders",
    N_("It is not clear what is to be filled in here."),
    N_("Name in the label what is asked for."),
    ("cc0f0a",),
)
LABEL_TWICE = Rule(
    "label-used-twice",
    N_("Fields that ask for different things have different labels"),
    ("2.4.6",),
    ("blind", "cognitive"),
    "hinders",
    N_("Two fields ask for the same, and nothing says which one is which."),
    N_("Put the fields into a fieldset with a legend, or say the difference in the label."),
    ("cc0f0a",),
)

RULES = (TITLE, HEADING, PICTURE, LABEL, LABEL_TWICE)

SENTENCES = {
    TITLE.id: N_("The title is only “%(text)s”."),
    HEADING.id: N_("The heading is only “%(text)s”."),
    PICTURE.id: N_("The text of this picture is only “%(text)s”."),
    LABEL.id: N_("The label is only “%(text)s”."),
    LABEL_TWICE.id: N_("Another field is called “%(text)s”, and nothing that is seen parts them."),
}


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield what is called by a word that stands there before anybody thinks of one."""
    yield from faults(opened, "placeholders", SENTENCES)
