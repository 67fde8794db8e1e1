"""TTML time expressions.

Source: TTML2 12.3.1, https://www.w3.org/TR/ttml2/#timing-value-time-expression
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from webapp.captions.document import CaptionError
from webapp.captions.formats.base import quoted
from webapp.captions.formats.ttml.xml import Element

_CLOCK = re.compile(
    r"(?P<h>[0-9]{2,6}):(?P<m>[0-5][0-9]):(?P<s>[0-5][0-9]|60)"
    r"(?:(?P<fraction>\.[0-9]{1,18})|[:;](?P<f>[0-9]{1,4})(?:\.(?P<sub>[0-9]{1,4}))?)?"
)
_OFFSET = re.compile(r"(?P<count>[0-9]{1,18}(?:\.[0-9]{1,18})?)(?P<unit>h|ms|m|s|f|t)")
_SECONDS_IN = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}


@dataclass(frozen=True, slots=True)
class Clock:
    """How a document counts: frames a second (nominal and true), sub-frames, ticks."""

    nominal: int = 30
    rate: Fraction = Fraction(30)
    sub_frames: int = 1
    tick_rate: Fraction = Fraction(1)
    smpte: bool = False
    dropped: int = 0
    """Frame numbers left out each minute but every tenth: 2 for NTSC, 4 for PAL-M."""

    def seconds(self, expression: str, line: int) -> Fraction:
        """A time expression in seconds. Raises CaptionError, with the line, for any other text."""
        expression = expression.strip()
        if found := _OFFSET.fullmatch(expression):
            count, unit = Fraction(found["count"]), found["unit"]
            if unit == "f":
                return count / self.rate
            return count / self.tick_rate if unit == "t" else count * _SECONDS_IN[unit]
        found = _CLOCK.fullmatch(expression)
        if found is None:
            raise CaptionError(
                f"{quoted(expression)} is no time. Write it as 00:00:01.500 or as 1.5s.", line
            )
        minutes = int(found["h"]) * 60 + int(found["m"])
        whole = minutes * 60 + int(found["s"])
        if found["fraction"]:
            return whole + Fraction("0" + found["fraction"])
        frames = int(found["f"] or 0) + Fraction(int(found["sub"] or 0), self.sub_frames)
        if frames >= self.nominal:
            raise CaptionError(
                f"{quoted(expression)} counts more frames than the {self.nominal} of a second. "
                "Correct the time or the file's ttp:frameRate.",
                line,
            )
        if not self.smpte:
            return whole + frames / self.rate
        left_out = self.dropped * (minutes - minutes // 10)
        return (whole * self.nominal + frames - left_out) / self.rate


def clock_of(root: Element) -> Clock:
    """The clock that the root's ttp: attributes tell. Raises CaptionError for wrong ones."""
    get = root.attributes.get
    nominal = _count(root, "ttp:frameRate", 30)
    sub_frames = _count(root, "ttp:subFrameRate", 1)
    multiplier = Fraction(1)
    if text := get("ttp:frameRateMultiplier"):
        parts = re.fullmatch(r"\s*([1-9][0-9]{0,8})[\s:]+([1-9][0-9]{0,8})\s*", text)
        if parts is None:
            raise _wrong(root, "ttp:frameRateMultiplier", text)
        multiplier = Fraction(int(parts[1]), int(parts[2]))
    rate = nominal * multiplier
    has_rate = "ttp:frameRate" in root.attributes
    ticks = Fraction(_count(root, "ttp:tickRate", 0))
    base = get("ttp:timeBase", "media")
    if base not in ("media", "smpte"):
        raise CaptionError(
            f"The file's times are on the time base {quoted(base)}, which says when in the day and "
            "not when in the video. Export it with the time base 'media'.",
            root.line,
        )
    dropped = {"dropNTSC": 2, "dropPAL": 4}.get(get("ttp:dropMode", ""), 0)
    default_ticks = rate * sub_frames if has_rate else Fraction(1)
    return Clock(nominal, rate, sub_frames, ticks or default_ticks, base == "smpte", dropped)


def _count(root: Element, name: str, default: int) -> int:
    text = root.attributes.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"\s*[1-9][0-9]{0,11}\s*", text):
        raise _wrong(root, name, text)
    return int(text)


def _wrong(root: Element, name: str, text: str) -> CaptionError:
    return CaptionError(f"{quoted(text)} is no value for {name}. Correct it.", root.line)
