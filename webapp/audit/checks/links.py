"""Whether links say where they lead, and those that say the same lead to the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.places import Places, texts_differ
from webapp.audit.rule import N_, Rule

MEND = N_("Name in each link the thing that only it leads to.")
TWO_PLACES = N_("Who reads the links as a list chooses blindly between two that sound the same.")

ALONE = Rule(
    "link-alone-says-nothing",
    N_("Each link says by itself where it leads"),
    ("2.4.9",),
    ("blind", "cognitive"),
    "annoys",
    N_("Who reads the links as a list cannot tell where this one leads."),
    MEND,
    ("aizyf1",),
)
IN_CONTEXT = Rule(
    "link-unexplained",
    N_("Each link says with its sentence where it leads"),
    ("2.4.4",),
    ("blind", "cognitive"),
    "hinders",
    N_("Neither the link nor what stands around it says where it leads."),
    MEND,
    ("5effbb",),
)
SAME_NAME = Rule(
    "same-name-other-place",
    N_("Links of one name lead to one place"),
    ("2.4.9",),
    ("blind", "cognitive"),
    "annoys",
    TWO_PLACES,
    MEND,
    ("b20e66",),
)
SAME_CONTEXT = Rule(
    "same-sentence-other-place",
    N_("Links of one name in one sentence lead to one place"),
    ("2.4.4",),
    ("blind", "cognitive"),
    "hinders",
    TWO_PLACES,
    MEND,
    ("fd3a94",),
)
FRAMES = Rule(
    "same-name-other-frame",
    N_("Frames of one name show the same"),
    ("4.1.2",),
    ("blind",),
    "hinders",
    N_("Two frames sound the same and hold different things."),
    N_("Give each frame a title that says what is in it."),
    ("4b1c6c",),
    ("frame-title-unique",),
)

RULES = (ALONE, IN_CONTEXT, SAME_NAME, SAME_CONTEXT, FRAMES)

LEVEL_AAA = frozenset((ALONE.id, SAME_NAME.id))
"""Asked for of subjects that promise ``level:aaa``."""

SAYS = N_("This link says only “%(name)s”.")
DIFFER = N_("“%(name)s” leads to %(one)s and to %(other)s.")
MAY_DIFFER = N_("See whether “%(name)s” leads to the same at %(one)s and at %(other)s.")
FRAMES_DIFFER = N_("Two frames are called “%(name)s” and show different things.")
FRAMES_MAY_DIFFER = N_("See whether the frames called “%(name)s” show the same.")


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield links that say nothing, and links and frames that are mistaken for others."""
    asked = opened.ask("links")
    wanted = {rule.id for rule in RULES}
    if "level:aaa" not in opened.subject.promises:
        wanted -= LEVEL_AAA
    for link in asked["silent"]:
        if link["rule"] in wanted:
            yield Found(link["rule"], opened.element(link), SAYS, {"name": link["name"]})
    browser = opened.page.context.browser
    if browser is not None:
        places = Places(browser, opened.page.url)
        for group in asked["groups"]:
            if group["rule"] in wanted:
                yield from _apart(opened, group, places)
    for group in asked["frames"]:
        yield from _frames(opened, group)


def _apart(opened: Opened, group: dict[str, Any], places: Places) -> Iterator[Found]:
    """Yield links of a group that lead elsewhere than the first, or that a person must follow."""
    first, *others = group["links"]
    for link in others:
        differ = places.differ(first["url"], link["url"])
        if differ is not False:
            yield Found(
                group["rule"],
                opened.element(link),
                DIFFER if differ else MAY_DIFFER,
                {"name": group["name"], "one": first["url"], "other": link["url"]},
                "failed" if differ else "needs-person",
            )


def _frames(opened: Opened, group: dict[str, Any]) -> Iterator[Found]:
    for one, other in pairwise(group["frames"]):
        known = one["text"] is not None and other["text"] is not None
        differ = texts_differ(one["text"], other["text"]) if known else None
        if differ is not False:
            yield Found(
                FRAMES.id,
                opened.element(other),
                FRAMES_DIFFER if differ else FRAMES_MAY_DIFFER,
                {"name": group["name"]},
                "failed" if differ else "needs-person",
            )
