"""Whether texts change by themselves, so that who reads slowly never comes to their end."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

TEXT_KEEPS_STILL = Rule(
    "text-keeps-still",
    N_("Text that changes by itself can be stopped"),
    ("2.2.2",),
    ("deaf", "cognitive"),
    "hinders",
    N_("Who reads slowly has not finished when it changes."),
    N_("Show a button that stops it, or change it only when somebody asks."),
    act=("efbfc7",),
)

RULES = (TEXT_KEEPS_STILL,)
EACH_FORM, NEEDS_SCRIPTS = False, True

WATCHED_MS = 4000


def look_at(opened: Opened) -> Iterator[Found]:
    """Turn the page's clock on by some seconds, and yield the texts that changed meanwhile."""
    if not opened.variant.javascript:
        return
    with opened.again(before=lambda page: page.clock.install()) as page:
        opened.ask("stops", page=page)
        opened.ask("watch_text", page=page)
        page.clock.run_for(WATCHED_MS)
        changed = opened.ask("changed_texts", page=page)
        elements = [opened.element(opened.ask("stop", at, page)) for at in changed["elements"]]
    for element in elements:
        if changed["controls"]:
            sentence = N_("This text changes by itself. See whether something here stops it.")
            yield Found(TEXT_KEEPS_STILL.id, element, sentence, outcome="needs-person")
        else:
            sentence = N_("This text changes by itself, and nothing here stops it.")
            yield Found(TEXT_KEEPS_STILL.id, element, sentence)
