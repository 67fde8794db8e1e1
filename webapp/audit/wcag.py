"""The success criteria of WCAG 2.2, levels A and AA, by their numbers.

4.1.1 Parsing was taken out of WCAG 2.2 and is not among them.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from webapp.audit.rule import N_

Level = Literal["A", "AA"]


class Criterion(NamedTuple):
    """A success criterion: its number, as in ``1.2.2``, its name in English and its level."""

    number: str
    name: str
    level: Level


_A = (
    ("1.1.1", N_("Non-text Content")),
    ("1.2.1", N_("Audio-only and Video-only (Prerecorded)")),
    ("1.2.2", N_("Captions (Prerecorded)")),
    ("1.2.3", N_("Audio Description or Media Alternative (Prerecorded)")),
    ("1.3.1", N_("Info and Relationships")),
    ("1.3.2", N_("Meaningful Sequence")),
    ("1.3.3", N_("Sensory Characteristics")),
    ("1.4.1", N_("Use of Color")),
    ("1.4.2", N_("Audio Control")),
    ("2.1.1", N_("Keyboard")),
    ("2.1.2", N_("No Keyboard Trap")),
    ("2.1.4", N_("Character Key Shortcuts")),
    ("2.2.1", N_("Timing Adjustable")),
    ("2.2.2", N_("Pause, Stop, Hide")),
    ("2.3.1", N_("Three Flashes or Below Threshold")),
    ("2.4.1", N_("Bypass Blocks")),
    ("2.4.2", N_("Page Titled")),
    ("2.4.3", N_("Focus Order")),
    ("2.4.4", N_("Link Purpose (In Context)")),
    ("2.5.1", N_("Pointer Gestures")),
    ("2.5.2", N_("Pointer Cancellation")),
    ("2.5.3", N_("Label in Name")),
    ("2.5.4", N_("Motion Actuation")),
    ("3.1.1", N_("Language of Page")),
    ("3.2.1", N_("On Focus")),
    ("3.2.2", N_("On Input")),
    ("3.2.6", N_("Consistent Help")),
    ("3.3.1", N_("Error Identification")),
    ("3.3.2", N_("Labels or Instructions")),
    ("3.3.7", N_("Redundant Entry")),
    ("4.1.2", N_("Name, Role, Value")),
)
_AA = (
    ("1.2.4", N_("Captions (Live)")),
    ("1.2.5", N_("Audio Description (Prerecorded)")),
    ("1.3.4", N_("Orientation")),
    ("1.3.5", N_("Identify Input Purpose")),
    ("1.4.3", N_("Contrast (Minimum)")),
    ("1.4.4", N_("Resize Text")),
    ("1.4.5", N_("Images of Text")),
    ("1.4.10", N_("Reflow")),
    ("1.4.11", N_("Non-text Contrast")),
    ("1.4.12", N_("Text Spacing")),
    ("1.4.13", N_("Content on Hover or Focus")),
    ("2.4.5", N_("Multiple Ways")),
    ("2.4.6", N_("Headings and Labels")),
    ("2.4.7", N_("Focus Visible")),
    ("2.4.11", N_("Focus Not Obscured (Minimum)")),
    ("2.5.7", N_("Dragging Movements")),
    ("2.5.8", N_("Target Size (Minimum)")),
    ("3.1.2", N_("Language of Parts")),
    ("3.2.3", N_("Consistent Navigation")),
    ("3.2.4", N_("Consistent Identification")),
    ("3.3.3", N_("Error Suggestion")),
    ("3.3.4", N_("Error Prevention (Legal, Financial, Data)")),
    ("3.3.8", N_("Accessible Authentication (Minimum)")),
    ("4.1.3", N_("Status Messages")),
)


def _place(criterion: Criterion) -> tuple[int, ...]:
    return tuple(int(part) for part in criterion.number.split("."))


CRITERIA = tuple(
    sorted(
        [*(Criterion(*each, "A") for each in _A), *(Criterion(*each, "AA") for each in _AA)],
        key=_place,
    )
)
"""All of them in the order of their numbers."""
