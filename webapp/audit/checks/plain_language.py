"""Whether the words are plain: links say where they lead, sentences and headings are short."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

LINK_SAYS_NOTHING = Rule(
    "link-says-nothing",
    N_("Each link says where it leads"),
    ("2.4.4",),
    ("blind", "cognitive"),
    "hinders",
    N_("Who reads the links as a list, or reads slowly, cannot tell where this one leads."),
    N_("Name the place or the thing in the link itself."),
)

RULES = (LINK_SAYS_NOTHING,)

EMPTY_WORDS = ("here", "click here", "more", "read more", "link", "this", "hier", "mehr", "weiter")


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield links whose whole text says nothing."""
    for link in opened.ask("links"):
        if link["name"].strip(" .…>»").lower() in EMPTY_WORDS:
            yield Found(
                LINK_SAYS_NOTHING.id,
                opened.element(link),
                N_("This link says only “%(text)s”."),
                {"text": link["name"]},
            )
