"""Whether regular edges in a video are the blocks of its compression, or something that it shows.

``blockdetect`` finds any edges at a regular distance: it calls a striped shirt or a window blind
blocks, and more strongly than real ones. Blocks are edges of small steps in one grid, across and
down, all over the picture; a garment covers a part of it, and blinds and stripes have one
direction. A whole picture of pale checks is still taken for blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ffmpeg
import numpy as np
from numpy.typing import NDArray

from .probe import MediaInfo
from .runner import DEFAULT_MEMORY_BYTES, run
from .sign_pictures import picture_of

LOOK_LIMIT_S = 120

_PARTS = 6  # the picture is looked at in so many rows and columns of tiles
_LEAST_ROWS, _LEAST_TILES = 4, 5  # a checked shirt reaches three rows, blocks five and six
_SHORTEST = 4  # pixels from edge to edge
_STEP = 25.0  # grey levels: compression does not break a picture up by more
_ABOVE, _LEAST = 2.0, 0.3  # how much stronger the grid's edges are than others: times, grey levels

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


def is_compressed(
    path: Path,
    info: MediaInfo,
    moments: Sequence[int],
    *,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> bool:
    """Whether most of the pictures at ``moments`` (ms) of a video fall apart into blocks.

    They are looked at in their own size, for blocks lie at whole pixels there. MediaError where
    the video cannot be read.
    """
    pictures = [_picture(path, info, ms, memory_bytes) for ms in moments]
    answers = [has_grid(picture) for picture in pictures if picture is not None]
    return 2 * sum(answers) > len(answers)


def has_grid(picture: Floats) -> bool:
    """Whether a picture (rows, columns; 0 to 255) has one grid of small edges all over it."""
    longest = min(picture.shape) // _PARTS // 2
    across, down = _profiles(picture), _profiles(picture.T)
    tiles = [
        _tiles(across, length) & _tiles(down, length).T for length in range(_SHORTEST, longest)
    ]
    return any(
        tile.any(axis=1).sum() >= _LEAST_ROWS and tile.sum() >= _LEAST_TILES for tile in tiles
    )


def _profiles(picture: Floats) -> Floats:
    """For each row of tiles how strong the edges are from column to column; great ones are none."""
    steps = np.abs(np.diff(picture, axis=1))
    steps[steps > _STEP] = 0
    return np.stack([part.mean(axis=0) for part in np.array_split(steps, _PARTS)])


def _tiles(profiles: Floats, length: int) -> Bools:
    """In which tiles edges are strong every ``length`` pixels, from where most of them agree."""
    columns = np.arange(profiles.shape[1])
    found = np.zeros((length, _PARTS, _PARTS), bool)
    for column, places in enumerate(np.array_split(columns, _PARTS)):
        phases = (places + 1) % length
        counts = np.bincount(phases, minlength=length)
        for row, profile in enumerate(profiles[:, places]):
            edges = np.bincount(phases, weights=profile, minlength=length) / counts
            others = (edges.sum() - edges) / (length - 1)
            found[:, row, column] = (edges > _ABOVE * others) & (edges - others > _LEAST)
    best: Bools = found[found.sum(axis=(1, 2)).argmax()]
    return best


def _picture(path: Path, info: MediaInfo, ms: int, memory_bytes: int) -> Floats | None:
    """The picture at a time; None where there is none."""
    args = (
        ffmpeg.input(str(path), ss=f"{ms / 1000:.3f}")
        .output(
            "pipe:1",
            map=f"0:{picture_of(info).index}",
            format="image2pipe",
            vcodec="pgm",
            pix_fmt="gray",
            **{"frames:v": 1},
        )
        .compile()
    )
    content = run(args, inputs=[path], time_limit_s=LOOK_LIMIT_S, memory_bytes=memory_bytes)
    if not content:
        return None
    _kind, size, _white, pixels = content.split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(pixels, np.uint8).reshape(height, width).astype(np.float32)
