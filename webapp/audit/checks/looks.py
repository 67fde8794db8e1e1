"""Whether what is no text can be seen in every theme, in the system's own colours, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webapp.audit.finding import PAGE, Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

FIELD_EDGES = Rule(
    "field-edges",
    N_("The edges of fields stand out"),
    ("1.4.11",),
    ("low-vision",),
    "hinders",
    N_("Who sees little contrast does not find where to write."),
    N_("Give the border, or the ground of the field, a contrast of 3 to 1."),
)
ICONS = Rule(
    "icons-stand-out",
    N_("Icons that stand for words stand out"),
    ("1.4.11",),
    ("low-vision",),
    "hinders",
    N_("Who sees little contrast does not see the button."),
    N_("Give the icon a contrast of 3 to 1 with its ground, or words."),
)
FOCUS_RING = Rule(
    "focus-ring",
    N_("The ring around what has the focus stands out"),
    ("1.4.11", "2.4.7"),
    ("low-vision", "keyboard"),
    "hinders",
    N_("Who uses the keyboard loses where she is."),
    N_("Give the ring a contrast of 3 to 1 with what it lies on."),
)
SYSTEM_COLOURS = Rule(
    "system-colours",
    N_("Everything can be seen in the colours that somebody set for her whole system"),
    ("1.4.11",),
    ("low-vision",),
    "hinders",
    N_("Who needs her own colours sees neither the icon nor the edge."),
    N_("Draw icons in currentColor, and give fields real borders."),
)
ON_PAPER = Rule(
    "on-paper",
    N_("The page can be printed"),
    (),
    ("low-vision", "cognitive"),
    "annoys",
    N_("Who reads better on paper gets an empty or a pale page."),
    N_("Give print a style of dark text, with everything that is read on the screen."),
)

RULES = (FIELD_EDGES, ICONS, FOCUS_RING, SYSTEM_COLOURS, ON_PAPER)

LEAST = 3.0
"""WCAG 1.4.11."""
LEAST_TEXT = 4.5
"""WCAG 1.4.3, on white paper: printers leave out the ground."""
LEAST_PRINTED = 1 / 3
"""Of its words a page keeps more than this on paper, without what is there to be pressed (own)."""


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield what does not stand out enough."""
    seen = opened.ask("edges", LEAST)
    yield from _weak(opened, seen["fields"], FIELD_EDGES)
    yield from _weak(opened, seen["icons"], ICONS)
    yield from _weak(opened, seen["rings"], FOCUS_RING)
    page, words = opened.page, opened.ask("printed", 0)["words"]
    try:
        page.emulate_media(forced_colors="active")
        forced = opened.ask("edges", LEAST)
        page.emulate_media(forced_colors="none", media="print")
        paper = opened.ask("printed", LEAST_TEXT)
    finally:
        page.emulate_media(forced_colors="none", media="screen")
    yield from _weak(opened, forced["fields"] + forced["icons"], SYSTEM_COLOURS)
    yield from _printed(opened, words, paper)


def _weak(opened: Opened, elements: list[dict[str, Any]], rule: Rule) -> Iterator[Found]:
    for each in elements:
        sentence = N_("Its contrast is %(contrast)s to 1; %(least)d to 1 is the least.")
        values = {"contrast": round(each["contrast"], 2), "least": int(LEAST)}
        yield Found(rule.id, opened.element(each), sentence, values)


def _printed(opened: Opened, words: int, paper: dict[str, Any]) -> Iterator[Found]:
    if words and paper["words"] < LEAST_PRINTED * words:
        sentence = N_("Of %(words)d words, %(printed)d are printed.")
        yield Found(ON_PAPER.id, PAGE, sentence, {"words": words, "printed": paper["words"]})
    for pale in paper["pale"][:1]:
        sentence = N_("“%(text)s” has a contrast of %(contrast)s to 1 on white paper.")
        values = {"text": pale["text"], "contrast": round(pale["contrast"], 2)}
        yield Found(ON_PAPER.id, opened.element(pale), sentence, values)
