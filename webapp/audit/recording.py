"""What is heard in a media file that a page plays, and whether words stand in its picture."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import APIRequestContext, Error

from webapp.media.failure import MediaError
from webapp.media.gray_frames import gray_frames
from webapp.media.loudness import STEP_MS, momentary
from webapp.media.lufs import level
from webapp.media.probe import MediaInfo, probe

MOST_BYTES = 40_000_000
"""A file that is larger is not fetched: an audit must not take what a whole film takes."""
AUDIBLE_LUFS = -50
"""Softer than this is the noise of a room (own; speech in films is about -27, EBU R 128)."""

_PICTURES = 16
_SIZE = 256
_EDGE = 70  # of 255, between a pixel and the next but one: white letters on anything darker
_EDGES = 12  # from dark to light and back, in one row: that many strokes has a short line
_ROWS = 5
_SHARE = 1 / 3


@dataclass(frozen=True, slots=True)
class Recording:
    """A media file: how long it is, and which tenths of a second are audible.

    ``may_show_words`` is true where rows of letters seem to stand in a third of its pictures:
    captions may be a part of the picture, which only a person can tell.
    """

    duration_ms: int
    audible: tuple[bool, ...]
    may_show_words: bool

    def audible_ms(self, start_ms: int = 0, end_ms: int | None = None) -> int:
        """Return for how long something is heard between two times."""
        last = None if end_ms is None else end_ms // STEP_MS
        return sum(self.audible[start_ms // STEP_MS : last]) * STEP_MS


def recording_at(request: APIRequestContext, url: str) -> Recording | None:
    """Fetch a media file as its page would, and look at it; None where that cannot be done."""
    try:
        head = request.head(url)
        size = int(head.headers.get("content-length", "0"))
        if not head.ok or not 0 < size <= MOST_BYTES:
            return None
        key = (url, head.headers.get("etag", ""), head.headers.get("last-modified", ""), size)
        if key not in _known:
            _known[key] = _look_into(request.get(url).body())
    except Error:
        return None
    return _known[key]


_known: dict[tuple[str, str, str, int], Recording | None] = {}
"""By address and by what says that it is still the same: many pages play the same file."""


def _look_into(body: bytes) -> Recording | None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        path = Path(file.name).resolve()
        try:
            info = probe(path)
            return Recording(info.duration_ms, _audible(path, info), _may_show_words(path, info))
        except MediaError:
            return None


def _audible(path: Path, info: MediaInfo) -> tuple[bool, ...]:
    if not info.has_audio:
        return ()
    with momentary(path, info) as values:
        return tuple(value > level(AUDIBLE_LUFS) for value in values)


def _may_show_words(path: Path, info: MediaInfo) -> bool:
    if info.video is None:
        return False
    step_ms = max(info.duration_ms // _PICTURES, 1)
    with gray_frames(path, info, size=_SIZE, step_ms=step_ms) as blocks:
        shown = [_has_letters(picture) for block in blocks for picture in block]
    return sum(shown) > _SHARE * len(shown)


def _has_letters(picture: NDArray[np.uint8]) -> bool:
    """Whether rows of the lower half go from dark to light and back as lines of letters do."""
    lower = picture[_SIZE // 2 :].astype(np.int16)
    change = lower[:, 2:] - lower[:, :-2]
    turns = np.array([_turns(row) for row in np.sign(change) * (np.abs(change) > _EDGE)])
    longest = run = 0
    for row in turns >= _EDGES:
        run = run + 1 if row else 0
        longest = max(longest, run)
    return longest >= _ROWS


def _turns(signs: NDArray[np.int16]) -> int:
    edges = signs[signs != 0]
    return int(np.count_nonzero(np.diff(edges)))
