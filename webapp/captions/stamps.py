"""Times as reviewers read and type them: ``1:02:03.450``, ``2:03.45`` or ``3.4`` (seconds)."""

from __future__ import annotations

import re

from webapp.captions.formats.limits import MAX_TIME_MS

_STAMP = re.compile(
    r"(?:(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,2}):)?(?P<seconds>\d{1,6})"
    r"(?:[.,](?P<fraction>\d{1,3}))?"
)


def stamp(ms: int) -> str:
    """Write a time to the millisecond, such as ``0:12.340``; hours only where there are some."""
    seconds, fraction = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    least = f"{minutes:02}" if hours else f"{minutes}"
    return f"{f'{hours}:' if hours else ''}{least}:{seconds:02}.{fraction:03}"


def read_stamp(typed: str) -> int | None:
    """Return the milliseconds of a time that somebody typed; None where it is none."""
    found = _STAMP.fullmatch("".join(typed.split()))
    if found is None:
        return None
    hours, minutes = int(found["hours"] or 0), int(found["minutes"] or 0)
    seconds = int(found["seconds"])
    if (found["minutes"] and seconds > 59) or (found["hours"] and minutes > 59):
        return None
    fraction = int((found["fraction"] or "0").ljust(3, "0"))
    ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction
    return ms if ms <= MAX_TIME_MS else None


def seconds(ms: int) -> str:
    """Write a length in seconds with one decimal, such as ``2.5``."""
    return f"{ms / 1000:.1f}"
