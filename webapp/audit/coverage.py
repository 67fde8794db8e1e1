"""Which criteria of WCAG 2.2 the checks cover, and what a person has to do for each.

No share is counted: a criterion of which a part is covered may be broken in all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from webapp.audit.rule import N_, Rule
from webapp.audit.wcag import CRITERIA, Criterion

Covered = Literal["fully", "in part", "not"]

WHOLE = {
    "3.1.1": ("axe/html-has-lang", "axe/html-lang-valid", "page-in-other-language"),
}
"""Criteria that leave nothing to a person, as long as these rules are looked after."""

PERSON = {
    "1.1.1": N_(
        "Compare the text of each picture, icon and drawing with what it tells who sees it."
    ),
    "1.2.1": N_("Compare the text of a sound, or of a silent film, with what is heard or seen."),
    "1.2.2": N_(
        "Watch with captions: is everything there that is said and heard, right and in time?"
    ),
    "1.2.3": N_("Close your eyes: does the description or the text tell what the picture shows?"),
    "1.2.4": N_("Watch live: is what is said captioned while it is said?"),
    "1.2.5": N_("Close your eyes: does the described sound tell what the picture shows?"),
    "1.3.1": N_("Compare what looks like a heading, list, table or group with what is read out."),
    "1.3.2": N_("Read the page in the order of its markup: does it make sense?"),
    "1.3.3": N_(
        "Look for instructions by shape, place, size or sound that only the eye understands."
    ),
    "1.3.4": N_("Turn the device, also where a script decides how the page is laid out."),
    "1.3.5": N_(
        "Compare what fields for somebody's own data ask for with what the browser fills in."
    ),
    "1.4.1": N_("Look at charts, states and marks in grey: does anything get lost?"),
    "1.4.2": N_("Listen for sound that begins by itself, and look for the way to stop it."),
    "1.4.3": N_("Measure text on pictures, on gradients, and in pictures."),
    "1.4.4": N_("Zoom to 200 %: is everything there, and can it be used?"),
    "1.4.5": N_("Look for pictures of words that could be text."),
    "1.4.10": N_("Use the page at 320 pixels: what scrolls sideways must need two dimensions."),
    "1.4.11": N_("Look at states, parts of charts and drawn controls in each theme."),
    "1.4.12": N_("Use the page with wide spacing: does text overlap or get lost while you do?"),
    "1.4.13": N_("Point at and focus everything: can what opens be closed and pointed at?"),
    "2.1.1": N_("Do every task without a mouse, also what is drawn, dragged or opened."),
    "2.1.2": N_("Go in and out of everything that opens, with the keyboard alone."),
    "2.1.4": N_("Press single letters: what acts must be able to be switched off or changed."),
    "2.2.1": N_("Look for limits of time, also of a log-in, and the way to lengthen them."),
    "2.2.2": N_("Look for what moves, blinks or changes by itself, and the way to stop it."),
    "2.3.1": N_("Look at videos and animations with quick cuts; measure those in doubt."),
    "2.4.1": N_("Try how to get past what each page begins with."),
    "2.4.2": N_("Read the title alone: does it say which page this is?"),
    "2.4.3": N_("Walk with the keyboard: does each step follow the sense of the page?"),
    "2.4.4": N_("Read each link with its sentence: is it clear where it leads?"),
    "2.4.5": N_("Find each page in two ways, such as links and search."),
    "2.4.6": N_("Read headings and labels alone: do they say what follows, or what to fill in?"),
    "2.4.7": N_("Walk with the keyboard: do you always see where you are, also in videos?"),
    "2.4.11": N_(
        "Walk with the keyboard while notices and bars are open: is the focus hidden by one?"
    ),
    "2.5.1": N_(
        "Look for gestures of two fingers or of a path, and for a plain way to do the same."
    ),
    "2.5.2": N_("Press, move away and let go: nothing must happen."),
    "2.5.3": N_("Say by voice the words that you see on each control."),
    "2.5.4": N_("Look for what is done by shaking or tilting, and for another way to do it."),
    "2.5.7": N_("Do everything that is dragged without dragging."),
    "2.5.8": N_("Judge small targets that are said to be needed as they are, or that exist twice."),
    "3.1.1": N_("Nothing."),
    "3.1.2": N_("Listen to names, quotes and samples in other languages."),
    "3.2.1": N_("Focus each control: does anything but the focus change?"),
    "3.2.2": N_("Change each field and choice: does the page change without being asked?"),
    "3.2.3": N_("Compare the menus of several pages: are they in one order?"),
    "3.2.4": N_("Compare the same thing on several pages: is it called the same?"),
    "3.2.6": N_("Look for help on several pages: does it stand at one place?"),
    "3.3.1": N_("Make each mistake in each form: does the answer say in text what is wrong?"),
    "3.3.2": N_("Read each field: is it clear what to fill in, and in which form?"),
    "3.3.3": N_("Make each mistake: does the answer say how it is put right?"),
    "3.3.4": N_("Try to undo, check or confirm what binds, costs or deletes."),
    "3.3.7": N_("Go through each task of several steps: is anything asked for twice?"),
    "3.3.8": N_("Log in with pasted and filled-in words, without remembering or solving anything."),
    "4.1.2": N_("Use each control of its own kind with a screen reader: name, role, state, value."),
    "4.1.3": N_(
        "Listen with a screen reader while things are saved, found or fail: is it announced?"
    ),
}
"""What is left for a person, by criterion; where only a part is checked, and where nothing is."""


def covered(criterion: str, rules: Iterable[Rule]) -> Covered:
    """Return how far rules cover a criterion, given by its number; a rule that asks does not."""
    looked_after = {rule.id for rule in rules if criterion in rule.criteria and not rule.asks}
    if not looked_after:
        return "not"
    whole = criterion in WHOLE and looked_after.issuperset(WHOLE[criterion])
    return "fully" if whole else "in part"


def as_markdown(rules: Iterable[Rule]) -> str:
    """Return the page of the documentation, a row for each criterion."""
    rules = sorted(rules, key=lambda rule: rule.id)
    lines = [*_HEAD, *(_row(criterion, rules) for criterion in CRITERIA)]
    other = [rule for rule in rules if not _aimed_at(rule)]
    lines += ["", "## Checked beside it", "", "Good practice, and what level AAA asks for.", ""]
    lines += [f"- {rule.title} (`{rule.id}`)" for rule in other]
    return "\n".join(lines) + "\n"


_HEAD = (
    "# What the audit covers, and what it does not",
    "",
    "Written by `manage.py audit coverage`; do not edit it. Each criterion of WCAG 2.2, levels A"
    " and AA. *In part* means that some faults against it are found, never that it is met: the last"
    " column is what a person has to do all the same. A rule that *asks* finds no fault: it puts a"
    " question to a person on each page that it is about.",
    "",
    "| criterion | level | covered | by | what a person does |",
    "|---|---|---|---|---|",
)


def _row(criterion: Criterion, rules: Iterable[Rule]) -> str:
    rules = list(rules)
    by = ", ".join(_named(rule) for rule in rules if criterion.number in rule.criteria)
    how = covered(criterion.number, rules)
    name = f"{criterion.number} {criterion.name}"
    return f"| {name} | {criterion.level} | {how} | {by or '-'} | {PERSON[criterion.number]} |"


def _named(rule: Rule) -> str:
    return f"`{rule.id}` (asks)" if rule.asks else f"`{rule.id}`"


def _aimed_at(rule: Rule) -> bool:
    return any(criterion.number in rule.criteria for criterion in CRITERIA)
