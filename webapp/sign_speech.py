"""Where somebody speaks and nobody signs, and the reverse: what a reviewer looks at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from webapp.captions.document import Stretch

LONGEST_LAG_MS = 6000
"""An interpreter is 2 to 6 s behind (W3C SAUR): that is natural, and never a finding."""
LEAD_MS = 1000
"""A translation that was rehearsed may begin a little before what it translates."""
SHORTEST_MS = 3000
"""What lacks for less is no finding: signs are longer or shorter than words."""
LONGEST_PAUSE_MS = 2000
"""A speaker who breathes, or a sign that is held, does not end a stretch."""


@dataclass(frozen=True, slots=True)
class Alone:
    """Where one goes on without the other, in ms of the media."""

    unsigned: tuple[Stretch, ...]
    """Somebody speaks, and nobody signs, even after the lag."""
    unspoken: tuple[Stretch, ...]
    """Somebody signs, and nobody has spoken for longer than the lag."""


def alone(
    speech: Sequence[Stretch],
    signing: Sequence[Stretch],
    length_ms: int,
    *,
    lag_ms: int = LONGEST_LAG_MS,
) -> Alone:
    """Put speech and signing side by side, both in order and in ms of the media.

    Speech within ``lag_ms`` of the end is not asked for: its signing would come after it. Bring
    signing to the media's time by ``ms / rate + offset_ms``. Motion is not signing, and the sound
    may hold speech that nobody interprets: these are places to look at, not errors.
    """
    signed_for = [_longer(each, before_ms=lag_ms) for each in signing]
    asked_for = [_cut(each, length_ms - lag_ms) for each in speech]
    spoken_for = [_longer(each, before_ms=LEAD_MS, after_ms=lag_ms) for each in speech]
    return Alone(
        unsigned=_worth_a_look(_without(asked_for, signed_for), signed_for),
        unspoken=_worth_a_look(
            _without([_cut(each, length_ms) for each in signing], spoken_for), spoken_for
        ),
    )


def _longer(each: Stretch, *, before_ms: int = 0, after_ms: int = 0) -> Stretch:
    return Stretch(each.start_ms - before_ms, each.end_ms + after_ms)


def _cut(each: Stretch, length_ms: int) -> Stretch:
    return Stretch(max(0, each.start_ms), min(each.end_ms, length_ms))


def _without(stretches: Iterable[Stretch], taken: Sequence[Stretch]) -> Iterator[Stretch]:
    """What is left of ``stretches`` where ``taken`` is taken away; both in order."""
    first = 0
    for each in stretches:
        start_ms = each.start_ms
        while first < len(taken) and taken[first].end_ms <= start_ms:
            first += 1
        for other in taken[first:]:
            if other.start_ms >= each.end_ms:
                break
            if other.start_ms > start_ms:
                yield Stretch(start_ms, other.start_ms)
            start_ms = max(start_ms, other.end_ms)
        if start_ms < each.end_ms:
            yield Stretch(start_ms, each.end_ms)


def _worth_a_look(stretches: Iterable[Stretch], answered: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Join what is parted by a pause alone, and leave out what is short."""
    joined: list[Stretch] = []
    for each in stretches:
        pause = Stretch(joined[-1].end_ms, each.start_ms) if joined else None
        if pause and pause.duration_ms <= LONGEST_PAUSE_MS and not _meets(pause, answered):
            each = Stretch(joined.pop().start_ms, each.end_ms)
        joined.append(each)
    return tuple(each for each in joined if each.duration_ms >= SHORTEST_MS)


def _meets(stretch: Stretch, others: Sequence[Stretch]) -> bool:
    after = bisect_right(others, stretch.start_ms, key=lambda each: each.end_ms)
    return after < len(others) and others[after].start_ms < stretch.end_ms
