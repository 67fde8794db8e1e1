"""Text in runs of one style: what TTML, SCC, ASS and STL share with WebVTT's cue text.

The eight colours are the ones that WebVTT has classes for:
https://www.w3.org/TR/webvtt1/#default-text-color
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from webapp.captions.document import Cue

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
    voice = f"<v {_annotation(speaker)}>" if speaker else ""
    return voice + "".join(_marked(run) for run in runs)


def _annotation(name: str) -> str:
    return html.escape(" ".join(name.split()), quote=False)


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
    return opening + html.escape(run.text, quote=False) + closing


_TOKEN = re.compile(r"<[^>]*>?|[^<]+")
_NAME = re.compile(r"</?([A-Za-z]*)((?:\.[^\s.>]+)*)")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A cue's runs, and what its markup says besides."""

    runs: list[Run]
    ruby: bool = False
    timestamps: bool = False
    voices: int = 0
    classes: bool = False


def runs_of(cue: Cue) -> Parsed:
    """The runs of a cue's markup, or of its text where it has no markup.

    Markup whose words are not those of ``text`` is not used: ``text`` is what a person corrected.
    """
    if cue.markup is None:
        return Parsed([Run(cue.text)] if cue.text else [])
    parsed = _parse(cue.markup)
    if not parsed.ruby and plain_text(parsed.runs).split() != cue.text.split():
        return Parsed([Run(cue.text)] if cue.text else [])
    return parsed


def _parse(text: str) -> Parsed:
    runs: list[Run] = []
    stack: list[tuple[str, Style]] = []
    style = PLAIN
    ruby = timestamps = classes = False
    voices = 0
    for token in _TOKEN.findall(text):
        if token[0] != "<":
            runs.append(Run(html.unescape(token), style))
            continue
        found = _NAME.match(token)
        name = found[1] if found else ""
        if not name:
            timestamps = timestamps or token[1:2].isdigit()
        elif token.startswith("</"):
            if stack and stack[-1][0] == name:
                style = stack.pop()[1]
        else:
            stack.append((name, style))
            ruby = ruby or name in ("ruby", "rt")
            voices += name == "v"
            names = found[2].split(".")[1:] if found else []
            classes = classes or any(each not in COLOURS for each in names)
            style = _with_tag(style, name, names)
    return Parsed(tidy(runs), ruby, timestamps, voices, classes)


def _with_tag(style: Style, name: str, classes: Sequence[str]) -> Style:
    colour = style.colour
    for each in classes:
        if each in COLOURS:
            colour = "" if each == "white" else each
    return Style(
        italic=style.italic or name == "i",
        bold=style.bold or name == "b",
        underline=style.underline or name == "u",
        colour=colour,
    )
