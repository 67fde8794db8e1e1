"""WebVTT's times, cue settings and region settings, both ways.

Source: https://www.w3.org/TR/webvtt1/#webvtt-cue-timings-and-settings-parsing and
https://www.w3.org/TR/webvtt1/#webvtt-region-settings-parsing
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, cast, get_args

from webapp.captions.document import (
    Align,
    LineAlign,
    PositionAlign,
    Region,
    Vertical,
    VttSettings,
)

_SPACE = r"[\t\n\f\r ]*"
_TIME = r"(?:([0-9]+):)?([0-9]{2}):([0-9]{2})\.([0-9]{3})(?![0-9])"
_TIMINGS = re.compile(f"{_SPACE}{_TIME}{_SPACE}-->{_SPACE}{_TIME}(.*)", re.DOTALL)
_PERCENTAGE = re.compile(r"([0-9]+(?:\.[0-9]+)?)%")
_LINE_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_SPACES = re.compile(r"[\t\n\f\r ]+")
_DIGITS = re.compile(r"[0-9]+")
_LARGEST_WHOLE_NUMBER = 2**53
_MOST_DIGITS = 400
"""More digits than any double has before its point; Python also refuses very long ones."""
_MOST_HOUR_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Timings:
    """A timing line's times in milliseconds, and the settings as they stand after them."""

    start_ms: int
    end_ms: int
    rest: str


def read_timings(line: str) -> Timings | None:
    """The times of a line with an arrow; None where the standard takes them for none."""
    found = _TIMINGS.fullmatch(line)
    if found is None:
        return None
    start, end = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:8])
    return None if start is None or end is None else Timings(start, end, found[9])


