"""Whether a page stays until its reader leaves it."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.answers import faults
from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

GOES_AWAY = Rule(
    "page-goes-away",
    N_("The page never loads anew or moves on by itself, however late"),
    ("2.2.4", "3.2.5"),
    ("blind", "cognitive"),
    "hinders",
    N_("Who reads slowly, or hears the page, is thrown back to its beginning."),
    N_("Take the refresh out, and offer a link or a button instead."),
    ("bisz58",),
)

RULES = (GOES_AWAY,)

SENTENCES = {GOES_AWAY.id: N_("The page goes away by itself after %(seconds)d seconds.")}


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield what sends readers away later; axe has those that do so within a day (WCAG level A)."""
    if "level:aaa" in opened.subject.promises:
        yield from faults(opened, "refresh", SENTENCES)
