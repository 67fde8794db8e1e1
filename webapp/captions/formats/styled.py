"""Text in runs of one style: what TTML, SCC, ASS and STL share with WebVTT's cue text.

The eight colours are the ones that WebVTT has classes for:
https://www.w3.org/TR/webvtt1/#default-text-color
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from webapp.captions.document import Cue
from webapp.captions.formats.cue_text import (
    EndTag,
    StartTag,
    Text,
    balanced,
    cue_text_of,
    escape,
    render,
)

COLOURS: Final[dict[str, tuple[int, int, int]]] = {
    "white": (255, 255, 255),
    "lime": (0, 255, 0),
    "cyan": (0, 255, 255),
    "red": (255, 0, 0),
    "yellow": (255, 255, 0),
    "magenta": (255, 0, 255),
    "blue": (0, 0, 255),
    "black": (0, 0, 0),
}
_NAME_OF = {value: name for name, value in COLOURS.items()}


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text looks. ``colour`` is a key of COLOURS, or "" for the usual white."""

    italic: bool = False
    bold: bool = False
    underline: bool = False
    colour: str = ""


PLAIN: Final = Style()


@dataclass(frozen=True, slots=True)
class Run:
    """Text, its lines parted by line feeds, in one style."""

    text: str
    style: Style = PLAIN


def colour_name(red: int, green: int, blue: int) -> str:
    """The WebVTT class of a colour, "" for white and for colours that have no class."""
    name = _NAME_OF.get((red, green, blue), "")
    return "" if name == "white" else name


def tidy(runs: Iterable[Run]) -> list[Run]:
    """Join runs of one style, and take off blank lines and the spaces around lines.

    A blank line would end the cue in WebVTT and SubRip.
    """
    out: list[Run] = []
    at_line_start = True
    for run in runs:
        text = re.sub(r"[ \t]*\n[ \t\n]*", "\n", run.text.replace("\r", ""))
        if at_line_start:
            text = text.lstrip(" \t\n")
        if not text:
            continue
        if text[0] == "\n":
            _strip_end(out, " \t")
        at_line_start = text[-1] == "\n"
        if out and out[-1].style == run.style:
            out[-1] = replace(out[-1], text=out[-1].text + text)
        else:
            out.append(Run(text, run.style))
    _strip_end(out, " \t\n")
    return out


def single_spaced(runs: Iterable[Run]) -> list[Run]:
    """Tidy runs, with one space, in the usual style, where style codes and spaces stand together.

    In SCC and EBU STL a code that changes the style takes the place of a space.
    """
    out: list[Run] = []
    after_space = False
    for run in runs:
        text = re.sub(" {2,}", " ", run.text)
        if text.startswith(" "):
            text = text[1:]
            if not after_space:
                out.append(Run(" "))
                after_space = True
        if text:
            after_space = text.endswith((" ", "\n"))
            out.append(replace(run, text=text))
    return tidy(out)


def _strip_end(runs: list[Run], characters: str) -> None:
    while runs:
        text = runs[-1].text.rstrip(characters)
        if text:
            runs[-1] = replace(runs[-1], text=text)
            return
        runs.pop()


def plain_text(runs: Sequence[Run]) -> str:
    """What a viewer reads."""
    return "".join(run.text for run in runs)


def markup(runs: Sequence[Run], speaker: str | None) -> str | None:
    """The WebVTT cue text, or None where text and speaker say all."""
    if all(run.style == PLAIN for run in runs):
        return None
    return render("", speaker) + "".join(_marked(run) for run in runs)


def _marked(run: Run) -> str:
    tags = [
        tag
        for tag, wanted in (
            (f"c.{run.style.colour}", bool(run.style.colour)),
            ("b", run.style.bold),
            ("i", run.style.italic),
            ("u", run.style.underline),
        )
        if wanted
    ]
    opening = "".join(f"<{tag}>" for tag in tags)
    closing = "".join(f"</{tag.partition('.')[0]}>" for tag in reversed(tags))
    return opening + escape(run.text) + closing


@dataclass(frozen=True, slots=True)
class Parsed:
    """A cue's runs, and what its markup says besides."""

    runs: list[Run]
    ruby: bool = False
    timestamps: bool = False
    lost_voices: int = 0
    """How many voices other than the cue's speaker its markup names."""
    classes: bool = False


def runs_of(cue: Cue) -> Parsed:
    """The runs of the cue text that WebVTT would be given; ruby text stands in brackets."""
    runs: list[Run] = []
    outer: list[Style] = []
    style = PLAIN
    names: set[str] = set()
    voices: set[str] = set()
    timestamps = classes = False
    for token in balanced(cue_text_of(cue)):
        if isinstance(token, Text):
            runs.append(Run(token.value, style))
        elif isinstance(token, StartTag):
            outer.append(style)
            style = _with_tag(style, token)
            names.add(token.name)
            classes = classes or any(each not in COLOURS for each in token.classes)
            if token.name == "v":
                voices.add(token.annotation)
            elif token.name == "rt":
                runs.append(Run("(", style))
        elif isinstance(token, EndTag):
            if token.name == "rt":
                runs.append(Run(")", style))
            style = outer.pop()
        else:
            timestamps = True
    lost_voices = len(voices - {cue.speaker or ""})
    return Parsed(tidy(runs), "ruby" in names, timestamps, lost_voices, classes)


def _with_tag(style: Style, tag: StartTag) -> Style:
    colour = style.colour
    for each in tag.classes:
        if each in COLOURS:
            colour = "" if each == "white" else each
    return Style(
        italic=style.italic or tag.name == "i",
        bold=style.bold or tag.name == "b",
        underline=style.underline or tag.name == "u",
        colour=colour,
    )
