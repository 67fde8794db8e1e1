"""Whether every link and form still does its job where no script runs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from playwright.sync_api import Error, Page

from webapp.audit.finding import PAGE, Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule
from webapp.audit.together import together

HURTS = N_(
    "Where scripts are blocked, broken or not yet there, nothing happens, and nobody says so."
)

LINKS = Rule(
    "link-needs-no-script",
    N_("Links lead somewhere without scripts"),
    (),
    ("cognitive", "keyboard"),
    "hinders",
    HURTS,
    N_("Give the link the address of a page that does the same."),
)
TARGETS = Rule(
    "link-target-is-there",
    N_("What a link within the page leads to is there"),
    (),
    ("blind", "keyboard"),
    "hinders",
    N_("The link promises to lead on, and one stays where one is."),
    N_("Give the target the id that the link names."),
)
FORMS = Rule(
    "form-needs-no-script",
    N_("Forms can be sent without scripts"),
    (),
    ("cognitive", "keyboard"),
    "blocks",
    HURTS,
    N_("Give the form an action, a method and a button that sends it."),
)
BUTTONS = Rule(
    "button-needs-no-script",
    N_("Buttons that only a script can serve are not shown without it"),
    (),
    ("cognitive", "keyboard"),
    "annoys",
    HURTS,
    N_("Put the button into a form, or let the script that serves it show it."),
)
CONTENT = Rule(
    "content-needs-no-script",
    N_("What the page has to say is there without scripts"),
    (),
    ("deaf", "blind", "low-vision", "keyboard", "cognitive"),
    "blocks",
    N_("Where scripts are blocked, broken or not yet there, the page is empty."),
    N_("Let the server send the content, and scripts only add to it."),
)
ANSWERS = Rule(
    "link-leads-to-page",
    N_("Links lead to pages that are there"),
    (),
    ("cognitive",),
    "hinders",
    N_("Whoever follows the link gets an error instead of what was promised."),
    N_("Mend the address, or take the link away."),
)

RULES = (LINKS, TARGETS, FORMS, BUTTONS, CONTENT, ANSWERS)
EACH_FORM, NEEDS_SCRIPTS = False, True

MOST_LINKS = 8
"""Pages that are asked for; the first ones that the main part leads to."""
FEW_WORDS, SHARE = 30, 0.5
"""A page with more words than these must keep at least this part of them."""


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield what does nothing, leads nowhere or is missing where no script runs."""
    if opened.subject.after or opened.subject.shows:  # a state that may need scripts to come to
        return
    opened.ask("stops")
    shown = opened.ask("without_scripts")["words"]
    with opened.again(java_script_enabled=False) as page:
        opened.ask("stops", None, page)
        left = opened.ask("without_scripts", None, page)
        yield from _dead(opened, page, left)
        if left["asks"] or (shown > FEW_WORDS and left["words"] < SHARE * shown):
            said = N_("With scripts the page has %(shown)s words, without them %(left)s.")
            yield Found(CONTENT.id, PAGE, said, {"shown": shown, "left": left["words"]})
        yield from _no_answer(opened, page, left["pages"])


def _dead(opened: Opened, page: Page, left: dict[str, Any]) -> Iterator[Found]:
    for kind, rule, said in (
        ("deadLinks", LINKS, N_("This link leads nowhere unless a script runs.")),
        ("lostLinks", TARGETS, N_("Nothing on the page has the id that this link leads to.")),
        ("deadForms", FORMS, N_("This form cannot be sent unless a script runs.")),
        ("deadButtons", BUTTONS, N_("This button is shown, and does nothing without a script.")),
    ):
        for number in left[kind]:
            yield Found(rule.id, opened.element(opened.ask("stop", number, page)), said)


def _no_answer(opened: Opened, page: Page, links: list[dict[str, Any]]) -> Iterator[Found]:
    """Ask for the first pages that are linked; an answer that does not come proves nothing."""
    asked = links[:MOST_LINKS]
    answers = together(page, [partial(_status, page, link["href"]) for link in asked])
    for link, status in zip(asked, answers, strict=True):
        if status >= 400 and status not in (401, 403, 429):
            said = N_("The address that this link leads to answers with %(status)s.")
            described = opened.ask("stop", link["number"], page)
            yield Found(ANSWERS.id, opened.element(described), said, {"status": status})


def _status(page: Page, address: str) -> int:
    """Return the HTTP status of an address; 0 where no answer comes."""
    try:
        status = page.request.head(address, timeout=5_000).status
        if status in (405, 501):  # a server that answers only to GET
            status = page.request.get(address, timeout=5_000).status
    except Error:
        return 0
    return status
