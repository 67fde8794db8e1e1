"""WebVTT cue settings from and to a box on the screen, as TTML regions and others have it.

Text in a box that lies wide and centred at the bottom is in captions' ordinary place; WebVTT says
that by its defaults, and leaves the player free to move captions out of the way.
"""

from __future__ import annotations

from dataclasses import dataclass

from webapp.captions.document import Align, LineAlign, PositionAlign, VttSettings

_DIGITS = 3
_ALIGNS: dict[str, Align] = {
    "start": "start",
    "left": "left",
    "center": "center",
    "right": "right",
    "end": "end",
    "justify": "start",
}
_SHARE_BEFORE = {"start": 0.0, "left": 0.0, "center": 0.5, "right": 1.0, "end": 1.0}
_ANCHORS: dict[str, PositionAlign] = {
    "start": "line-left",
    "left": "line-left",
    "center": "center",
    "right": "line-right",
    "end": "line-right",
}
_ANCHOR_SHARES = {"line-left": 0.0, "center": 0.5, "line-right": 1.0}
_SHARE_OF_STAND: dict[LineAlign, float] = {"start": 0.0, "center": 0.5, "end": 1.0}
_LINES_ON_SCREEN = 15


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the picture in percent, and at which of its edges the lines stand."""

    x: float
    y: float
    width: float
    height: float
    stand: LineAlign = "end"


ORDINARY = Box(10, 10, 80, 80, "end")


def settings_of(box: Box | None, align: str) -> VttSettings:
    """The cue settings that put text where a box has it. ``align`` is "" where nothing says it."""
    side = _ALIGNS.get(align, "center" if box is None or not align else "start")
    if box is None:
        return VttSettings(align=side)
    x, y = min(max(box.x, 0.0), 100.0), min(max(box.y, 0.0), 100.0)
    width, height = min(box.width, 100 - x), min(box.height, 100 - y)
    in_middle = abs(x + width / 2 - 50) < 1 and width >= 70
    at_bottom = box.stand == "end" and y + height >= 80
    line = y + height * _SHARE_OF_STAND[box.stand]
    return VttSettings(
        snap_to_lines=at_bottom,
        line="auto" if at_bottom else round(line, _DIGITS),
        line_align="start" if at_bottom else box.stand,
        position="auto" if in_middle else round(x + width * _SHARE_BEFORE[side], _DIGITS),
        position_align="auto" if in_middle else _ANCHORS[side],
        size=100 if in_middle else round(width, _DIGITS),
        align=side,
    )


def box_of(settings: VttSettings) -> Box:
    """The box in which text with these settings stands; lines by number are taken as percent."""
    if settings.position == "auto" and settings.size == 100:
        x, width = ORDINARY.x, ORDINARY.width
    else:
        width = min(max(settings.size, 1.0), 100.0)
        share = _SHARE_BEFORE[settings.align]
        position = 100 * share if settings.position == "auto" else settings.position
        anchor = settings.position_align
        x = position - width * (share if anchor == "auto" else _ANCHOR_SHARES[anchor])
        x = min(max(x, 0.0), 100 - width)
    if settings.line == "auto":
        return Box(x, ORDINARY.y, width, ORDINARY.height, ORDINARY.stand)
    line, stand = settings.line, settings.line_align
    if settings.snap_to_lines:
        from_top = line if line >= 0 else _LINES_ON_SCREEN + line
        line, stand = 100 * from_top / _LINES_ON_SCREEN, "start" if line >= 0 else "end"
        line += 0 if stand == "start" else 100 / _LINES_ON_SCREEN
    line = min(max(line, 0.0), 100.0)
    if stand == "start":
        return Box(x, line, width, 100 - line, "start")
    if stand == "end":
        return Box(x, 0, width, line, "end")
    half = min(line, 100 - line)
    return Box(x, line - half, width, 2 * half, "center")
