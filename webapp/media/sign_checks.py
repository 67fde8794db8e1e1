"""What is judged of a signed video: each check with its measured value and its limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .sign_measures import Measures

Level = Literal["must", "should"]
"""A 'must' that fails keeps a signed version from being published, never from being kept."""

CheckName = Literal[
    "frame_rate",
    "slow_parts",
    "size",
    "brightness",
    "contrast",
    "blur",
    "blocks",
    "frozen",
    "black",
    "flashes",
    "rotation",
    "bars",
    "length",
    "signer_size",
    "cut_off",
    "hands",
]
Unit = Literal["fps", "px", "luma", "blocks", "s", "share", "flashes", "degrees"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a signed video."""

    name: CheckName
    level: Level
    ok: bool | None
    """None: the check was not made."""
    value: float | None
    """What was measured, in ``unit``; None where the check was not made."""
    limit: float
    unit: Unit
    at_ms: tuple[int, ...] = ()
    """The moments that show it best, the worst one first; empty where no moment does."""

    @property
    def blocks(self) -> bool:
        """Whether it keeps the version from being published."""
        return self.level == "must" and self.ok is False


def judge(
    measures: Measures,
    *,
    video_ms: int | None = None,
    activity: Sequence[tuple[int, int]] | None = None,
    extent: object = None,
    hands: object = None,
) -> tuple[Check, ...]:
    """Judge what was measured; every check is in the answer, also those that were not made.

    ``video_ms`` is the length of the video that is signed, ``activity`` where somebody signs.
    """
    raise NotImplementedError
