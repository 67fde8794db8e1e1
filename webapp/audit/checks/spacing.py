"""Whether readers can set text further apart: nothing written into an element forbids it."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.answers import faults
from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

HURTS = N_("Who reads only text that is set wide, as many dyslexic people do, cannot have it here.")
MEND = N_("Take “!important” out of the style attribute, or set the text as wide as WCAG asks.")


def _held(id: str, title: str, act: str) -> Rule:
    return Rule(
        id,
        title,
        ("1.4.12",),
        ("low-vision", "cognitive"),
        "hinders",
        HURTS,
        MEND,
        (act,),
        ("avoid-inline-spacing",),
    )


LETTERS = _held(
    "letter-spacing-held", N_("Letters can be set 0.12 times their size apart"), "24afc2"
)
WORDS = _held("word-spacing-held", N_("Words can be set 0.16 times their size apart"), "9e45ec")
LINES = _held("line-height-held", N_("Lines can be set 1.5 times their size apart"), "78fd32")

RULES = (LETTERS, WORDS, LINES)

SENTENCES = {
    LETTERS.id: N_("The letters are held %(shown)s times their size apart; 0.12 is the least."),
    WORDS.id: N_("The words are held %(shown)s times their size apart; 0.16 is the least."),
    LINES.id: N_("The lines are held %(shown)s times their size apart; 1.5 is the least."),
}


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield elements whose own style attribute holds their text narrow."""
    yield from faults(opened, "spacing", SENTENCES)
