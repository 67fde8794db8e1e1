"""What was seen of a signer's hands, and what that says of her signing; see `landmarks`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from .sign_measures import Reading, Span
from .signing_activity import LONGEST_HOLD_MS, SHORTEST_MS
from .signing_space import Hand

STEP_MS = 500
"""The time between two sightings."""
VISIBLE = 0.5
"""From here on a mark is seen; below, it is a guess.

Seen: 0.6 to 1.0 for the wrists of real signers; 0.1 to 0.4 for those that were guessed into a hand
that fills the picture, and for arms that hang below it.
"""

_MOMENTS = 5

Place = tuple[float, float]
"""Shares of the picture's width and height (0..1); outside it, beyond."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was seen of a person in one picture."""

    ms: int
    hands: tuple[Place, ...]
    """The palms that are seen, none to two."""
    wrists: tuple[Place, ...]
    """Where the arms end, seen or guessed; empty where no body is."""
    sure: tuple[float, ...]
    """For each wrist how sure it is that it is visible (0..1)."""
    face: tuple[float, float, float, float] | None
    """Left, top, right and bottom."""

    @property
    def is_of_a_body(self) -> bool:
        """Whether a person is there, and not something that was taken for one."""
        return bool(self.wrists) and (self.face is not None or max(self.sure) >= VISIBLE)

    @property
    def hand_is_out(self) -> bool | None:
        """Whether a hand has left the picture; None where no body is seen.

        A hand that rests below it while the other one signs has not left it.
        """
        if not self.is_of_a_body:
            return None
        if any(not 0 <= x <= 1 or y < 0 for x, y in self.wrists):
            return True
        return not self.hands

    @property
    def hand_is_seen(self) -> bool | None:
        """Whether a hand can be seen, also one that is too quick for its palm to be found."""
        if self.hands:
            return True
        if not self.is_of_a_body:
            return None
        return any(
            sure >= VISIBLE and 0 <= x <= 1 and 0 <= y <= 1
            for (x, y), sure in zip(self.wrists, self.sure, strict=True)
        )


def hands_out(seen: Sequence[Sighting], activity: Sequence[Span]) -> Reading | None:
    """The share of the signing time in which a hand is out of the picture, and the first moments.

    None where nobody was seen while somebody signs.
    """
    signing = [
        (each.ms, each.hand_is_out)
        for each in _during(activity, seen)
        if each.hand_is_out is not None
    ]
    if not signing:
        return None
    out = [ms for ms, is_out in signing if is_out]
    return Reading(round(len(out) / len(signing), 3), tuple(out[:_MOMENTS]))


def signed(activity: Sequence[Span], seen: Sequence[Sighting]) -> list[Span]:
    """What is left of the time in which something moves, without that in which no hand is seen.

    Somebody who walks past, or moves her head alone, does not sign. A hand that is lost for no
    longer than a sign is held does not end a stretch; where no body is seen, nothing is known,
    and motion counts.
    """
    left = list(activity)
    for hidden in _hidden(seen):
        parts = [
            (Span(a, min(b, hidden.start_ms)), Span(max(a, hidden.end_ms), b)) for a, b in left
        ]
        left = [span for pair in parts for span in pair if span.end_ms - span.start_ms > 0]
    return [span for span in left if span.end_ms - span.start_ms >= SHORTEST_MS]


def hands_of(seen: Sequence[Sighting], activity: Sequence[Span]) -> list[Hand]:
    """Where hands were seen while somebody signs, for the crop that has to hold them."""
    return [Hand(each.ms, x, y) for each in _during(activity, seen) for x, y in each.hands]


def _during(activity: Sequence[Span], seen: Sequence[Sighting]) -> Iterator[Sighting]:
    return (each for each in seen if any(a <= each.ms < b for a, b in activity))


def _hidden(seen: Sequence[Sighting]) -> Iterator[Span]:
    """Where a person is seen, and none of her hands."""
    for is_hidden, group in groupby(seen, lambda each: each.hand_is_seen is False):
        run = list(group)
        span = Span(run[0].ms, run[-1].ms + STEP_MS)
        if is_hidden and span.end_ms - span.start_ms > LONGEST_HOLD_MS:
            yield span
