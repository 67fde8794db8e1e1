"""What travels from one small gray picture to the next, told from what merely changes.

By the normal flow (Horn and Schunck 1981): a change of brightness counts where it is large against
the gradient beside it, as it is when an edge travels by a good part of a pixel. Breath, blinking,
a body that sways, noise, flicker and coding change less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .gray_frames import Frames

Bools = NDArray[np.bool_]

_FLOW = 0.25  # of the steepest gradient beside it: about a quarter of a pixel
_LEAST = 3.0  # grey levels, of 255
_NOISES = 4.0  # so many standard deviations are no noise
_SIGMAS = 1.4826  # a standard deviation, in median absolute deviations
_STILL = 2.0  # pixels that change by less than so many medians show the light alone
_DIMMEST, _BRIGHTEST = 0.8, 1.25  # by which light flickers from one picture to the next
_FLAT = 4.0  # a variance, in grey levels: in such a picture there is nothing to compare
_CUT_SHARE, _CUT_LIKENESS = 0.4, 0.6
_DARK, _LIT = 24.0, 48.0  # of 255, on average and at nearly the brightest; TV black is 16
_SOME = slice(None, None, 2)  # every second pixel tells a median as well, in less time


class Change(NamedTuple):
    """From each picture to the next, pixel by pixel."""

    moves: Bools
    """It travels."""
    stirs: Bools
    """It changes by more than noise does."""
    cut: Bools
    """For each pair of pictures: they show two scenes, and the rest says nothing."""


def overlapping(blocks: Iterable[Frames]) -> Iterator[Frames]:
    """Put the last picture of each block before the next, so that no change is missed."""
    last: Frames | None = None
    for block in blocks:
        pictures = block if last is None else np.concatenate([last, block])
        if len(pictures) > 1:
            yield pictures
        last = block[-1:]


def changes(pictures: Frames) -> Change:
    """Compare each picture with the one before it: one comparison less than pictures."""
    smooth = _smoothed(pictures)
    before, after = smooth[:-1], smooth[1:]
    before = before * _light(before, after)
    change = after - before
    # What is left of flicker lies in rows, as a rolling shutter reads them.
    change = np.abs(change - np.median(change[:, :, _SOME], axis=2, keepdims=True))
    noise = _SIGMAS * np.median(change[:, _SOME, _SOME], axis=(1, 2), keepdims=True)
    least = np.maximum(_LEAST, _NOISES * noise)
    stirs = change > least
    moves = stirs & (change > _FLOW * _gradient(before + after) / 2)
    black = _black(pictures)
    dark = black[:-1] & black[1:]
    moves[dark] = stirs[dark] = False
    cut = (moves.mean(axis=(1, 2)) > _CUT_SHARE) | (_likeness(before, after) < _CUT_LIKENESS)
    return Change(moves, stirs, (cut & ~dark) | (black[:-1] ^ black[1:]))


def _smoothed(pictures: Frames) -> Frames:
    padded = np.pad(pictures, ((0, 0), (1, 1), (1, 1)), mode="edge")
    rows = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    means: Frames = (rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:]) / np.float32(9)
    return means


def _light(before: Frames, after: Frames) -> Frames:
    """By how much the light itself grew, for each pair, from what else did not change."""
    before, after = before[:, _SOME, _SOME], after[:, _SOME, _SOME]
    size = np.abs(after - before)
    still = size <= _STILL * np.median(size, axis=(1, 2), keepdims=True) + 1
    count = np.maximum(1, still.sum(axis=(1, 2), keepdims=True))
    first = before - (before * still).sum(axis=(1, 2), keepdims=True) / count
    second = after - (after * still).sum(axis=(1, 2), keepdims=True) / count
    variance = (first * first * still).sum(axis=(1, 2), keepdims=True) / count
    common = (first * second * still).sum(axis=(1, 2), keepdims=True) / count
    grown = np.where(variance > _FLAT, common / np.maximum(variance, _FLAT), 1.0)
    return np.clip(grown, _DIMMEST, _BRIGHTEST).astype(np.float32)


def _gradient(pictures: Frames) -> Frames:
    """The steepest gradient within a pixel of each pixel."""
    down, right = np.gradient(pictures, axis=(1, 2))
    padded = np.pad(np.hypot(down, right), ((0, 0), (1, 1), (1, 1)), mode="edge")
    rows = np.maximum(np.maximum(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
    steepest: Frames = np.maximum(np.maximum(rows[:, :, :-2], rows[:, :, 1:-1]), rows[:, :, 2:])
    return steepest


def _likeness(before: Frames, after: Frames) -> Frames:
    """The correlation of each pair; 1 where a picture is too flat to tell."""
    first = before - before.mean(axis=(1, 2), keepdims=True)
    second = after - after.mean(axis=(1, 2), keepdims=True)
    power = (first * first).mean(axis=(1, 2)) * (second * second).mean(axis=(1, 2))
    common = (first * second).mean(axis=(1, 2))
    return np.where(power > _FLAT**2, common / np.sqrt(np.maximum(power, _FLAT**2)), 1.0)


def _black(pictures: Frames) -> Bools:
    dark: Bools = pictures.mean(axis=(1, 2)) < _DARK
    if dark.any():  # seldom, and it takes its time
        dark[dark] = np.percentile(pictures[dark], 99, axis=(1, 2)) < _LIT
    return dark
