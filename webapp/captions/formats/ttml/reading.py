"""TTML and IMSC into captions.

Read here and not by ttconv: its ISDs take quadratic time (4.8 s for 1,000 cues), it loses agents,
and it only logs a wrong time where a person must be told. The tests compare with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from webapp.captions.document import CaptionError, Captions, Cue, VttSettings
from webapp.captions.formats.base import check_count
from webapp.captions.formats.styled import Run, markup, plain_text
from webapp.captions.formats.timed import Piece, end_of_open, milliseconds, shown
from webapp.captions.formats.ttml.styles import (
    Sheet,
    Styles,
    hidden,
    inherited,
    placement,
    sheet_of,
    style_of,
)
from webapp.captions.formats.ttml.times import Clock, clock_of
from webapp.captions.formats.ttml.xml import Element, parse

_SPACES = re.compile(r"[ \t\r\n]+")
_TIMES = frozenset(("begin", "end", "dur"))
_TIMED = ("body", "div", "p", "span", "br")


@dataclass(frozen=True, slots=True)
class _Place:
    """What an element has from the ones around it."""

    begin: Fraction
    end: Fraction | None
    styles: Styles
    region: str
    agent: str
    preserve: bool


@dataclass(frozen=True, slots=True)
class _Shown:
    """A cue before its times are whole milliseconds."""

    begin: Fraction
    end: Fraction | None
    cue: Cue


def read(data: bytes) -> Captions:
    """Read a TTML or IMSC text document.

    Raises CaptionError, with the line where there is one, for anything else.
    """
    root = parse(data)
    if root.name != "tt":
        raise CaptionError(
            "This XML is no TTML: its first element is not 'tt' in a TTML namespace.", root.line
        )
    reader = _Reader(root)
    found = list(reader.cues())
    found.sort(key=lambda each: each.begin)
    return Captions(cues=_with_ends(found), language=root.attributes.get("xml:lang", "").strip())


def _with_ends(found: list[_Shown]) -> list[Cue]:
    nexts = {a.begin: b.begin for a, b in pairwise(found) if a.begin < b.begin}
    cues = []
    for each in found:
        end = each.end
        if end is None:
            end = end_of_open(each.begin, filter(None, [nexts.get(each.begin)]))
        start_ms, end_ms = milliseconds(each.begin), milliseconds(end)
        if end_ms > start_ms:
            cues.append(replace(each.cue, start_ms=start_ms, end_ms=end_ms))
    return cues


class _Reader:
    """Walks the body with what each element inherits."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.clock: Clock = clock_of(root)
        self.sheet: Sheet = sheet_of(root)
        self.names = _agents(root)
        self.count = 0
        self._placements: dict[tuple[str, str], VttSettings] = {}

    def cues(self) -> Iterator[_Shown]:
        around = _Place(
            Fraction(0), None, {}, "", "", self.root.attributes.get("xml:space") == "preserve"
        )
        for body in self.root.children("body"):
            yield from self._block(body, around, around.begin)

    def _block(self, element: Element, around: _Place, start: Fraction) -> Iterator[_Shown]:
        place = self._place(element, around, start)
        if place is None:
            return
        if element.name == "p":
            yield from self._paragraph(element, place)
            return
        for child, child_start in self._children(element, place):
            if child.name in ("div", "p"):
                yield from self._block(child, place, child_start)

    def _children(self, element: Element, place: _Place) -> Iterator[tuple[Element, Fraction]]:
        """The timed child elements, and the moment that their times count from."""
        start = place.begin
        in_turn = element.attributes.get("timeContainer") == "seq"
        for child in element.content:
            if isinstance(child, str) or child.name not in _TIMED:
                continue
            yield child, start
            if in_turn:
                end = self._interval(child, place.end, start)[1]
                start = start if end is None else end

    def _interval(
        self, element: Element, parent_end: Fraction | None, start: Fraction
    ) -> tuple[Fraction, Fraction | None]:
        get = element.attributes.get
        if not element.attributes.keys() & _TIMES:  # most spans: half the work of a large file
            return start, parent_end

        def seconds(name: str) -> Fraction | None:
            text = get(name)
            return None if text is None else self.clock.seconds(text, element.line)

        begin = start + (seconds("begin") or 0)
        end, duration = seconds("end"), seconds("dur")
        ends = [
            parent_end,
            None if end is None else start + end,
            None if duration is None else begin + duration,
        ]
        return begin, min((each for each in ends if each is not None), default=None)

    def _place(self, element: Element, around: _Place, start: Fraction) -> _Place | None:
        """Where and when an element is shown; None where it never is."""
        begin, end = self._interval(element, around.end, start)
        region = element.attributes.get("region", around.region)
        outer = around.styles
        if region != around.region and region in self.sheet.regions:
            outer = {**inherited(self.sheet.own(self.sheet.regions[region])), **outer}
        styles = {**outer, **self.sheet.own(element)}
        if styles.get("tts:display") == "none" or (end is not None and end <= begin):
            return None
        space = element.attributes.get("xml:space")
        return _Place(
            begin,
            end,
            inherited(styles),
            region,
            (element.attributes.get("ttm:agent", "").split() or [around.agent])[0],
            around.preserve if space is None else space == "preserve",
        )

    def _paragraph(self, paragraph: Element, place: _Place) -> Iterator[_Shown]:
        pieces = list(_collapsed(self._pieces(paragraph, place)))
        agent = place.agent or next(
            (
                each.attributes["ttm:agent"]
                for each in paragraph.descendants("span")
                if "ttm:agent" in each.attributes
            ),
            "",
        )
        speaker = self.names.get(agent, agent) or None
        name = paragraph.attributes.get("xml:id", "")
        is_sound = paragraph.attributes.get("ttm:role") == "sound"
        for each in shown(pieces, paragraph.line):
            self.count += 1
            check_count(self.count)
            text = plain_text(each.runs)
            cue = Cue(
                start_ms=0,
                end_ms=0,
                text=text,
                id=name,
                speaker=speaker,
                label=text.strip("[]() \n") or None if is_sound else None,
                markup=markup(each.runs, speaker),
                settings=self._settings(place),
            )
            name = ""
            yield _Shown(each.begin, each.end, cue)

    def _settings(self, place: _Place) -> VttSettings:
        key = place.region, place.styles.get("tts:textAlign", "")
        if key not in self._placements:
            region = self.sheet.regions.get(place.region)
            self._placements[key] = placement(region, place.styles, self.sheet)
        return self._placements[key]

    def _pieces(self, element: Element, place: _Place) -> Iterator[tuple[Piece, bool]]:
        """The visible pieces of text inside an element, and whether their spaces are kept."""
        style = style_of(place.styles)
        seen = not hidden(place.styles)
        starts = iter(self._children(element, place))
        for each in element.content:
            if isinstance(each, str):
                if seen:
                    yield Piece(Run(each, style), place.begin, place.end), place.preserve
            elif each.name in _TIMED:
                child, start = next(starts)
                inner = self._place(child, place, start)
                if inner is None:
                    continue
                if child.name == "br":
                    yield Piece(Run("\n", style), inner.begin, inner.end), True
                else:
                    yield from self._pieces(child, inner)


def _collapsed(pieces: Iterable[tuple[Piece, bool]]) -> Iterator[Piece]:
    """The pieces with white space run together where xml:space does not keep it."""
    after_space = True
    for piece, preserve in pieces:
        text = piece.run.text
        if not preserve:
            text = _SPACES.sub(" ", text)
            text = text.lstrip(" ") if after_space else text
        if text:
            after_space = text[-1] in " \n"
            yield replace(piece, run=replace(piece.run, text=text))


def _agents(root: Element) -> dict[str, str]:
    """The names of the speakers that the head declares, by their ids."""
    names: dict[str, str] = {}
    for agent in root.descendants("ttm:agent"):
        words = " ".join(" ".join(name.text() for name in agent.children("ttm:name")).split())
        key = agent.attributes.get("xml:id", "")
        names[key] = words or key
    return names
