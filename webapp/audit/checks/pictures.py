"""What only a person can say of pictures: whether one adorns, and whether one shows words.

Each is asked once a page, of all its pictures together.
"""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.answers import faults
from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

ADORNS = Rule(
    "unread-pictures-only-adorn",
    N_("Pictures that are not read out only adorn"),
    ("1.1.1",),
    ("blind",),
    "hinders",
    N_("What the picture tells is told only to who sees it."),
    N_("Say in alt what it tells, or say it in the text beside it."),
    ("e88epe",),
    asks=True,
)
SHOWS_WORDS = Rule(
    "pictures-show-no-words",
    N_("Words stand as text, not in a picture"),
    ("1.4.5",),
    ("low-vision", "cognitive"),
    "hinders",
    N_("Words in a picture get blurred when they are enlarged, and keep their type and colours."),
    N_("Write the words as text, and let a style give them their look. A logo may stay."),
    ("0va7u6",),
    asks=True,
)

RULES = (ADORNS, SHOWS_WORDS)

SENTENCES = {
    ADORNS.id: N_("Pictures here that are not read out: %(count)d. Does each only adorn?"),
    SHOWS_WORDS.id: N_("Pictures here: %(count)d. Does one show words, other than a logo?"),
}


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield the page's main part once a question, if there are pictures that it is about."""
    yield from faults(opened, "pictures", SENTENCES)
