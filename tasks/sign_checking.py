"""What the examination of a signed version found: its checks, and a picture of each that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import structlog

from webapp.media import MediaError, landmarks, sign_measures, signing_motion
from webapp.media.probe import MediaInfo
from webapp.media.sightings import Sighting, signed
from webapp.media.sign_checks import Check
from webapp.media.sign_measures import Measures, Reading, Span
from webapp.media.sign_pictures import Bars
from webapp.media.sign_rendition import make_still
from webapp.media.signing_activity import stretches
from webapp.media.signing_motion import Motion
from webapp.media.signing_space import Space
from webapp.media.storage import Storage
from webapp.models import SignCheck, SignTrack

log = structlog.stdlib.get_logger(__name__)

Progress = Callable[[float], None]
T = TypeVar("T")

_MOTION = 0.2  # of the time of both, where hands are looked for, too

LEAST_BARS = 0.01
"""Of the width or height: thinner ones may as well be the edge of the picture."""

_last: dict[str, tuple[Path, Any]] = {}


@dataclass(frozen=True, slots=True)
class Activity:
    """What happens in a file over time."""

    motion: Motion
    moving: list[Span]
    """Where something moves as signing does."""
    active: list[Span]
    """Where somebody signs: what moves while hands are seen, where they are looked for."""
    seen: list[Sighting]
    """The signer's hands; empty where they were not looked for, or cannot be."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How the signer fills what is shown of the picture."""

    signer_share: float
    cut_off: Reading


def measures_of(path: Path, info: MediaInfo, on_progress: Progress, memory_bytes: int) -> Measures:
    """Measure a file; a later step that needs it once more gets the same without a second look."""
    return _once(
        "measures",
        path,
        lambda: sign_measures.measure(
            path, info, on_progress=on_progress, memory_bytes=memory_bytes
        ),
    )


def activity_of(
    path: Path,
    info: MediaInfo,
    on_progress: Progress,
    memory_bytes: int,
    known: Sequence[Sequence[int]] | None = None,
) -> Activity:
    """Find when somebody signs in a file, with the same memory as `measures_of`.

    Where that is ``known`` already, only what moves is looked at.
    """

    def look() -> Activity:
        share = _MOTION if known is None and landmarks.installed() else 1.0
        motion = signing_motion.measure(
            path,
            info,
            on_progress=lambda done: on_progress(share * done),
            memory_bytes=memory_bytes,
        )
        if known is not None:
            spans = [Span(start, end) for start, end in known]
            return Activity(motion, spans, spans, [])
        moving = stretches(motion)
        if not moving:
            return Activity(motion, [], [], [])
        seen = _sightings(
            path, info, lambda done: on_progress(share + (1 - share) * done), memory_bytes
        )
        return Activity(motion, moving, signed(moving, seen), seen)

    return _once("activity", path, look)


def _sightings(
    path: Path, info: MediaInfo, on_progress: Progress, memory_bytes: int
) -> list[Sighting]:
    """The signer's hands; where what finds them fails, the report says that they are not known."""
    if not landmarks.installed():
        return []
    try:
        return landmarks.sightings(path, info, on_progress=on_progress, memory_bytes=memory_bytes)
    except MediaError as error:
        log.warning("hands were not found", reason=str(error), details=error.details)
        return []


def forget() -> None:
    """Know nothing of the file that was looked at last, as a worker that has just begun."""
    _last.clear()


def _once(what: str, path: Path, look: Callable[[], T]) -> T:
    known = _last.get(what)
    if known is None or known[0] != path:
        known = _last[what] = (path, look())
    found: T = known[1]
    return found


def without_bars(bars: Bars) -> list[float] | None:
    """The part of the picture between its bars; None where it has none to speak of."""
    left, top, right, bottom = (edge if edge >= LEAST_BARS else 0.0 for edge in bars)
    if left + top + right + bottom == 0 or left + right >= 1 or top + bottom >= 1:
        return None
    return [left, top, 1 - left - right, 1 - top - bottom]


def shown_extent(space: Space, crop: Sequence[float] | None) -> Extent:
    """How the signer fills the part that is shown: a crop brings her nearer."""
    return Extent(share_of_shown(space.signer_share, crop), space.cut_off)


def share_of_shown(share: float, crop: Sequence[float] | None) -> float:
    """A share of the whole picture, as one of its part that is shown."""
    area = crop[2] * crop[3] if crop else 1.0
    return min(1.0, share / area)


def stills_at_hand(track: SignTrack) -> dict[tuple[str, int], str]:
    """The names of the pictures that are there, by check and moment."""
    return {(row.name, row.at_ms[0]): row.still for row in track.checks if row.still}


def stills_of(
    checks: Iterable[Check],
    known: dict[tuple[str, int], str],
    path: Path,
    info: MediaInfo,
    storage: Storage,
    memory_bytes: int,
) -> dict[str, str]:
    """The names of pictures, by the names of the checks that fail; ``known`` ones stay."""
    stills: dict[str, str] = {}
    for check in checks:
        if check.ok is not False or not check.at_ms:
            continue
        if still := known.get((check.name, check.at_ms[0])):
            stills[check.name] = still
            continue
        still = storage.new_name(".jpg")
        with storage.publish(still) as target:
            if make_still(path, target, info, check.at_ms[0], memory_bytes=memory_bytes):
                stills[check.name] = still
    return stills


def put(track: SignTrack, checks: Iterable[Check], stills: dict[str, str]) -> set[str]:
    """Let these be the checks of a track; return the pictures that are not needed any more."""
    before = {row.still for row in track.checks if row.still}
    track.checks = [
        SignCheck(
            name=check.name,
            level=check.level,
            ok=check.ok,
            value=check.value,
            limit=check.limit,
            unit=check.unit,
            at_ms=list(check.at_ms),
            still=stills.get(check.name, ""),
        )
        for check in checks
    ]
    return before - set(stills.values())
