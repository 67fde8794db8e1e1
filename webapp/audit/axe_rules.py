"""The rules that axe-core carries out, in plain words, known without a browser.

``axe_rules.json`` holds what axe itself says of them (criteria, ACT rules, impact); it is written
by ``manage.py audit axe-rules`` when axe is renewed. What a fault means is said here, by its kind.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webapp.audit.rule import N_, Person, Rule, Severity

FILE = Path(__file__).with_name("axe_rules.json")

TAGS = frozenset(("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
STRONG = "color-contrast-enhanced"
"""WCAG 1.4.6, level AAA: asked for where the theme promises it."""
LEFT_OUT = frozenset(("deprecated", "experimental"))
DECIDED = frozenset(("no-autoplay-audio", "video-caption"))
"""What axe cannot decide, or waits ten seconds for, and our check of media decides."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault: whom it touches, what it does to them, how it is mended.

    ``sentence`` says what is wrong with the element, with ``%(said)s`` for axe's own words or the
    values measured.
    """

    touches: tuple[Person, ...]
    hurts: str
    mend: str
    sentence: str


NAME = Kind(
    ("blind",),
    N_("A screen reader cannot say what this is, and speech input cannot call it."),
    N_("Give it a text of its own, a label, or an aria-label."),
    N_("This has no name that can be read out."),
)
IMAGE = Kind(
    ("blind",),
    N_("Who does not see the picture does not learn what it shows."),
    N_("Say in its alternative text what it shows, or leave the text empty where it only adorns."),
    N_("This has no text that says what it shows."),
)
ARIA = Kind(
    ("blind",),
    N_("A screen reader says something wrong of this, or nothing."),
    N_("Use the plain HTML element, or put the ARIA attributes right."),
    N_("The ARIA markup is not right here: %(said)s"),
)
STRUCTURE = Kind(
    ("blind", "cognitive"),
    N_("What belongs together for the eye does not for a screen reader."),
    N_("Use the HTML elements that say what this is, in the order that they ask for."),
    N_("The structure of the markup is broken here: %(said)s"),
)
LANDMARK = Kind(
    ("blind", "keyboard"),
    N_("Who jumps from part to part of a page misses this one, or cannot tell it from another."),
    N_("Put everything into one main part, a header, a footer and named parts; each once."),
    N_("The parts of the page are not marked as they should be: %(said)s"),
)
HEADING = Kind(
    ("blind", "cognitive"),
    N_("Who reads the headings to get a picture of the page gets a wrong one."),
    N_("Write one first heading that names the page, and go down level by level, none empty."),
    N_("This heading does not fit: %(said)s"),
)
CONTRAST = Kind(
    ("low-vision",),
    N_("Who does not see well, or sits in the sun, cannot read this text."),
    N_("Choose a darker or a lighter colour for the text or its ground."),
    N_("The contrast is %(contrast)s to 1 and must be %(least)s to 1."),
)
COLOUR = Kind(
    ("low-vision",),
    N_("Who does not tell the colours apart does not find the link in the text."),
    N_("Underline links in texts."),
    N_("This link is told from its text by colour alone: %(said)s"),
)
ZOOM = Kind(
    ("low-vision",),
    N_("Who needs larger letters, or letters further apart, cannot have them."),
    N_("Leave zooming and spacing to the reader."),
    N_("The page forbids it: %(said)s"),
)
TARGET = Kind(
    ("keyboard", "low-vision"),
    N_("Who has a shaking hand hits something else."),
    N_("Make it at least 24 by 24 pixels, or leave room around it."),
    N_("This is %(width)s by %(height)s pixels large, and too near to others."),
)
KEYBOARD = Kind(
    ("keyboard", "blind"),
    N_("Who has no mouse cannot reach this, or comes to it when she does not expect it."),
    N_("Let the keyboard reach everything that can be used, in the order of the page."),
    N_("The keyboard does not get along here: %(said)s"),
)
LANGUAGE = Kind(
    ("blind",),
    N_("A screen reader reads the text with the sounds of another language."),
    N_("Say in the lang attribute which language the text is in."),
    N_("The language is not said, or wrong: %(said)s"),
)
TABLE = Kind(
    ("blind",),
    N_("Who hears a table cell by cell does not learn what a cell belongs to."),
    N_("Mark heads of rows and columns as th, and let each cell name the right ones."),
    N_("Cells and heads of this table do not fit: %(said)s"),
)
FRAME = Kind(
    ("blind", "keyboard"),
    N_("What is in the frame cannot be told, or cannot be reached."),
    N_("Give the frame a title that says what is in it, and let the keyboard in."),
    N_("This frame is not right: %(said)s"),
)
TITLE = Kind(
    ("blind", "cognitive"),
    N_("Who has several pages open, or hears the page, does not know which one this is."),
    N_("Give the page a title that names it."),
    N_("The page has no title."),
)
FORM = Kind(
    ("blind", "cognitive"),
    N_("It is not clear what is to be filled in here."),
    N_("Give each field one visible label, and say what the browser may fill in."),
    N_("The field is not described as it must be: %(said)s"),
)
MOTION = Kind(
    ("motion", "cognitive"),
    N_("What moves or changes by itself draws the eye away and cannot be stopped."),
    N_("Let nothing move, blink or load anew by itself."),
    N_("Something changes by itself here: %(said)s"),
)

_FIELDS = (
    *("checkbox", "combobox", "listbox", "menuitemcheckbox", "menuitemradio", "radio"),
    *("searchbox", "slider", "spinbutton", "switch", "textbox"),
)
_NAMED = {"button": "97a4e1", "link": "c487ae", "menuitem": "m6b1q3"} | dict.fromkeys(
    _FIELDS, "e086e5"
)

ACT_OF_ROLES: Mapping[str, Mapping[str, str]] = {
    "aria-command-name": _NAMED,
    "aria-input-field-name": _NAMED,
    "aria-toggle-field-name": _NAMED,
    "button-name": _NAMED,
    "input-button-name": _NAMED,
    "label": _NAMED,
    "link-name": _NAMED,
    "select-name": _NAMED,
}
"""The W3C has an ACT rule for the names of each role, where axe has one for several."""

ACT_OF_OTHERS = {
    "aria-deprecated-role": (),  # 674b10: what was given up is a role all the same
    "aria-required-children": ("bc4a75",),  # ff89c9 is about those that have no parent
}
"""What axe counts under ACT rules that ask for something else."""

CANNOT_TELL = N_("axe cannot tell: %(said)s")

_KINDS: dict[str, tuple[Kind, str]] = {
    "accesskeys": (KEYBOARD, N_("Each access key is used once")),
    "area-alt": (IMAGE, N_("Each area of an image map has a text")),
    "aria-allowed-attr": (ARIA, N_("Elements have only ARIA attributes that fit their role")),
    "aria-allowed-role": (ARIA, N_("Each role fits its element")),
    "aria-braille-equivalent": (ARIA, N_("What braille displays get is also said in text")),
    "aria-command-name": (NAME, N_("Each ARIA button, link and menu item has a name")),
    "aria-conditional-attr": (ARIA, N_("ARIA attributes are used as the role asks for")),
    "aria-deprecated-role": (ARIA, N_("No role is used that was given up")),
    "aria-dialog-name": (NAME, N_("Each dialog has a name")),
    "aria-hidden-body": (ARIA, N_("The page as a whole is not hidden from screen readers")),
    "aria-hidden-focus": (ARIA, N_("Nothing that the keyboard reaches is hidden from readers")),
    "aria-input-field-name": (NAME, N_("Each ARIA input field has a name")),
    "aria-meter-name": (NAME, N_("Each meter has a name")),
    "aria-progressbar-name": (NAME, N_("Each progress bar has a name")),
    "aria-prohibited-attr": (ARIA, N_("No ARIA attribute stands where it is forbidden")),
    "aria-required-attr": (ARIA, N_("Each role has the attributes that it needs")),
    "aria-required-children": (ARIA, N_("Each role holds the children that it needs")),
    "aria-required-parent": (ARIA, N_("Each role is inside the parent that it needs")),
    "aria-roles": (ARIA, N_("Each role is one that exists")),
    "aria-tab-name": (NAME, N_("Each tab has a name")),
    "aria-text": (ARIA, N_("What is read as one text holds nothing to use")),
    "aria-toggle-field-name": (NAME, N_("Each ARIA switch and tick box has a name")),
    "aria-tooltip-name": (NAME, N_("Each tooltip has a name")),
    "aria-treeitem-name": (NAME, N_("Each branch of a tree has a name")),
    "aria-valid-attr": (ARIA, N_("Each ARIA attribute is one that exists")),
    "aria-valid-attr-value": (ARIA, N_("Each ARIA attribute has a value that is allowed")),
    "autocomplete-valid": (FORM, N_("What the browser may fill in is said in a known word")),
    "avoid-inline-spacing": (ZOOM, N_("Readers can set text further apart")),
    "blink": (MOTION, N_("No text blinks")),
    "button-name": (NAME, N_("Each button has a name")),
    "bypass": (LANDMARK, N_("What is repeated on each page can be skipped")),
    "color-contrast": (CONTRAST, N_("Text stands out from its ground")),
    "color-contrast-enhanced": (CONTRAST, N_("In a theme of strong contrast text stands out well")),
    "definition-list": (STRUCTURE, N_("A list of terms holds terms and what they mean")),
    "dlitem": (STRUCTURE, N_("Terms and what they mean stand in a list of terms")),
    "document-title": (TITLE, N_("The page has a title")),
    "duplicate-id-aria": (ARIA, N_("What ARIA and labels refer to is there once")),
    "empty-heading": (HEADING, N_("No heading is empty")),
    "empty-table-header": (TABLE, N_("No head of a table is empty")),
    "form-field-multiple-labels": (FORM, N_("Each field has one label")),
    "frame-focusable-content": (FRAME, N_("The keyboard gets into each frame with things to use")),
    "frame-tested": (FRAME, N_("Each frame can be looked into")),
    "frame-title": (FRAME, N_("Each frame has a title")),
    "frame-title-unique": (FRAME, N_("Frames have titles that differ")),
    "heading-order": (HEADING, N_("Headings go down level by level")),
    "html-has-lang": (LANGUAGE, N_("The page says which language it is in")),
    "html-lang-valid": (LANGUAGE, N_("The language of the page is one that exists")),
    "html-xml-lang-mismatch": (LANGUAGE, N_("The page names one language, not two")),
    "image-alt": (IMAGE, N_("Each picture has an alternative text")),
    "image-redundant-alt": (IMAGE, N_("The text of a picture does not repeat what is beside it")),
    "input-button-name": (NAME, N_("Each input button has a name")),
    "input-image-alt": (IMAGE, N_("Each button that is a picture has an alternative text")),
    "label": (NAME, N_("Each field of a form has a label")),
    "label-title-only": (FORM, N_("Each field has a label that can be seen")),
    "landmark-banner-is-top-level": (LANDMARK, N_("The header is in no other part")),
    "landmark-contentinfo-is-top-level": (LANDMARK, N_("The footer is in no other part")),
    "landmark-main-is-top-level": (LANDMARK, N_("The main part is in no other part")),
    "landmark-no-duplicate-banner": (LANDMARK, N_("The page has one header")),
    "landmark-no-duplicate-contentinfo": (LANDMARK, N_("The page has one footer")),
    "landmark-no-duplicate-main": (LANDMARK, N_("The page has one main part and no second")),
    "landmark-one-main": (LANDMARK, N_("The page has a main part")),
    "landmark-unique": (LANDMARK, N_("Parts of a kind have names that differ")),
    "link-in-text-block": (COLOUR, N_("Links in a text are told by more than colour")),
    "link-name": (NAME, N_("Each link has a name")),
    "list": (STRUCTURE, N_("A list holds only its items")),
    "listitem": (STRUCTURE, N_("Items of a list stand in a list")),
    "marquee": (MOTION, N_("No text runs across the page")),
    "meta-refresh": (MOTION, N_("The page does not load anew by itself")),
    "meta-viewport": (ZOOM, N_("The page can be zoomed")),
    "meta-viewport-large": (ZOOM, N_("The page can be zoomed to five times its size")),
    "nested-interactive": (KEYBOARD, N_("Nothing to use is inside another thing to use")),
    "object-alt": (IMAGE, N_("Each embedded object has a text")),
    "page-has-heading-one": (HEADING, N_("The page has a first heading")),
    "presentation-role-conflict": (ARIA, N_("What is marked as mere decoration is nothing else")),
    "region": (LANDMARK, N_("Everything on the page is in one of its parts")),
    "role-img-alt": (IMAGE, N_("Each element that is shown as a picture has a text")),
    "scope-attr-valid": (TABLE, N_("Heads of a table say rightly what they are heads of")),
    "scrollable-region-focusable": (KEYBOARD, N_("What scrolls can be scrolled by keys")),
    "select-name": (NAME, N_("Each list to choose from has a name")),
    "server-side-image-map": (KEYBOARD, N_("No picture asks where exactly it was clicked")),
    "skip-link": (KEYBOARD, N_("Links within the page lead to something")),
    "summary-name": (NAME, N_("Each part that opens has a name")),
    "svg-img-alt": (IMAGE, N_("Each drawing that is shown as a picture has a text")),
    "tabindex": (KEYBOARD, N_("Nothing is reached before its turn")),
    "table-duplicate-name": (TABLE, N_("A table's summary says more than its caption")),
    "target-size": (TARGET, N_("What is clicked is large enough")),
    "td-headers-attr": (TABLE, N_("Cells refer to heads of their own table")),
    "th-has-data-cells": (TABLE, N_("Each head of a table has cells")),
    "valid-lang": (LANGUAGE, N_("The languages of parts of the page are ones that exist")),
}

_SEVERITIES: dict[str, Severity] = {"critical": "blocks", "serious": "hinders", "minor": "annoys"}


def kind_of(rule: str) -> Kind:
    """Return the kind of fault that one of axe's own rules finds."""
    return _KINDS[rule][0]


