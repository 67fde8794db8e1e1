"""Whether texts are in the language that they say they are in."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.finding import Found
from webapp.audit.languages import other_language
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

HURTS = N_("A screen reader reads the words with the sounds of another language.")

PAGE_LANGUAGE = Rule(
    "page-in-other-language",
    N_("The page is in the language that it says it is in"),
    ("3.1.1",),
    ("blind",),
    "blocks",
    HURTS,
    N_("Put the true language into the lang attribute of html."),
    ("ucwvc8",),
)
PART_LANGUAGE = Rule(
    "part-in-other-language",
    N_("Each part of the page is in the language that it says it is in"),
    ("3.1.2",),
    ("blind",),
    "hinders",
    HURTS,
    N_("Put the true language into the lang attribute of this part."),
    ("off6ek",),
)

RULES = (PAGE_LANGUAGE, PART_LANGUAGE)

SENTENCE = N_("This says that it is in “%(declared)s”, and it reads like “%(language)s”.")


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield the page and the parts of it that are surely in another language than they say."""
    texts = opened.ask("languages")
    others = [other_language(each["text"], each["declared"]) for each in texts]
    wrong = [number for number, language in enumerate(others) if language]
    if wrong:
        for number, element in zip(wrong, opened.ask("languages", wrong), strict=True):
            rule = PAGE_LANGUAGE if texts[number]["page"] else PART_LANGUAGE
            values = {"declared": texts[number]["declared"], "language": others[number]}
            yield Found(rule.id, opened.element(element), SENTENCE, values)
