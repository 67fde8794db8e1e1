"""How the time of one sound track goes with another's: what a signed version is fitted by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .probe import MediaInfo
from .runner import DEFAULT_MEMORY_BYTES

SURE = 0.5
"""From this confidence on, the two are taken for recordings of the same sound."""


@dataclass(frozen=True, slots=True)
class Fit:
    """At ``t`` ms of the media, the signed version is at ``(t - offset_ms) * rate``."""

    offset_ms: int
    rate: float
    confidence: float
    """0..1: how much of the common time agrees, and how clearly."""

    @property
    def matches(self) -> bool:
        """Whether the two are the same sound; else ``offset_ms`` and ``rate`` mean nothing."""
        return self.confidence >= SURE


def fit(
    media: Path,
    media_info: MediaInfo,
    signed: Path,
    signed_info: MediaInfo,
    *,
    on_progress: Callable[[float], None] = lambda done: None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> Fit:
    """Listen to both files and find how the signed version's time follows the media's.

    Flat memory: envelopes only. MediaError where one has no sound, or it cannot be read.
    """
    raise NotImplementedError
