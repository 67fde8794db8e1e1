"""Whether anything moves or blinks by itself that people cannot bear, or cannot stop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

MOTION_IS_REDUCED = Rule(
    "motion-is-reduced",
    N_("Nothing moves for those who asked for less motion"),
    ("2.3.3",),
    ("motion",),
    "hinders",
    N_("Movement makes some people dizzy or sick, and takes others' eyes from the text."),
    N_("Let it stand still under prefers-reduced-motion: reduce."),
)
MOTION_CAN_BE_STOPPED = Rule(
    "motion-can-be-stopped",
    N_("What moves for longer than five seconds can be stopped"),
    ("2.2.2",),
    ("motion", "cognitive"),
    "hinders",
    N_("Who is drawn to what moves cannot read beside it."),
    N_("Let it end, or show a button that stops it."),
)
NOTHING_FLASHES = Rule(
    "nothing-flashes",
    N_("Nothing flashes more than three times in a second"),
    ("2.3.1",),
    ("motion",),
    "blocks",
    N_("Flashes can cause a seizure."),
    N_("Make it slower, or take it away."),
)
RULES = (MOTION_IS_REDUCED, MOTION_CAN_BE_STOPPED, NOTHING_FLASHES)

LONG_MS = 5000
"""WCAG 2.2.2."""
FLASHES_A_SECOND = 3
"""WCAG 2.3.1."""


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield what moves or flashes by itself."""
    asked_for_less = opened.variant.motion in ("reduced", "none")
    seen = opened.ask("animations")
    yield from _flashes(opened, seen["animations"])
    if asked_for_less:
        yield from _not_reduced(opened, seen)
    else:
        yield from _goes_on(opened, seen)
    if opened.variant.motion == "system":
        opened.page.emulate_media(reduced_motion="reduce")
        seen = opened.ask("animations")
        opened.page.emulate_media(reduced_motion="no-preference")
        yield from _not_reduced(opened, seen)


def _flashes(opened: Opened, animations: list[dict[str, Any]]) -> Iterator[Found]:
    for each in animations:
        if not each["blinks"] or not each["round_ms"]:
            continue
        rounds = 1000 / each["round_ms"] / (2 if each["turns_back"] else 1)
        repeats = each["lasts_ms"] < 0 or each["lasts_ms"] >= 3 * each["round_ms"]
        if rounds > FLASHES_A_SECOND and repeats:
            sentence = N_("It changes %(times)d times in a second.")
            yield Found(
                NOTHING_FLASHES.id, opened.element(each), sentence, {"times": round(rounds)}
            )


def _goes_on(opened: Opened, seen: dict[str, Any]) -> Iterator[Found]:
    for each in seen["animations"]:
        if not each["moves"] or 0 <= each["lasts_ms"] <= LONG_MS:
            continue
        element = opened.element(each)
        if seen["controls"]:
            sentence = N_("It moves for longer than five seconds. See whether it can be stopped.")
            yield Found(MOTION_CAN_BE_STOPPED.id, element, sentence, outcome="needs-person")
        else:
            sentence = N_("It moves for longer than five seconds, and nothing here stops it.")
            yield Found(MOTION_CAN_BE_STOPPED.id, element, sentence)


def _not_reduced(opened: Opened, seen: dict[str, Any]) -> Iterator[Found]:
    for each in seen["animations"]:
        if each["moves"]:
            sentence = N_("It moves although less motion was asked for.")
            yield Found(MOTION_IS_REDUCED.id, opened.element(each), sentence)
    for each in seen["transitions"]:
        sentence = N_("It glides when it changes, although less motion was asked for.")
        yield Found(MOTION_IS_REDUCED.id, opened.element(each), sentence)
    for each in seen["smooth"]:
        sentence = N_("It scrolls smoothly although less motion was asked for.")
        yield Found(MOTION_IS_REDUCED.id, opened.element(each), sentence)
