"""Captions into the IMSC 1.1 text profile, https://www.w3.org/TR/ttml-imsc1.1/."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from webapp.captions.document import Captions, Cue, Region, VttSettings
from webapp.captions.formats.base import Written
from webapp.captions.formats.dropped import common_losses
from webapp.captions.formats.placing import ORDINARY, Box, box_of
from webapp.captions.formats.styled import COLOURS, Parsed, Run, Style, runs_of

_HEAD: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling"
    xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"
    xml:lang={language} ttp:timeBase="media"
    ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text">
"""
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DISPLAY_ALIGNS = {"start": "before", "center": "center", "end": "after"}
_LINE_HEIGHT = 100 / 15
_SHORTEST_BOX = 1.0


def write(captions: Captions) -> Written:
    """Write IMSC 1.1 text; ``dropped`` names what it cannot hold and these captions have."""
    return _Writer(captions).written()


@dataclass(slots=True)
class _Writer:
    captions: Captions
    agents: dict[str, str] = field(default_factory=dict)
    regions: dict[tuple[Box, str], str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    losses: dict[str, None] = field(default_factory=dict)

    def written(self) -> Written:
        cues = self.captions.cues
        self.used = {cue.id for cue in cues if _ID.fullmatch(cue.id)}
        parsed = [runs_of(cue) for cue in cues]
        taken: set[str] = set()
        paragraphs = [self._paragraph(*each, taken) for each in zip(cues, parsed, strict=True)]
        language = quoteattr(self._clean(self.captions.language))
        data = "".join(
            (
                _HEAD.format(language=language),
                *self._head(),
                "  <body>\n    <div>\n",
                *paragraphs,
                "    </div>\n  </body>\n</tt>\n",
            )
        ).encode()
        return Written(data, (*common_losses(self.captions, parsed, "TTML"), *self.losses))

    def _head(self) -> list[str]:
        lines = ["  <head>\n"]
        if self.agents:
            lines.append("    <metadata>\n")
            lines += [
                f'      <ttm:agent type="person" xml:id="{key}">'
                f'<ttm:name type="full">{escape(self._clean(name))}</ttm:name></ttm:agent>\n'
                for name, key in self.agents.items()
            ]
            lines.append("    </metadata>\n")
        lines.append(
            '    <styling>\n      <style xml:id="captions" tts:fontFamily="proportionalSansSerif"'
            ' tts:fontSize="100%" tts:lineHeight="125%"/>\n    </styling>\n    <layout>\n'
        )
        lines += [
            f'      <region xml:id="{key}" style="captions"'
            f' tts:origin="{_number(box.x)}% {_number(box.y)}%"'
            f' tts:extent="{_number(box.width)}% {_number(box.height)}%"'
            f' tts:displayAlign="{_DISPLAY_ALIGNS[box.stand]}" tts:textAlign="{align}"/>\n'
            for (box, align), key in self.regions.items()
        ]
        return [*lines, "    </layout>\n  </head>\n"]

    def _paragraph(self, cue: Cue, parsed: Parsed, taken: set[str]) -> str:
        attributes = {
            "begin": _clock_time(cue.start_ms),
            "end": _clock_time(cue.end_ms),
            "region": self._region(cue.settings),
        }
        if key := self._identifier(cue.id, taken):
            attributes["xml:id"] = key
        if cue.speaker:
            attributes["ttm:agent"] = self._agent(cue.speaker)
        if cue.label:
            attributes["ttm:role"] = "sound"
        if "  " in cue.text or "\t" in cue.text:
            attributes["xml:space"] = "preserve"
        opening = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
        return f"      <p {opening}>{''.join(map(self._span, parsed.runs))}</p>\n"

    def _span(self, run: Run) -> str:
        text = escape(self._clean(run.text)).replace("\n", "<br/>")
        styles = "".join(f" tts:{name}={quoteattr(value)}" for name, value in _styles(run.style))
        return f"<span{styles}>{text}</span>" if styles else text

    def _clean(self, text: str) -> str:
        clean = _NOT_XML.sub("", text)
        if clean != text:
            self.losses["XML does not hold control characters; they are left out."] = None
        return clean

    def _identifier(self, key: str, taken: set[str]) -> str:
        if not key:
            return ""
        if _ID.fullmatch(key) and key not in taken:
            taken.add(key)
            return key
        self.losses[
            "TTML does not hold identifiers that begin with a digit, have spaces or stand "
            "twice; those were changed."
        ] = None
        return self._unused("cue-" + (re.sub(r"[^A-Za-z0-9_.-]+", "-", key)[:40] or "x"))

    def _unused(self, wanted: str) -> str:
        key, number = wanted, 2
        while key in self.used:
            key, number = f"{wanted}-{number}", number + 1
        self.used.add(key)
        return key

    def _agent(self, name: str) -> str:
        if name not in self.agents:
            self.agents[name] = self._unused(f"speaker-{len(self.agents) + 1}")
        return self.agents[name]

    def _region(self, settings: VttSettings) -> str:
        box = self._box(settings)
        key = box, settings.align
        if key not in self.regions:
            name = "bottom" if box == ORDINARY and settings.align == "center" else "place"
            self.regions[key] = self._unused(name)
        return self.regions[key]

    def _box(self, settings: VttSettings) -> Box:
        if settings.region:
            for region in self.captions.regions:
                if region.id == settings.region:
                    return _box_of_region(region)
        if settings.line != "auto" and settings.snap_to_lines:
            self.losses["TTML places by percent; line numbers were turned into percent."] = None
        box = box_of(settings)
        if box.height >= _SHORTEST_BOX:
            return box
        y = min(box.y, 100 - _LINE_HEIGHT)
        return Box(box.x, y, box.width, max(box.height, _LINE_HEIGHT), box.stand)


def _box_of_region(region: Region) -> Box:
    width = min(max(region.width, 1.0), 100.0)
    height = min(max(region.lines, 1) * _LINE_HEIGHT, 100.0)
    x = region.viewport_anchor_x - width * region.region_anchor_x / 100
    y = region.viewport_anchor_y - height * region.region_anchor_y / 100
    return Box(min(max(x, 0.0), 100 - width), min(max(y, 0.0), 100 - height), width, height)


def _styles(style: Style) -> Sequence[tuple[str, str]]:
    pairs = (
        ("fontStyle", "italic" if style.italic else ""),
        ("fontWeight", "bold" if style.bold else ""),
        ("textDecoration", "underline" if style.underline else ""),
        ("color", "#{:02x}{:02x}{:02x}".format(*COLOURS[style.colour]) if style.colour else ""),
    )
    return [(name, value) for name, value in pairs if value]


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _clock_time(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
