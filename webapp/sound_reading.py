"""What a sound picture says beside the captions, for the page in words and for the strip.

What is heard when, how loud, who speaks, and where captions are missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from webapp.captions.document import Cue, Stretch
from webapp.captions.lint import speech_without_cue
from webapp.captions.lint.finding import is_sound
from webapp.media.lufs import level

KINDS = SPEECH, MUSIC, OTHER, SILENCE = ("speech", "music", "sound", "silence")
"""What can be heard. Whatever else is heard while somebody speaks, it is speech."""

Kind = tuple[str, int, int]
"""What is heard, from when to when (ms)."""

_LU = level(-69.0)  # about a byte's worth of 1 LU
_LOUD_WITHIN, _QUIET_BELOW = 6 * _LU, 16 * _LU
_LOUD_SHARE, _STRETCH_SHARE = 0.95, 0.75  # of the time is not as loud as that
_SECOND_MS = 1000
_MOST_LABELS = 3

Timed = TypeVar("Timed", Cue, Stretch)


@dataclass(frozen=True, slots=True)
class Row:
    """One stretch, with what the captions say of it."""

    kind: str
    start_ms: int
    end_ms: int
    loud: str
    """``loud``, ``middle`` or ``quiet`` within this media; empty for silence."""
    speakers: tuple[str, ...]
    labels: tuple[str, ...]
    """Sounds that captions name."""
    missing: tuple[Stretch, ...]
    """Where somebody speaks and no caption is shown."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the sound picture and one version of the captions say together."""

    length_ms: int
    spent_ms: Mapping[str, int]
    """How much of the time is of which kind."""
    loudest_ms: int | None
    """Where the loudest second begins; None where nothing is heard."""
    rows: Sequence[Row]
    missing: Sequence[Stretch]
    covered: Sequence[Stretch]
    """Where captions show anything."""
    voices: Sequence[tuple[str, Stretch]]
    """Who speaks when, as the captions have it."""


def read(
    kinds: Sequence[Kind],
    loudness: bytes,
    step_ms: int,
    cues: Sequence[Cue],
    shortest_missing_ms: int | None,
) -> Reading:
    """Put the sound and the captions together; both in order of time.

    Speech without captions counts as missing where it lasts longer than ``shortest_missing_ms``;
    None: captions are still to come, and none is missing.
    """
    speech = [Stretch(start, end) for kind, start, end in kinds if kind == SPEECH]
    missing = [
        each
        for each in speech_without_cue(cues, speech)
        if shortest_missing_ms is not None and each.duration_ms > shortest_missing_ms
    ]
    spent: Counter[str] = Counter()
    for kind, start, end in kinds:
        spent[kind] += end - start
    loud = percentile(loudness, _LOUD_SHARE)
    spans = [Stretch(start, end) for _, start, end in kinds]
    beside = zip(kinds, _beside(spans, cues), _beside(spans, missing), strict=True)
    return Reading(
        length_ms=spans[-1].end_ms if spans else 0,
        spent_ms=spent,
        loudest_ms=_loudest(loudness, step_ms),
        rows=[
            _row(each, _how_loud(loudness, step_ms, each, loud), around, left_out)
            for each, around, left_out in beside
        ],
        missing=missing,
        covered=[Stretch(c.start_ms, c.end_ms) for c in cues if c.text.strip()],
        voices=[(c.speaker, Stretch(c.start_ms, c.end_ms)) for c in cues if c.speaker],
    )


def percentile(levels: bytes, share: float) -> int:
    """The level that ``share`` (0..1) of the levels do not exceed; 0 where there are none."""
    return sorted(levels)[int(share * (len(levels) - 1))] if levels else 0


def _row(each: Kind, loud: str, around: Sequence[Cue], missing: Sequence[Stretch]) -> Row:
    kind, start, end = each
    names = dict.fromkeys(c.speaker for c in around if c.speaker and kind == SPEECH)
    labels = dict.fromkeys(c.label or c.text.strip("[] \n") for c in around if is_sound(c))
    return Row(kind, start, end, loud, tuple(names), tuple(labels)[:_MOST_LABELS], tuple(missing))


def _beside(spans: Sequence[Stretch], timed: Sequence[Timed]) -> Iterator[list[Timed]]:
    """For each span, what stands in any part of it; both in order of time."""
    at = 0
    for span in spans:
        while at < len(timed) and timed[at].end_ms <= span.start_ms:
            at += 1
        found, ahead = [], at
        while ahead < len(timed) and timed[ahead].start_ms < span.end_ms:
            if timed[ahead].end_ms > span.start_ms:
                found.append(timed[ahead])
            ahead += 1
        yield found


def _how_loud(loudness: bytes, step_ms: int, each: Kind, loud: int) -> str:
    kind, start, end = each
    if kind == SILENCE:
        return ""
    begin = start // step_ms
    here = percentile(loudness[begin : max(end // step_ms, begin + 1)], _STRETCH_SHARE)
    if here >= loud - _LOUD_WITHIN:
        return "loud"
    return "quiet" if here < loud - _QUIET_BELOW else "middle"


def _loudest(loudness: bytes, step_ms: int) -> int | None:
    if not any(loudness):
        return None
    count = min(_SECOND_MS // step_ms, len(loudness))
    sums = [0, *accumulate(loudness)]
    loudest = max(range(len(loudness) - count + 1), key=lambda at: sums[at + count] - sums[at])
    return loudest * step_ms
