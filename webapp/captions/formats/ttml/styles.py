"""TTML styles: references, inheritance, colours, lengths and where a region lies.

Source: TTML2 10, https://www.w3.org/TR/ttml2/#styling
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from webapp.captions.document import LineAlign, VttSettings
from webapp.captions.formats.placing import Box, settings_of
from webapp.captions.formats.styled import COLOURS, Style, colour_name
from webapp.captions.formats.ttml.xml import Element

Styles = Mapping[str, str]
"""Style attributes by their name, ``tts:color`` and so on."""

_INHERITED: Final = frozenset(
    f"tts:{name}"
    for name in ("color", "fontStyle", "fontWeight", "textDecoration", "textAlign", "visibility")
)
_OTHER_NAMES = {"green": (0, 128, 0), "aqua": (0, 255, 255), "fuchsia": (255, 0, 255)}
_HEX = re.compile(r"#([0-9a-fA-F]{6})(?:[0-9a-fA-F]{2})?")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*\d{1,3}\s*)?\)")
_LENGTH = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(%|px|c|rh|rw)")
_STANDS: Final[dict[str, LineAlign]] = {"center": "center", "after": "end"}
_MOST_REFERENCES = 64


@dataclass(frozen=True, slots=True)
class Sheet:
    """The styles and regions of a document's head."""

    styles: Mapping[str, Element]
    regions: Mapping[str, Element]
    root: Element
    _known: dict[str, dict[str, str]] = field(default_factory=dict)

    def own(self, element: Element) -> dict[str, str]:
        """The styles on an element itself: by reference, nested (in a region), then inline."""
        out = self._referenced(element.attributes.get("style", ""))
        for nested in element.children("style"):
            out.update(self._referenced(nested.attributes.get("style", "")))
            out.update(_inline(nested))
        out.update(_inline(element))
        return out

    def _referenced(self, references: str) -> dict[str, str]:
        """What a list of references says, the later ones winning; circles are cut."""
        if not references:
            return {}
        if references not in self._known:
            out: dict[str, str] = {}
            for name in _flat(references, self.styles):
                out.update(_inline(self.styles[name]))
            self._known[references] = out
        return dict(self._known[references])


def sheet_of(root: Element) -> Sheet:
    """The sheet of a document's head."""

    def by_id(name: str) -> dict[str, Element]:
        found = (each for head in root.children("head") for each in head.descendants(name))
        return {each.attributes["xml:id"]: each for each in found if "xml:id" in each.attributes}

    return Sheet(by_id("style"), by_id("region"), root)


def _flat(references: str, styles: Mapping[str, Element]) -> list[str]:
    """The names that the references reach, each style after the ones it is based on."""
    out: list[str] = []

    def visit(names: str, above: frozenset[str]) -> None:
        for name in names.split():
            if name in styles and name not in above and len(out) < _MOST_REFERENCES:
                if len(above) < _MOST_REFERENCES:
                    visit(styles[name].attributes.get("style", ""), above | {name})
                out.append(name)

    visit(references, frozenset())
    return out


def _inline(element: Element) -> dict[str, str]:
    return {name: value for name, value in element.attributes.items() if name.startswith("tts:")}


def inherited(styles: Styles) -> dict[str, str]:
    """The part of an element's styles that goes down to what is inside it."""
    return {name: value for name, value in styles.items() if name in _INHERITED}


def hidden(styles: Styles) -> bool:
    """Whether text with these styles is not shown."""
    return styles.get("tts:display") == "none" or styles.get("tts:visibility") == "hidden"


def style_of(styles: Styles) -> Style:
    """The look of text with these styles."""
    return Style(
        italic=styles.get("tts:fontStyle") in ("italic", "oblique"),
        bold=styles.get("tts:fontWeight") == "bold",
        underline="underline" in styles.get("tts:textDecoration", "").split(),
        colour=_colour(styles.get("tts:color", "")),
    )


def _colour(text: str) -> str:
    text = text.strip()
    value = COLOURS.get(text) or _OTHER_NAMES.get(text)
    if found := _HEX.fullmatch(text):
        number = int(found[1], 16)
        value = (number >> 16, number >> 8 & 255, number & 255)
    elif found := _RGB.fullmatch(text):
        value = (int(found[1]), int(found[2]), int(found[3]))
    return colour_name(*value) if value else ""


def placement(region: Element | None, text: Styles, sheet: Sheet) -> VttSettings:
    """A cue's settings from its region and its text's alignment."""
    styles = sheet.own(region) if region is not None else {}
    align = text.get("tts:textAlign", styles.get("tts:textAlign", ""))
    origin = _pair(styles.get("tts:origin", ""), sheet.root)
    extent = _pair(styles.get("tts:extent", ""), sheet.root)
    box = None
    if origin and extent:
        box = Box(*origin, *extent, _STANDS.get(styles.get("tts:displayAlign", ""), "start"))
    return settings_of(box, align)


def _pair(text: str, root: Element) -> tuple[float, float] | None:
    """Two lengths in percent of the root's width and height."""
    parts = text.split()
    if len(parts) != 2:
        return None
    across, down = _percent(parts[0], root, 0), _percent(parts[1], root, 1)
    return None if across is None or down is None else (across, down)


def _percent(text: str, root: Element, axis: int) -> float | None:
    found = _LENGTH.fullmatch(text)
    if found is None:
        return None
    value, unit = float(found[1]), found[2]
    if unit in ("%", "rw", "rh"):
        return value
    if unit == "c":
        cells = _part(root, "ttp:cellResolution", axis)
        whole = float(cells) if re.fullmatch("[1-9][0-9]{0,4}", cells) else (32.0, 15.0)[axis]
    else:
        pixels = _LENGTH.fullmatch(_part(root, "tts:extent", axis))
        if pixels is None or pixels[2] != "px" or not float(pixels[1]):
            return None
        whole = float(pixels[1])
    return 100 * value / whole


def _part(element: Element, name: str, axis: int) -> str:
    parts = element.attributes.get(name, "").split()
    return parts[axis] if len(parts) == 2 else ""