def rules() -> tuple[Rule, ...]:
    """Return axe's rules as ours, ``axe/`` before their ids."""
    facts: Mapping[str, Mapping[str, Any]] = json.loads(FILE.read_text("utf-8"))["rules"]
    return tuple(_rule(id, *_KINDS[id], fact) for id, fact in facts.items())


def of_roles(act: str) -> list[str]:
    """Return rules of axe that carry out a rule of the W3C for one of several roles."""
    return [rule for rule, roles in ACT_OF_ROLES.items() if act in roles.values()]


def breaks(act: str, rule: str, roles: Collection[str]) -> bool:
    """Whether elements of these roles that break a rule of axe break this rule of the W3C."""
    if rule in ACT_OF_ROLES:
        return any(ACT_OF_ROLES[rule].get(role) == act for role in roles)
    return act in ACT_OF_OTHERS.get(rule, (act,))


def digest(metadata: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what the file keeps of axe's own metadata, for the rules that are used."""
    return {
        each["ruleId"]: {
            "criteria": [_criterion(tag) for tag in each["tags"] if _is_criterion(tag)],
            "act": sorted(each.get("actIds") or ()),
            "impact": each["impact"],
        }
        for each in sorted(metadata, key=lambda each: str(each["ruleId"]))
        if is_used(each["ruleId"], each["tags"])
    }


def is_used(rule: str, tags: Iterable[str]) -> bool:
    """Whether a rule of axe is one that is made here."""
    tags = set(tags)
    return rule == STRONG or bool(tags & TAGS and not tags & LEFT_OUT and rule not in DECIDED)


def _rule(id: str, kind: Kind, title: str, fact: Mapping[str, Any]) -> Rule:
    moderate: Severity = "hinders" if fact["criteria"] else "annoys"
    return Rule(
        f"axe/{id}",
        title,
        tuple(fact["criteria"]),
        kind.touches,
        _SEVERITIES.get(fact["impact"], moderate),
        kind.hurts,
        kind.mend,
        _act(id, fact),
    )


def _act(id: str, fact: Mapping[str, Any]) -> tuple[str, ...]:
    if id in ACT_OF_ROLES:
        return tuple(sorted(set(ACT_OF_ROLES[id].values())))
    return ACT_OF_OTHERS.get(id, tuple(fact["act"]))


def _is_criterion(tag: str) -> bool:
    return tag.startswith("wcag") and tag[4:].isdigit()


def _criterion(tag: str) -> str:
    """``wcag1412`` is 1.4.12."""
    return f"{tag[4]}.{tag[5]}.{tag[6:]}"
