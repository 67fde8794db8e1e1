"""What captions are, in memory: the one type that every format reads into and is written from.

Times are integer milliseconds from the start of the media; a cue or word covers the half-open
range ``[start_ms, end_ms)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Vertical = Literal["", "rl", "lr"]
LineAlign = Literal["start", "center", "end"]
PositionAlign = Literal["line-left", "center", "line-right", "auto"]
Align = Literal["start", "center", "end", "left", "right"]


class CaptionError(ValueError):
    """A caption file or text that cannot be used. ``str()`` is a sentence for a person."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(f"Line {line}: {sentence}" if line is not None else sentence)
        self.line = line


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the media's time line, for example one in which somebody speaks."""

    start_ms: int
    end_ms: int

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it was heard. ``probability`` is the engine's own, 0..1, None if unknown."""

    text: str
    start_ms: int
    end_ms: int
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class VttSettings:
    """A cue's place on the screen, by the names and defaults of the DOM's VTTCue.

    Source: WebVTT, https://www.w3.org/TR/webvtt1/#the-vttcue-interface
    """

    vertical: Vertical = ""
    snap_to_lines: bool = True
    line: float | Literal["auto"] = "auto"
    line_align: LineAlign = "start"
    position: float | Literal["auto"] = "auto"
    position_align: PositionAlign = "auto"
    size: float = 100
    align: Align = "center"
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    r"""A text and the time for which it is shown.

    ``text`` is what a viewer reads: plain, with ``\n`` between lines, without the speaker's name.
    ``markup`` is the WebVTT cue text where it says more than ``text`` and ``speaker`` (italics,
    classes, ruby, time stamps, several voices), else None.
    ``label`` names a sound ("door slams") where the whole cue is one; ``text`` then shows it in
    brackets.
    """

    start_ms: int
    end_ms: int
    text: str
    id: str = ""
    speaker: str | None = None
    label: str | None = None
    words: tuple[Word, ...] = ()
    markup: str | None = None
    settings: VttSettings = field(default_factory=VttSettings)


@dataclass(frozen=True, slots=True)
class Region:
    """A WebVTT region, by the names and defaults of the DOM's VTTRegion (percent, lines)."""

    id: str = ""
    width: float = 100
    lines: int = 3
    region_anchor_x: float = 0
    region_anchor_y: float = 100
    viewport_anchor_x: float = 0
    viewport_anchor_y: float = 100
    scroll: Literal["", "up"] = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A comment in the file; ``before`` is the index of the cue that it stands in front of."""

    text: str
    before: int = 0


@dataclass(frozen=True, slots=True)
class Captions:
    """Captions of one media in one language (BCP 47; empty where the file does not say)."""

    cues: Sequence[Cue] = ()
    language: str = ""
    regions: Sequence[Region] = ()
    notes: Sequence[Note] = ()
    styles: Sequence[str] = ()
    header: str = ""
    """WebVTT: the text after the signature and the metadata lines under it."""
