"""Where in the picture somebody signs: the part that can be cut out without cutting a hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .probe import MediaInfo
from .runner import DEFAULT_MEMORY_BYTES
from .sign_measures import Reading, Span
from .signing_motion import Motion


class Crop(NamedTuple):
    """A part of the picture as shown, as shares of its width and height (0..1)."""

    left: float
    top: float
    width: float
    height: float


WHOLE = Crop(0.0, 0.0, 1.0, 1.0)


class Hand(NamedTuple):
    """Where a hand was seen, as shares of the picture (0..1; outside it beyond)."""

    ms: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Proof:
    """What was seen to move outside a crop while somebody signed."""

    outside: Reading
    """The largest share of what moved within half a second that lay outside (0..1), and when."""
    holds: bool
    """Whether that is next to nothing everywhere: the crop cuts no hand."""


@dataclass(frozen=True, slots=True)
class Space:
    """Where somebody signs."""

    crop: Crop | None
    """The proven suggestion on even pixels; None where only the whole picture holds all."""
    outside: Reading
    signer_share: float
    """How much of the picture the signer takes, by the box around all that stirs (0..1)."""
    cut_off: Reading
    """The share of the signing time in which something moves across the left, upper or right
    edge of the picture (0..1), and the moments."""


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
    """Suggest a crop from what moved while ``active`` and prove it by watching the video again."""
    raise NotImplementedError


def prove(
    path: Path,
    info: MediaInfo,
    active: Sequence[Span],
    crop: Crop,
    *,
    on_progress: Callable[[float], None] = lambda done: None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> Proof:
    """Watch the video once and tell whether ``crop``, also one set by hand, cuts what moves."""
    raise NotImplementedError
