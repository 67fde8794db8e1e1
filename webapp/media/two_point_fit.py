"""How a signed version's time follows the media's, from moments that somebody saw in both.

The media's time ``t`` belongs to ``(t - offset) * rate`` of the signer: two moments give a
straight line. The error at the end of a video grows with its length over the distance of the two.
"""

from __future__ import annotations

from typing import NamedTuple

from .failure import N_

SLOWEST, FASTEST = 0.5, 2.0
"""A signed version that runs at another rate than this was not made for the media."""
LEAST_APART_MS = 5000
"""Closer moments tell no rate: a frame of error (40 ms) would be more than 0.8 % of it."""
ERROR_MS = 80
"""What two frames make is error, and no drift: nobody hits a moment better than to a frame."""


class FitRefused(ValueError):
    """Moments that tell nothing. ``str()`` is a sentence for a person."""


class Pair(NamedTuple):
    """One moment, seen in both videos, in ms of each."""

    media_ms: int
    signer_ms: int


class TimeFit(NamedTuple):
    """At ``t`` ms of the media, the signer is at ``(t - offset_ms) * rate``."""

    offset_ms: int
    rate: float


def by_one(pair: Pair, rate: float = 1.0) -> TimeFit:
    """Return the fit through one moment, at a rate that is known."""
    return TimeFit(round(pair.media_ms - pair.signer_ms / rate), rate)


def by_two(first: Pair, second: Pair) -> TimeFit:
    """Return the fit through two moments, in any order.

    FitRefused where they are too close, or belong to no rate that two such videos can have.
    """
    first, second = sorted((first, second))
    media_ms, signer_ms = second.media_ms - first.media_ms, second.signer_ms - first.signer_ms
    if media_ms < LEAST_APART_MS:
        raise FitRefused(
            N_(
                "The two moments are too close together. "
                "Take one near the beginning and one near the end, at least five seconds apart."
            )
        )
    rate = signer_ms / media_ms
    if not SLOWEST <= rate <= FASTEST:
        raise FitRefused(
            N_(
                "With these moments the signer would run at less than half or more than twice the "
                "speed. Check that both belong together, in the same order in both videos."
            )
        )
    if abs(signer_ms - media_ms) <= ERROR_MS:
        offsets = (first.media_ms - first.signer_ms, second.media_ms - second.signer_ms)
        return TimeFit(round(sum(offsets) / 2), 1.0)
    return by_one(first, round(rate, 6))
