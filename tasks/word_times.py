"""When each word of a sentence was said, from the sound itself.

A recogniser is sure of where a sentence begins and ends and of its words, less of the times in
between: whisper.cpp gives pauses to the neighbouring word. So the words are laid over the speech
frames of the sentence by dynamic programming. Each word wants the time that its length deserves
and the place that the recogniser guessed; a border between two words wants a pause, a dip in
loudness or a change of sound. The weights were fitted on synthetic and human speech with known
word times; they hold for any language that is written in letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tasks.loudness import FRAME_MS, SAMPLE_RATE, Audio, Levels, brightness, levels

_VOWELS = re.compile(r"[aeiouyà-æè-ïò-öø-üœαεηιουωаеёиоуыэюя]+", re.IGNORECASE)
_SOUNDLESS = re.compile(r"[\W_]+")

# Relative lengths: a word, a letter, a syllable, a digit; a sentence's last word is drawn out.
_WORD, _LETTER, _SYLLABLE, _DIGIT, _LAST = 0.5, 1.8, 0.7, 8.0, 1.2
_PAUSE_FRAMES = 10  # shorter silences are part of a word: the closure before a p, t or k
_BELOW_PEAK_DB, _ABOVE_FLOOR_DB = 22.0, 7.0
_TOLERANCE, _TOLERANCE_FRAMES = 0.15, 3.5
_CHANGE, _DIP, _PAUSE, _GUESS = 0.15, 0.2, 5.0, 0.06
_GUESS_CAP_FRAMES = 20
_FEWEST_FRAMES, _LONGEST_WORD_FRAMES = 20, 250


def place(
    texts: Sequence[str],
    guesses_ms: Sequence[int | None],
    audio: Audio,
    start_ms: int,
    end_ms: int,
) -> list[tuple[int, int]]:
    """Start and end in ms of each of ``texts``, said in this order between two times.

    ``guesses_ms`` are the recogniser's own starts, None where it has none. All times count from
    the start of ``audio``. Words do not overlap, and keep clear of pauses of a tenth of a second
    and more.
    """
    first = max(0, start_ms // FRAME_MS)
    last = min(len(audio) * 1000 // SAMPLE_RATE, end_ms) // FRAME_MS
    if not texts or last - first < max(_FEWEST_FRAMES, 2 * len(texts)):
        return _shared_out(len(texts), start_ms, end_ms)
    part = audio[first * FRAME_MS * SAMPLE_RATE // 1000 : last * FRAME_MS * SAMPLE_RATE // 1000]
    level = levels(part)
    voiced = np.flatnonzero(_voiced(level))
    if len(voiced) < 2 * len(texts):
        voiced = np.arange(len(level))
    guesses = [
        None if guess is None else int(np.searchsorted(voiced, guess / FRAME_MS - first))
        for guess in guesses_ms
    ]
    inviting = _inviting(part, level, voiced)
    borders = _borders(_lengths(texts, len(voiced)), inviting, guesses)
    times = [
        (int(first + voiced[a]) * FRAME_MS, int(first + voiced[b - 1] + 1) * FRAME_MS)
        for a, b in pairwise(borders)
    ]
    # The recogniser knows the outer edges better than a frame does.
    times[0] = (min(start_ms, times[0][1]), times[0][1])
    times[-1] = (times[-1][0], max(times[-1][0], min(end_ms, times[-1][1] + FRAME_MS)))
    return times


def _shared_out(count: int, start_ms: int, end_ms: int) -> list[tuple[int, int]]:
    """Equal shares, where there is too little time to hear anything in."""
    edges = [start_ms + (end_ms - start_ms) * i // max(1, count) for i in range(count + 1)]
    return list(pairwise(edges))


def _voiced(level: Levels) -> NDArray[np.bool_]:
    """Which frames belong to words: not the pauses between them."""
    floor, peak = np.percentile(level, [5, 95])
    voiced = level > max(peak - _BELOW_PEAK_DB, min(floor + _ABOVE_FLOOR_DB, peak - 6))
    edges = np.flatnonzero(np.diff(np.concatenate([[True], voiced, [True]]).astype(np.int8)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start < _PAUSE_FRAMES:
            voiced[start:end] = True
    return np.asarray(voiced)


def _lengths(texts: Sequence[str], frames: int) -> Levels:
    """How many frames each word deserves of those that there are."""
    weights = np.array([_weight(text) for text in texts])
    weights[-1] *= _LAST
    return np.asarray(weights * (frames / weights.sum()))


def _weight(text: str) -> float:
    sounds = _SOUNDLESS.sub("", text)
    digits = sum(c.isdigit() for c in sounds)
    letters = len(sounds) - digits
    # An e at the end of a longer word is mostly silent in English and French.
    voiced = sounds[:-1] if len(sounds) > 3 and sounds[-1] == "e" else sounds
    syllables = len(_VOWELS.findall(voiced))
    return _WORD + _LETTER * letters + _SYLLABLE * max(1, syllables) + _DIGIT * digits


def _inviting(part: Audio, level: Levels, voiced: NDArray[np.intp]) -> Levels:
    """How much each voiced frame invites a border in front of it."""
    smooth = np.ones(3) / 3
    change = np.zeros(len(level))
    for feature in (np.maximum(level, -90), brightness(part, level)):
        even = np.convolve(feature, smooth, "same")
        change[2:-2] += np.abs(even[4:] - even[:-4])
    change /= change.mean() + 1e-6
    dip = np.convolve(level, np.ones(15) / 15, "same") - level
    after_pause = np.diff(voiced, prepend=voiced[0]) > 1
    return np.asarray(
        _CHANGE * np.minimum(change[voiced], 3)
        + _DIP * np.clip(dip[voiced] / 6, -2, 2)
        + _PAUSE * after_pause
    )


def _borders(lengths: Levels, inviting: Levels, guesses: Sequence[int | None]) -> list[int]:
    """The cheapest borders, as indices of voiced frames; the first is 0, the last their number."""
    count, frames = len(lengths), len(inviting)
    longest = min(frames, max(_LONGEST_WORD_FRAMES, int(2.5 * lengths.max())))
    spans = np.arange(longest, 0, -1)
    at = np.arange(frames + 1)
    cost = np.full(frames + 1, np.inf)
    cost[0] = 0
    chosen = []
    for word in range(count):
        strain = (spans - lengths[word]) / (_TOLERANCE * lengths[word] + _TOLERANCE_FRAMES)
        padded = np.concatenate([np.full(longest, np.inf), cost])
        # Row k holds the costs of the borders at k - longest ... k - 1: those before k.
        ways = np.lib.stride_tricks.sliding_window_view(padded, longest)[: frames + 1] + strain**2
        best = ways.argmin(axis=1)
        chosen.append(best)
        cost = ways[at, best]
        if word < count - 1:
            cost[:-1] -= inviting
            guess = guesses[word + 1]
            if guess is not None:
                cost += _GUESS * np.minimum(np.abs(at - guess), _GUESS_CAP_FRAMES)
    borders = [frames]
    for best in reversed(chosen):
        borders.append(borders[-1] - int(spans[best[borders[-1]]]))
    return borders[::-1]
