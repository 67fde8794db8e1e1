"""What is heard when: speech, music, other sound or silence, without gaps.

Speech is what Silero takes for speech, whatever else is heard with it. The rest is silence where it
is quiet, measured against the loud parts; music where tones are held (``tasks.music``) and do not
keep one loudness, as a hum or a fan does; else other sound. All of it is a guess of a program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tasks.loudness import Audio
from tasks.music import MUSIC, Tones
from tasks.silero import Chances, Silero
from tasks.speech import FRAME_MS, Flags, runs, speech_flags
from webapp.media.loudness import STEP_MS
from webapp.media.lufs import level, lufs

_AT_ONCE = 16  # seconds: a whole number of Silero's frames
_A_SECOND = 1000 // STEP_MS
# Surer than for captions, which must not lose a whisper: here music must not look like speech.
_BEGINS, _GOES_ON = 0.6, 0.35
_BREATH = 7  # steps: a shorter pause belongs to the speech around it
_SHORTEST = _A_SECOND  # of what is not speech
_MUSIC_AT_LEAST = 3 * _A_SECOND  # between speech, whose tones are evidence beside it
_SILENCE_BELOW_LOUD = 30.0  # LU
_QUIETEST_SILENCE, _LOUDEST_SILENCE = -50.0, -45.0  # LUFS
_STEADY_SECONDS, _STEADY = 5, level(-68.5)  # a byte's worth of 1.5 LU

Steps = NDArray[np.uint8]
_SPEECH, _MUSIC, _OTHER, _SILENCE = range(4)  # places in the caller's names


def sound_kinds(
    blocks: Iterable[Audio], loudness: bytes, heard_by: Silero, names: tuple[str, str, str, str]
) -> list[tuple[str, int, int]]:
    """Return (name, start_ms, end_ms) of stretches that cover the time of ``loudness``.

    ``blocks`` are of 16 kHz and one second each, the last may be shorter; ``loudness`` has a byte
    a step, as ``webapp.media.loudness`` gives it. ``names`` are those of speech, music, other
    sound and silence.
    """
    levels = np.frombuffer(loudness, dtype=np.uint8)
    speech, tones = _listen(blocks, heard_by, len(levels))
    steady = _steady(levels)
    kinds = np.where(tones & ~steady, _MUSIC, _OTHER).astype(np.uint8)
    kinds[levels <= _silence(levels)] = _SILENCE
    _settle(kinds, ~speech)
    kinds[speech] = _SPEECH
    return [
        (names[kinds[start]], start * STEP_MS, end * STEP_MS) for start, end in _stretches(kinds)
    ]


def _listen(blocks: Iterable[Audio], heard_by: Silero, steps: int) -> tuple[Flags, Flags]:
    """In which steps somebody speaks, and in which tones are held. Flat but for the answers."""
    heard_by.reset()
    chances: list[Chances] = []
    music: list[float] = []
    tones = Tones()
    for sound in _together(blocks):
        chances.append(heard_by.chances(sound))
        music += tones.hear(sound)
    music += tones.finish()
    if not chances:
        return np.zeros(steps, dtype=np.bool_), np.zeros(steps, dtype=np.bool_)
    frames = speech_flags(np.concatenate(chances), begins=_BEGINS, goes_on=_GOES_ON)
    middle_ms = np.arange(steps) * STEP_MS + STEP_MS // 2
    speech = _at(frames, middle_ms // FRAME_MS)
    for start, end in runs(~speech) if speech.any() else ():
        if end - start < _BREATH:
            speech[start:end] = True
    return speech, _at(_with_neighbours(np.asarray(music) >= MUSIC), middle_ms // 1000)


def _together(blocks: Iterable[Audio]) -> Iterator[Audio]:
    waiting: list[Audio] = []
    for block in blocks:
        waiting.append(block)
        if len(waiting) == _AT_ONCE:
            yield np.concatenate(waiting)
            waiting = []
    if waiting:
        yield np.concatenate(waiting)


def _with_neighbours(seconds: Flags) -> Flags:
    """Those and the seconds beside them, which were a third of the evidence each."""
    return np.asarray(np.convolve(seconds, np.ones(3), "same") > 0)


def _at(flags: Flags, places: NDArray[np.int64]) -> Flags:
    """The flags at some places; beyond the end nothing is heard."""
    return np.asarray(flags[np.minimum(places, len(flags) - 1)] & (places < len(flags)))


def _silence(levels: Steps) -> int:
    """The loudest level that is silence here."""
    heard = levels[levels > 0]
    if not len(heard):
        return 0
    loud = lufs(int(np.percentile(heard, 95)))
    return level(min(max(loud - _SILENCE_BELOW_LOUD, _QUIETEST_SILENCE), _LOUDEST_SILENCE))


def _steady(levels: Steps) -> Flags:
    """Which steps lie within seconds of one loudness."""
    count = _STEADY_SECONDS * _A_SECOND
    steady = np.zeros(len(levels), dtype=np.bool_)
    if len(levels) >= count:
        windows = np.lib.stride_tricks.sliding_window_view(levels, count)
        for start in np.flatnonzero(windows.max(axis=1) - windows.min(axis=1) <= _STEADY):
            steady[start : start + count] = True
    return steady


def _settle(kinds: Steps, free: Flags) -> None:
    """Give each step between speech the kind that most around it have; leave no short bits."""
    window = np.ones(2 * _SHORTEST + 1)
    for start, end in runs(free):
        part = kinds[start:end]
        if len(part) < _MUSIC_AT_LEAST:
            part[part == _MUSIC] = _OTHER
        if len(part) < len(window):
            part[:] = np.bincount(part).argmax()
            continue
        kept = (_MUSIC, _OTHER, _SILENCE)
        part[:] = np.argmax([np.convolve(part == kind, window, "same") for kind in kept], axis=0)
        part += _MUSIC
        for (_, before), (begin, until) in pairwise(list(_stretches(part))):
            if until - begin < _SHORTEST:
                part[begin:until] = part[before - 1]


def _stretches(kinds: Steps) -> Iterator[tuple[int, int]]:
    """Start and end of each run of one kind."""
    edges = [0, *(np.flatnonzero(np.diff(kinds)) + 1).tolist(), len(kinds)]
    for start, end in pairwise(edges):
        if end > start:
            yield start, end
