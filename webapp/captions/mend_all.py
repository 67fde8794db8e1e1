"""Suggestions for a whole transcript: each cue as it would be when all of its own are taken."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from webapp.captions.document import Cue
from webapp.captions.lint.rules import Rules
from webapp.captions.mending import REWORDING, Mend, mends

_ROUNDS = 4
"""So many suggestions are followed at one cue."""


class Mended(NamedTuple):
    """A cue that would be another one."""

    at: int
    """Its place among the cues, from 0."""
    now: Cue
    names: tuple[str, ...]
    """What would be done, as ``Mend.name``."""


def mend_all(
    cues: Sequence[Cue], rules: Rules, *, begin: int = 0, most: int = 60
) -> tuple[list[Mended], int | None]:
    """Return the cues that suggestions change, in order, as all of them together leave them.

    What changes words or needs a new cue is left to a person. Later cues are looked at as earlier
    suggestions leave them, so that all can be taken together. Trying suggestions out takes its
    time: ``most`` faulty cues from ``begin`` on are looked at. The number says where to go on, None
    after the last one.
    """
    now = list(cues)
    names: dict[int, list[str]] = {}
    faulty = sorted({finding.cue or 0 for finding in rules.findings(now)})
    wanted = [index for index in faulty if index >= begin]
    for index in wanted[:most]:
        for _ in range(_ROUNDS):
            mend = _fitting(now, index, rules, names.get(index, ()))
            if mend is None:
                break
            for changed, cue in mend.changes.items():
                now[changed] = cue
                names.setdefault(changed, []).append(mend.name)
    found = [
        Mended(index, now[index], tuple(names[index]))
        for index in sorted(names)
        if now[index] != cues[index]
    ]
    return found, wanted[most] if len(wanted) > most else None


def _fitting(cues: Sequence[Cue], index: int, rules: Rules, done: Collection[str]) -> Mend | None:
    """Return what can be done about a cue without asking, and was not done already."""
    for mend in mends(cues, index, rules):
        if mend.split_at is None and mend.name not in REWORDING and mend.name not in done:
            return mend
    return None
