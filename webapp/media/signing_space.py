"""Where in the picture somebody signs: the part that can be cut out without cutting a hand.

The signing space reaches from below the waist to above the head and from elbow to elbow (Irish
National Disability Authority). What moves while she signs shows where her hands go; what sways
all the time shows where her body is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .picture_change import Bools
from .probe import MediaInfo, VideoStream
from .runner import DEFAULT_MEMORY_BYTES
from .sign_measures import Reading, Span
from .signing_motion import GRID, Motion
from .signing_proof import Crop, box_of, prove

SMALLEST = 0.4
"""A crop keeps at least so much of the picture's width, and of its height."""
LARGEST = 0.85
"""A crop that keeps more of the picture's area is not worth it."""
NARROWEST, WIDEST = 3 / 4, 4 / 3
"""The shapes that a crop may have, width by height; narrower only with the whole height."""

_SIDES, _ABOVE, _BELOW = 0.12, 0.15, 0.2  # margins, of the signer's width and height
_PALM = 0.06  # from where a hand was seen to its finger tips, of the picture
_SWAY = 0.04  # of the time; noise stirs less often
_TRIES = 3
_SECOND_MS = 1000
_NOTHING = Reading(0.0, ())


class Hand(NamedTuple):
    """Where a hand was seen, as shares of the picture (0..1; outside it, beyond)."""

    ms: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Space:
    """Where somebody signs."""

    crop: Crop | None
    """The proven suggestion, on even pixels; None where only the whole picture holds all."""
    outside: Reading
    """The largest share (0..1) of what moved at a time that the suggestion would cut."""
    signer_share: float
    """How much of the picture the signer takes: the box around her and her hands (0..1)."""
    cut_off: Reading
    """See `webapp.media.signing_proof.Proof`."""


def find(
    path: Path,
    info: MediaInfo,
    motion: Motion,
    active: Sequence[Span],
    *,
    hands: Iterable[Hand] = (),
    on_progress: Callable[[float], None] = lambda done: None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> Space:
    """Suggest a crop from what moved while ``active``, and prove it by watching the video again.

    Where it would cut what moves, it is widened and proven anew, up to the whole picture. Where
    ``hands`` were seen (landmarks) is held, too. Flat memory; ``on_progress`` gets 0..1.
    MediaError where there is no picture, or it cannot be read.
    """
    cells = signer_cells(motion, active)
    signer = box_of(cells) if cells.any() else None
    for hand in hands:
        signer = _palm(hand).around(signer or _palm(hand))
    if signer is None or info.video is None or not active:
        return Space(None, _NOTHING, _area(signer) if signer else 0.0, _NOTHING)
    crop = _fitted(_with_margins(signer), info.video)
    for tried in range(_TRIES):
        proof = prove(
            path,
            info,
            active,
            crop,
            on_progress=lambda done, tried=tried: on_progress((tried + done) / _TRIES),  # type: ignore[misc]
            memory_bytes=memory_bytes,
        )
        if proof.strays is None or _area(crop) > LARGEST:
            break
        crop = _fitted(crop.around(_with_margins(proof.strays)), info.video)
    on_progress(1.0)
    offered = crop if proof.holds and _area(crop) <= LARGEST else None
    return Space(offered, proof.outside, _area(signer), proof.cut_off)


def signer_cells(motion: Motion, active: Sequence[Span]) -> Bools:
    """The cells of the motion grid that the signer fills: her hands' ways, and what sways there."""
    swaying: Bools = motion.sway > _SWAY
    reached = np.zeros((GRID, GRID), bool)
    where = motion.where
    for span in active:
        for cells in where[span.start_ms // _SECOND_MS : -(-span.end_ms // _SECOND_MS)]:
            reached |= cells & (_neighbours(cells) > 1)
    if not reached.any():
        return swaying
    while True:
        grown = reached | (swaying & (_neighbours(reached) > 0))
        if (grown == reached).all():
            return reached
        reached = grown


def _neighbours(cells: Bools) -> NDArray[np.int64]:
    """How many of each cell and the eight around it are true."""
    padded = np.pad(cells.astype(np.int64), 1)
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    counts: NDArray[np.int64] = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
    return counts


def _palm(hand: Hand) -> Crop:
    left, top = (min(max(0.0, place - _PALM), 1 - 2 * _PALM) for place in (hand.x, hand.y))
    return Crop(left, top, 2 * _PALM, 2 * _PALM)


def _area(crop: Crop) -> float:
    return crop.width * crop.height


def _with_margins(box: Crop) -> Crop:
    left = max(0.0, box.left - _SIDES * box.width)
    top = max(0.0, box.top - _ABOVE * box.height)
    right = min(1.0, box.left + box.width + _SIDES * box.width)
    bottom = min(1.0, box.top + box.height + _BELOW * box.height)
    return Crop(left, top, right - left, bottom - top)


def _fitted(crop: Crop, video: VideoStream) -> Crop:
    """The smallest crop of a fair size and shape around one, on even pixels."""
    width = max(crop.width, SMALLEST) * video.width
    height = max(crop.height, SMALLEST) * video.height
    width = min(video.width, max(width, height * NARROWEST))
    height = min(video.height, max(height, width / WIDEST))
    if width < height * NARROWEST:
        height = video.height
    left, across = _even(crop.left + crop.width / 2, width, video.width)
    top, down = _even(crop.top + crop.height / 2, height, video.height)
    return Crop(left / video.width, top / video.height, across / video.width, down / video.height)


def _even(middle: float, length: float, whole: int) -> tuple[int, int]:
    """Where a stretch of a side begins and how long it is, in pixels; ``middle`` is a share."""
    start = min(max(0.0, middle * whole - length / 2), whole - length)
    first = floor(start / 2) * 2
    last = min(ceil((start + length) / 2) * 2, whole)
    return first, last - first
