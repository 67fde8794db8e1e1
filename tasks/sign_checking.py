"""What the examination of a signed version found: its checks, and a picture of each that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from webapp.media import sign_measures, signing_motion
from webapp.media.probe import MediaInfo
from webapp.media.sign_checks import Check
from webapp.media.sign_measures import Measures, Reading
from webapp.media.sign_pictures import Bars
from webapp.media.sign_rendition import make_still
from webapp.media.signing_motion import Motion
from webapp.media.signing_space import Space
from webapp.media.storage import Storage
from webapp.models import SignCheck, SignTrack

Progress = Callable[[float], None]
T = TypeVar("T")

LEAST_BARS = 0.01
"""Of the width or height: thinner ones may as well be the edge of the picture."""

_last: dict[str, tuple[Path, Any]] = {}


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


def motion_of(path: Path, info: MediaInfo, on_progress: Progress, memory_bytes: int) -> Motion:
    """Find what moves in a file, with the same memory as `measures_of`."""
    return _once(
        "motion",
        path,
        lambda: signing_motion.measure(
            path, info, on_progress=on_progress, memory_bytes=memory_bytes
        ),
    )


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
        still = known.get((check.name, check.at_ms[0])) or storage.new_name(".jpg")
        place = storage.path(still)
        if place.is_file() or make_still(
            path, place, info, check.at_ms[0], memory_bytes=memory_bytes
        ):
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
