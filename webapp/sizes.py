"""Sizes of files in words."""

from __future__ import annotations


def in_words(count: int) -> str:
    """Put a number of bytes as people read it."""
    for factor, unit in ((1024**3, "GB"), (1024**2, "MB"), (1024, "kB")):
        if count >= factor:
            return f"{count / factor:.1f}\N{NO-BREAK SPACE}{unit}".replace(".0", "")
    return f"{count}\N{NO-BREAK SPACE}bytes"
