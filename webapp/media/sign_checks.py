"""What is judged of a signed video: each check with its measured value and its limit.

Limits of pace and size: EN 301 549 6.5 and ITU-T H Supplement 1; of flashes: WCAG 2.3.1; of the
signer's share: Ofcom. The others are our own, measured on made clips and on seven real ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from .flashes import MOST_IN_A_SECOND
from .sign_measures import Measures, Reading

Level = Literal["must", "should"]
"""A 'must' that fails keeps a signed version from being published, never from being kept."""

CheckName = Literal[
    "frame_rate",
    "slow_parts",
    "size",
    "brightness",
    "contrast",
    "blur",
    "blocks",
    "frozen",
    "black",
    "flashes",
    "red_flashes",
    "rotation",
    "bars",
    "length",
    "signer_size",
    "cut_off",
    "hands",
]
Unit = Literal["fps", "px", "luma", "blocks", "s", "share", "flashes", "degrees"]

LEAST_RATE, GOOD_RATE = 12.0, 20.0
"""Unique frames a second: below the first it is refused, below the second warned of."""
LEAST_SIDES = (240, 320)
"""Of the shorter and of the longer side, in pixels."""
LEAST_BRIGHTNESS, LEAST_CONTRAST = 30.0, 50.0
MOST_BLUR = 12.0
MOST_BLOCKS = 20.0
"""``blockdetect`` gave 2 to 4 for the real clips, 9 where they were compressed to H.264 crf 36,
30 to 80 where blocks were plain to see."""
MOST_STANDING_S = 2.0
"""For a part that is frozen or black; a fade or a title takes no longer."""
MOST_LOST_SHARE = 0.5
"""From here on of the time, what is frozen or black is no fault but no signing at all."""
MOST_BARS = 0.03
"""Of the width or height, at both edges together."""
LENGTH_SHARE, LENGTH_S = 0.05, 10.0
"""How far the length may be from the video's, whichever is more: the lag and a greeting."""
LEAST_SIGNER = 1 / 6
MOST_CUT_OFF = 0.1
MOST_HANDS_OUT = 0.3

