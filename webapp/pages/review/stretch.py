"""A stretch of a media as the reviewers' time line shows it: captions, sound and cuts.

Only what the stretch holds is read, so that it costs the same in two minutes and in two hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from sqlalchemy import func, select, tuple_

from webapp.captions.document import Stretch
from webapp.captions.lint import speech_without_cue
from webapp.captions.profiles import PROFILES, Profile
from webapp.extensions import db
from webapp.models import Cue, Shots, SoundPicture, Transcript
from webapp.sound_reading import SILENCE, SPEECH, Kind

LENGTHS_MS = (5_000, 10_000, 20_000, 60_000)
"""How much time can be seen at once."""
USUAL_MS = 10_000
LONGEST_CUE_MS = 600_000
"""A caption that has stood for longer than this is not looked for."""
AROUND_MS = 10_000
"""So much more is read to know how long speech without a caption lasts."""


class Block(NamedTuple):
    """A caption in the time line."""

    cue: Cue
    number: int
    """Its place among all, from 1."""
    lane: int
    """0, or 1 where it stands at the same time as the one before."""


class Shown(NamedTuple):
    """What is seen of one stretch."""

    start_ms: int
    end_ms: int
    blocks: Sequence[Block]
    shots: Sequence[int]
    """When the picture is cut."""
    frame_ms: float
    gap_ms: int
    """What is left between captions, and before a cut: frames, in whole ms."""
    kinds: Sequence[Kind]
    """What is heard, without silence."""
    missing: Sequence[Stretch]
    """Where somebody speaks and no caption is shown, for longer than the rules warn of."""

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms

    @property
    def has_two_lanes(self) -> bool:
        """Whether captions stand at the same time."""
        return any(block.lane for block in self.blocks)


def stretch(transcript: Transcript, start_ms: int, length_ms: int) -> Shown:
    """Read the stretch of ``length_ms`` that begins at ``start_ms``, as far as the media goes."""
    start_ms = min(max(0, start_ms), max(0, transcript.media.duration_ms - length_ms))
    end_ms = start_ms + length_ms
    picture = SoundPicture.of(transcript.media_id)
    heard = [(kind, start, end) for kind, start, end in picture.stretches] if picture else []
    shots = Shots.cuts(transcript.media_id)
    profile = PROFILES[transcript.media.library.caption_profile]
    return Shown(
        start_ms,
        end_ms,
        _blocks(transcript, start_ms, end_ms),
        [ms for ms in shots.shots_ms or () if start_ms <= ms < end_ms],
        shots.frame_ms,
        ceil(profile.gap_frames * shots.frame_ms),
        [each for each in _within(heard, start_ms, end_ms) if each[0] != SILENCE],
        _missing(transcript, profile, heard, start_ms, end_ms) if transcript.complete else [],
    )


def around(transcript: Transcript, at_ms: int, length_ms: int) -> Shown:
    """Read the stretch of ``length_ms`` that has ``at_ms`` in its middle."""
    return stretch(transcript, at_ms - length_ms // 2, length_ms)


def _blocks(transcript: Transcript, start_ms: int, end_ms: int) -> list[Block]:
    blocks: list[Block] = []
    over_ms = [0, 0]  # when the last one of each lane is over
    for cue in _standing(transcript, start_ms, end_ms):
        follows = blocks and blocks[-1].cue.start_ms >= start_ms
        number = blocks[-1].number + 1 if follows else _number(cue)
        lane = 1 if over_ms[1] <= cue.start_ms < over_ms[0] else 0
        over_ms[lane] = max(over_ms[lane], cue.end_ms)
        blocks.append(Block(cue, number, lane))
    return blocks


def _number(cue: Cue) -> int:
    """The place of a cue among all of its transcript, from 1."""
    before = select(func.count()).where(
        Cue.transcript_id == cue.transcript_id,
        Cue.deleted_at_ms.is_(None),
        tuple_(Cue.start_ms, Cue.id) < tuple_(cue.start_ms, cue.id),
    )
    return (db.session.scalar(before) or 0) + 1


def _standing(transcript: Transcript, start_ms: int, end_ms: int) -> Sequence[Cue]:
    """The captions that stand at any time between two times, in order."""
    return db.session.scalars(
        select(Cue)
        .where(
            Cue.transcript_id == transcript.id,
            Cue.deleted_at_ms.is_(None),
            Cue.start_ms.between(start_ms - LONGEST_CUE_MS, end_ms - 1),
            Cue.end_ms > start_ms,
        )
        .order_by(Cue.start_ms, Cue.id)
    ).all()


def _missing(
    transcript: Transcript, profile: Profile, heard: Sequence[Kind], start_ms: int, end_ms: int
) -> list[Stretch]:
    start, end = start_ms - AROUND_MS, end_ms + AROUND_MS
    speech = [Stretch(a, b) for kind, a, b in _within(heard, start, end) if kind == SPEECH]
    cues = [cue.as_caption() for cue in _standing(transcript, start, end)]
    return [
        Stretch(max(each.start_ms, start_ms), min(each.end_ms, end_ms))
        for each in speech_without_cue(cues, speech)
        if each.duration_ms > profile.uncaptioned_speech_warn_ms
        and each.start_ms < end_ms
        and each.end_ms > start_ms
    ]


def _within(heard: Sequence[Kind], start_ms: int, end_ms: int) -> list[Kind]:
    """What of it is heard between two times."""
    return [
        (kind, max(start, start_ms), min(end, end_ms))
        for kind, start, end in heard
        if start < end_ms and end > start_ms
    ]
