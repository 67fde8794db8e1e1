"""Loudness as it is kept: one byte for a value in LUFS (EBU R 128)."""

from __future__ import annotations

FLOOR = -70.0
"""What is quieter counts as this: the absolute gate of ITU-R BS.1770."""


def level(lufs: float) -> int:
    """A loudness as a byte: 0 for -70 LUFS, less or none at all (NaN), 255 for 0 LUFS."""
    return round(255 * (1 - min(lufs, 0.0) / FLOOR)) if lufs > FLOOR else 0


def lufs(level: int) -> float:
    """The loudness that a byte stands for."""
    return FLOOR * (1 - level / 255)
