"""Whether the page bears what people do to it: zoom, large type, wide spacing, a turned phone.

320 CSS pixels are a window of 1280 at 400 % (WCAG 1.4.10), 640 one at 200 % (1.4.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, ViewportSize

from webapp.audit.finding import Found
from webapp.audit.opened import Opened, script
from webapp.audit.rule import N_, Rule
from webapp.audit.variant import TEXT_SPACING

PAGE_REFLOWS = Rule(
    "page-reflows",
    N_("Nothing has to be scrolled sideways at 400 %"),
    ("1.4.10",),
    ("low-vision",),
    "hinders",
    N_("Who enlarges the page must move it to and fro for every line."),
    N_("Let it wrap, or give what cannot wrap a box of its own that scrolls."),
)
ZOOMED_TEXT_IS_WHOLE = Rule(
    "zoomed-text-is-whole",
    N_("Text that is enlarged is not cut off"),
    ("1.4.4",),
    ("low-vision",),
    "blocks",
    N_("Who enlarges the text loses a part of it."),
    N_("Let the box grow with its text, or let it scroll."),
    act=("59br37",),
)
LARGE_TYPE_IS_WHOLE = Rule(
    "large-type-is-whole",
    N_("Text is whole where the browser's type is twice as large"),
    ("1.4.4",),
    ("low-vision",),
    "blocks",
    N_("Who sets a larger type in her browser loses a part of the text."),
    N_("Give heights in em, or as least heights."),
)
SPACED_TEXT_IS_WHOLE = Rule(
    "spaced-text-is-whole",
    N_("Text is whole where lines, words and letters stand further apart"),
    ("1.4.12",),
    ("low-vision", "cognitive"),
    "blocks",
    N_("Who needs wide spacing to read loses a part of the text."),
    N_("Let the box grow with its text."),
)
ANY_ORIENTATION = Rule(
    "any-orientation",
    N_("The page stands upright however the device is held"),
    ("1.3.4",),
    ("keyboard", "low-vision"),
    "blocks",
    N_("Whose device is fixed to a wheelchair cannot turn it."),
    N_("Do not turn the page where the screen is high or wide."),
    act=("b33eff",),
)

RULES = (
    PAGE_REFLOWS,
    ZOOMED_TEXT_IS_WHOLE,
    LARGE_TYPE_IS_WHOLE,
    SPACED_TEXT_IS_WHOLE,
    ANY_ORIENTATION,
)

ZOOMED = ViewportSize(width=640, height=512)
NARROW = ViewportSize(width=320, height=256)
HIGH = ViewportSize(width=800, height=1280)
WIDE = ViewportSize(width=1280, height=800)

LARGE_TYPE = "html { font-size: 200% !important; }"

_SETTLED = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
"""The frame has told its scripts of the new size, and has been laid out, observers and all."""


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield what is lost or turned in other windows, in large type and with wide spacing."""
    page = opened.page
    before = page.viewport_size or WIDE
    try:
        found = list(_in_every_size(opened, page))
    finally:
        page.set_viewport_size(before)
    yield from found


def _in_every_size(opened: Opened, page: Page) -> Iterator[Found]:
    if page.viewport_size != WIDE:
        _resize(opened, WIDE)
    yield from _in_other_styles(opened, page)
    flat = opened.ask("rotation")
    _resize(opened, HIGH)
    yield from _turned(opened, flat, opened.ask("rotation"))
    _resize(opened, NARROW)
    yield from _too_wide(opened, page)
    _resize(opened, ZOOMED)
    yield from _cut_off(opened, ZOOMED_TEXT_IS_WHOLE)


def _in_other_styles(opened: Opened, page: Page) -> Iterator[Found]:
    cut_before = {each["key"] for each in opened.ask("clipped")}
    with _changed_style(page, LARGE_TYPE):
        yield from _cut_off(opened, LARGE_TYPE_IS_WHOLE, cut_before)
    if not opened.variant.text_spacing:
        with _changed_style(page, TEXT_SPACING):
            yield from _cut_off(opened, SPACED_TEXT_IS_WHOLE, cut_before)


@contextmanager
def _changed_style(page: Page, style: str) -> Iterator[None]:
    """Adopt a style sheet, which no policy of the page forbids, and give it up again."""
    page.evaluate(script("adopt_style"), style)
    try:
        yield
    finally:
        page.evaluate(script("give_up_style"))


def _resize(opened: Opened, size: ViewportSize) -> None:
    opened.page.set_viewport_size(size)
    if opened.variant.javascript:  # without, no frame calls back, and nothing has to settle
        opened.page.evaluate(_SETTLED)


def _too_wide(opened: Opened, page: Page) -> Iterator[Found]:
    wide = opened.ask("too_wide")
    width = page.viewport_size["width"] if page.viewport_size else 0
    sentence = N_("It makes the page %(by)d pixels wider than a window of %(width)d.")
    for each in wide["elements"]:
        values = {"by": wide["by"], "width": width}
        yield Found(PAGE_REFLOWS.id, opened.element(each), sentence, values)


def _cut_off(opened: Opened, rule: Rule, known: set[str] | None = None) -> Iterator[Found]:
    """Yield texts that are cut off now, but not those that were so before anything was changed."""
    for each in opened.ask("clipped"):
        if each["key"] in (known or ()):
            continue
        if each["link_beside"]:
            sentence = N_("“%(text)s” is cut off. See whether the whole is one press away.")
            yield _found(opened, rule, each, sentence, "needs-person")
        else:
            yield _found(opened, rule, each, N_("“%(text)s” is cut off."), "failed")


def _found(opened: Opened, rule: Rule, each: dict[str, Any], sentence: str, outcome: Any) -> Found:
    return Found(rule.id, opened.element(each), sentence, {"text": each["text"]}, outcome)


def _turned(
    opened: Opened, wide: list[dict[str, Any]], high: list[dict[str, Any]]
) -> Iterator[Found]:
    before, after = _angles(wide), _angles(high)
    for each in {tuple(each["selector"]): each for each in wide + high}.values():
        selector = tuple(each["selector"])
        turn = (after.get(selector, 0) - before.get(selector, 0)) % 360
        if abs(turn - 90) < 1 or abs(turn - 270) < 1:
            sentence = N_("It is turned by %(turn)d degrees when the screen is turned.")
            yield Found(ANY_ORIENTATION.id, opened.element(each), sentence, {"turn": round(turn)})


def _angles(turned: list[dict[str, Any]]) -> dict[tuple[str, ...], float]:
    return {tuple(each["selector"]): each["angle"] for each in turned}