def _milliseconds(parts: tuple[str | None, ...]) -> int | None:
    hours = (parts[0] or "0").lstrip("0") or "0"
    minutes, seconds, thousandths = (int(part or 0) for part in parts[1:])
    if minutes > 59 or seconds > 59 or len(hours) > _MOST_HOUR_DIGITS:
        return None
    return ((int(hours) * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def time_text(milliseconds: int) -> str:
    """A time as WebVTT writes it, always with hours."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"


def read_settings(text: str, regions: Collection[str]) -> tuple[VttSettings, list[str]]:
    """Cue settings, and those parts of the text that the standard says to ignore."""
    settings, ignored = VttSettings(), []
    for setting, name, value in _pairs(text):
        changed = _with_setting(settings, name, value, regions)
        if changed is None:
            ignored.append(setting)
        else:
            settings = changed
    return settings, ignored


def _pairs(text: str) -> Iterator[tuple[str, str, str]]:
    """Each ``name:value`` with its parts; the name is empty where it is no such pair."""
    for setting in _SPACES.split(text):
        name, colon, value = setting.partition(":")
        if setting:
            yield (setting, name, value) if name and colon and value else (setting, "", "")


def _with_setting(
    settings: VttSettings, name: str, value: str, regions: Collection[str]
) -> VttSettings | None:
    """The settings with one more; None where the value means nothing."""
    match name:
        case "region":
            return replace(settings, region=value if value in regions else None)
        case "vertical" if value in ("rl", "lr"):
            return replace(settings, vertical=cast(Vertical, value), region=None)
        case "line":
            return _with_line(settings, value)
        case "position":
            return _with_position(settings, value)
        case "size" if (size := _percentage(value)) is not None:
            return replace(settings, size=size, region=settings.region if size == 100 else None)
        case "align" if value in get_args(Align):
            return replace(settings, align=cast(Align, value))
    return None


def _with_line(settings: VttSettings, value: str) -> VttSettings | None:
    where, comma, align = value.partition(",")
    in_percent = where.endswith("%")
    number = _percentage(where) if in_percent else _line_number(where)
    if number is None or (comma and align not in get_args(LineAlign)):
        return None
    return replace(
        settings,
        line=number,
        line_align=cast(LineAlign, align) if comma else settings.line_align,
        snap_to_lines=not in_percent,
        region=None,
    )


def _with_position(settings: VttSettings, value: str) -> VttSettings | None:
    where, comma, align = value.partition(",")
    number = _percentage(where)
    if number is None or (comma and align not in ("line-left", "center", "line-right")):
        return None
    return replace(
        settings,
        position=number,
        position_align=cast(PositionAlign, align) if comma else settings.position_align,
    )


def _percentage(text: str) -> float | None:
    found = _PERCENTAGE.fullmatch(text)
    number = _number(found[1]) if found else None
    return number if number is not None and number <= 100 else None


def _line_number(text: str) -> float | None:
    return _number(text) if _LINE_NUMBER.fullmatch(text) else None


def _number(text: str) -> float | None:
    """A number as JavaScript holds it, whole ones as int; None where it holds none so large."""
    value = float(text)
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) <= _LARGEST_WHOLE_NUMBER else value


def settings_text(settings: VttSettings, regions: Collection[str]) -> str:
    """The cue settings that differ from the defaults, as they follow the times in a file."""
    parts = []
    if settings.vertical:
        parts.append(f"vertical:{settings.vertical}")
    if settings.line != "auto":
        unit = "" if settings.snap_to_lines else "%"
        align = "" if settings.line_align == "start" else f",{settings.line_align}"
        parts.append(f"line:{number_text(settings.line)}{unit}{align}")
    if settings.position != "auto":
        align = "" if settings.position_align == "auto" else f",{settings.position_align}"
        parts.append(f"position:{number_text(settings.position)}%{align}")
    if settings.size != 100:
        parts.append(f"size:{number_text(settings.size)}%")
    if settings.align != "center":
        parts.append(f"align:{settings.align}")
    if settings.region in regions:
        parts.append(f"region:{settings.region}")  # last: the ones above take a cue out of it
    return " ".join(parts)


def number_text(value: float) -> str:
    """A number without exponent, in the fewest digits that give it back."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def read_region(text: str) -> tuple[Region, list[str]]:
    """A region from its block's text, and those parts that the standard says to ignore."""
    region, ignored = Region(), []
    for setting, name, value in _pairs(text):
        changed = _with_region_setting(region, name, value)
        if changed is None:
            ignored.append(setting)
        else:
            region = changed
    return region, ignored


def _with_region_setting(region: Region, name: str, value: str) -> Region | None:
    match name:
        case "id":
            return replace(region, id=value)
        case "width" if (width := _percentage(value)) is not None:
            return replace(region, width=width)
        case "lines" if _DIGITS.fullmatch(value) and len(value) <= _MOST_DIGITS:
            return replace(region, lines=int(value))
        case "regionanchor" if (anchor := _anchor(value)) is not None:
            return replace(region, region_anchor_x=anchor[0], region_anchor_y=anchor[1])
        case "viewportanchor" if (anchor := _anchor(value)) is not None:
            return replace(region, viewport_anchor_x=anchor[0], viewport_anchor_y=anchor[1])
        case "scroll" if value == "up":
            return replace(region, scroll=cast(Literal["up"], value))
    return None


def _anchor(text: str) -> tuple[float, float] | None:
    across, comma, down = text.partition(",")
    x, y = _percentage(across), _percentage(down)
    return (x, y) if comma and x is not None and y is not None else None


def region_text(region: Region) -> str:
    """A region's block, without the line end after it."""
    lines = ["REGION", f"id:{region.id}"] if region.id else ["REGION"]
    lines += [
        f"width:{number_text(region.width)}%",
        f"lines:{region.lines}",
        f"regionanchor:{_anchor_text(region.region_anchor_x, region.region_anchor_y)}",
        f"viewportanchor:{_anchor_text(region.viewport_anchor_x, region.viewport_anchor_y)}",
    ]
    return "\n".join([*lines, "scroll:up"] if region.scroll else lines)


def _anchor_text(x: float, y: float) -> str:
    return f"{number_text(x)}%,{number_text(y)}%"