_MOMENTS = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a signed video."""

    name: CheckName
    level: Level
    ok: bool | None
    """None: the check was not made."""
    value: float | None
    """What was measured, in ``unit``; None where it was not, or there was nothing to measure."""
    limit: float
    unit: Unit
    at_ms: tuple[int, ...] = ()
    """The moments that show it best, the worst one first; empty where no moment does."""

    @property
    def blocks(self) -> bool:
        """Whether it keeps the version from being published."""
        return self.level == "must" and self.ok is False


class Extent(Protocol):
    """What is known of how the signer fills the picture; see `signing_space`."""

    @property
    def signer_share(self) -> float:
        """The share of the picture that she takes (0..1)."""

    @property
    def cut_off(self) -> Reading:
        """The share of the signing time in which she reaches out of the picture (0..1)."""


def judge(
    measures: Measures,
    *,
    video_ms: int | None = None,
    activity: Sequence[tuple[int, int]] | None = None,
    extent: Extent | None = None,
    hands: Reading | None = None,
) -> tuple[Check, ...]:
    """Judge what was measured; every check is in the answer, also those that were not made.

    ``video_ms`` is the length of the video that is signed, ``activity`` where somebody signs,
    ``extent`` how the signer fills the picture, ``hands`` the share of the signing time (0..1) in
    which a hand is out of the picture.
    """
    return (
        _rate(measures),
        _slow_parts(measures),
        _size(measures),
        _at_least("brightness", measures.brightness, LEAST_BRIGHTNESS, "luma"),
        _at_least("contrast", measures.contrast, LEAST_CONTRAST, "luma"),
        _at_most("blur", measures.blur, MOST_BLUR, "px"),
        _at_most("blocks", measures.blocks, MOST_BLOCKS, "blocks"),
        _standing("frozen", measures.frozen, *_signed(measures, activity)),
        _standing("black", measures.black, *_signed(measures, activity)),
        _flashes("flashes", measures.flashes),
        _flashes("red_flashes", measures.red_flashes),
        _rotation(measures.rotation),
        _bars(measures),
        _length(measures.duration_ms, video_ms),
        _signer_size(extent),
        _at_most("cut_off", extent.cut_off if extent else None, MOST_CUT_OFF, "share"),
        _at_most("hands", hands, MOST_HANDS_OUT, "share"),
    )


def _rate(measures: Measures) -> Check:
    value = measures.unique_rate
    at = measures.slowest_rate.at_ms if measures.slowest_rate else ()
    if value is None:
        return Check("frame_rate", "must", None, None, LEAST_RATE, "fps")
    if round(value, 1) < LEAST_RATE:
        return Check("frame_rate", "must", False, value, LEAST_RATE, "fps", at)
    good = round(value, 1) >= GOOD_RATE
    return Check("frame_rate", "should", good, value, GOOD_RATE, "fps", () if good else at)


def _slow_parts(measures: Measures) -> Check:
    slowest = measures.slowest_rate
    if slowest is None:
        return Check("slow_parts", "should", None, None, LEAST_RATE, "fps")
    rounded = Reading(round(slowest.value, 1), slowest.at_ms)
    return _at_least("slow_parts", rounded, LEAST_RATE, "fps")


def _size(measures: Measures) -> Check:
    """Judge the side that falls short by more, whichever way the picture stands."""
    sides = sorted((measures.width, measures.height))
    _, side, least = min((a / b, a, b) for a, b in zip(sides, LEAST_SIDES, strict=True))
    return Check("size", "should", side >= least, float(side), float(least), "px")


def _standing(
    name: Literal["frozen", "black"], spans: Sequence[tuple[int, int]], start_ms: int, end_ms: int
) -> Check:
    """Judge the longest of ``spans``, or all of them together where they take most of the time."""
    inside = [(max(a, start_ms), min(b, end_ms)) for a, b in spans]
    longest_first = sorted(((b - a, a) for a, b in inside if a < b), key=lambda span: -span[0])
    at = tuple(start for _, start in longest_first[:_MOMENTS])
    lost = sum(length for length, _ in longest_first) / max(1, end_ms - start_ms)
    if lost > MOST_LOST_SHARE:
        return Check(name, "must", False, round(lost, 3), MOST_LOST_SHARE, "share", at)
    longest = longest_first[0][0] / 1000 if longest_first else 0.0
    ok = longest <= MOST_STANDING_S
    return Check(name, "should", ok, longest, MOST_STANDING_S, "s", () if ok else at)


def _signed(measures: Measures, activity: Sequence[tuple[int, int]] | None) -> tuple[int, int]:
    """From when to when there should be signing: a title may stand before it.

    To the end of the video in any case: where it froze for good, nobody is seen to sign.
    """
    return (min(a for a, _ in activity) if activity else 0), measures.duration_ms


def _flashes(name: Literal["flashes", "red_flashes"], flashes: Reading) -> Check:
    ok = flashes.value <= MOST_IN_A_SECOND
    limit = float(MOST_IN_A_SECOND)
    return Check(name, "must", ok, flashes.value, limit, "flashes", flashes.at_ms[:_MOMENTS])


def _rotation(degrees: int) -> Check:
    return Check("rotation", "should", degrees == 0, float(degrees), 0.0, "degrees")


def _bars(measures: Measures) -> Check:
    """A dark picture may be black at its edges without bars: no check then."""
    if measures.brightness.value < LEAST_BRIGHTNESS:
        return Check("bars", "should", None, None, MOST_BARS, "share")
    left, top, right, bottom = measures.bars
    share = max(left + right, top + bottom)
    return Check("bars", "should", share <= MOST_BARS, round(share, 3), MOST_BARS, "share")


def _length(duration_ms: int, video_ms: int | None) -> Check:
    if video_ms is None:
        return Check("length", "should", None, None, LENGTH_S, "s")
    limit = max(LENGTH_S, round(LENGTH_SHARE * video_ms / 1000, 1))
    difference = (duration_ms - video_ms) / 1000
    return Check("length", "should", abs(difference) <= limit, difference, limit, "s")


def _signer_size(extent: Extent | None) -> Check:
    limit = round(LEAST_SIGNER, 3)
    if extent is None:
        return Check("signer_size", "should", None, None, limit, "share")
    share = round(extent.signer_share, 3)
    return Check("signer_size", "should", share >= limit, share, limit, "share")


def _at_least(name: CheckName, reading: Reading, limit: float, unit: Unit) -> Check:
    ok = reading.value >= limit
    return Check(name, "should", ok, reading.value, limit, unit, () if ok else reading.at_ms)


def _at_most(name: CheckName, reading: Reading | None, limit: float, unit: Unit) -> Check:
    if reading is None:
        return Check(name, "should", None, None, limit, unit)
    ok = reading.value <= limit
    return Check(name, "should", ok, reading.value, limit, unit, () if ok else reading.at_ms)
