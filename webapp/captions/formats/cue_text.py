"""WebVTT cue text: the tokenizer and tree rules of the standard, and the way back.

Source: https://www.w3.org/TR/webvtt1/#cue-text-parsing-rules
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5

from webapp.captions.document import Cue

_SPACES = re.compile(r"[\t\n\f\r ]+")
_NAME_END = re.compile(r"[\t\n\f .]")
_CLASSES_END = re.compile(r"[\t\n\f ]")
_REFERENCE = re.compile(r"&(?:#([0-9]+)|#[xX]([0-9a-fA-F]+)|([A-Za-z][A-Za-z0-9]{0,31}));?")
_LONGEST_BARE_NAME = max(len(name) for name in html5 if not name.endswith(";"))
_LINE_ENDS = re.compile(r"[\r\n]+")
_KNOWN_TAGS = frozenset({"c", "i", "b", "u", "ruby", "rt", "v", "lang"})
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Text:
    """Characters that a viewer reads, references decoded."""

    value: str


@dataclass(frozen=True, slots=True)
class StartTag:
    """``<name.class.class annotation>``."""

    name: str
    classes: tuple[str, ...] = ()
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class EndTag:
    """``</name>``."""

    name: str


@dataclass(frozen=True, slots=True)
class Timestamp:
    """``<00:00:01.000>``, as it stands in the text."""

    value: str


Token = Text | StartTag | EndTag | Timestamp


@dataclass(frozen=True, slots=True)
class Reading:
    """What cue text says: the plain text, and who speaks where one voice says all of it."""

    text: str
    speaker: str | None


def tokens(text: str) -> Iterator[Token]:
    """The tokens of cue text, as the standard's tokenizer returns them. Nothing is an error."""
    position, end = 0, len(text)
    while position < end:
        if text[position] != "<":
            tag_at = text.find("<", position)
            tag_at = end if tag_at < 0 else tag_at
            yield Text(decode_references(text[position:tag_at]))
            position = tag_at
            continue
        close_at = text.find(">", position)
        close_at = end if close_at < 0 else close_at
        yield _tag(text[position + 1 : close_at])
        position = close_at + 1


def _tag(inside: str) -> Token:
    """The token for what stands between ``<`` and ``>``."""
    if inside[:1] == "/":
        return EndTag(inside[1:])
    if inside[:1] in "0123456789" and inside:
        return Timestamp(inside)
    name_end = _NAME_END.search(inside)
    if name_end is None:
        return StartTag(inside)
    name, rest = inside[: name_end.start()], inside[name_end.start() :]
    classes: tuple[str, ...] = ()
    if rest[0] == ".":
        classes_end = _CLASSES_END.search(rest)
        until = classes_end.start() if classes_end else len(rest)
        classes = tuple(each for each in rest[:until].split(".") if each)
        rest = rest[until:]
    return StartTag(name, classes, _one_line(decode_references(rest)))


def balanced(text: str) -> Iterator[Token]:
    """The tokens that count in the standard's tree: nested rightly, every start tag ended.

    Left out are unknown tags, end tags that end nothing, and ``rt`` outside ``ruby``.
    """
    opened: list[str] = []
    for token in tokens(text):
        if isinstance(token, StartTag):
            inside = opened[-1] if opened else ""
            if token.name in _KNOWN_TAGS and (token.name != "rt" or inside == "ruby"):
                opened.append(token.name)
                yield token
        elif isinstance(token, EndTag):
            if opened[-1:] == ["rt"] and token.name == "ruby":
                yield EndTag(opened.pop())
            if opened and token.name == opened[-1]:
                yield EndTag(opened.pop())
        else:
            yield token
    while opened:
        yield EndTag(opened.pop())


def turns(text: str) -> Iterator[tuple[str | None, str]]:
    """Who says what: the innermost voice's name (None for nobody's words) and the plain text.

    Ruby text follows its base in brackets; time stamps are left out. A voice that says nothing
    comes with an empty text.
    """
    voices: list[str] = []
    for token in balanced(text):
        if isinstance(token, EndTag) and token.name == "v":
            voices.pop()
        elif isinstance(token, StartTag) and token.name == "v":
            voices.append(token.annotation)
        said = ""
        if isinstance(token, Text):
            said = token.value
        elif isinstance(token, StartTag | EndTag) and token.name == "rt":
            said = "(" if isinstance(token, StartTag) else ")"
        if said or (isinstance(token, StartTag) and token.name == "v"):
            yield (voices[-1] if voices else None, said)


def read_cue_text(text: str) -> Reading:
    """What a viewer reads, and who speaks where one voice says all of it."""
    said = list(turns(text))
    names = {voice for voice, words in said if voice is not None or words.strip()}
    speaker = names.pop() if len(names) == 1 else None
    return Reading("".join(words for _, words in said), speaker or None)


def render(text: str, speaker: str | None) -> str:
    """Cue text that says just this. Blank lines, which would end a cue, are taken out."""
    name = _one_line(speaker or "")
    voice = f"<v {escape(name)}>" if name else ""
    return voice + escape(without_blank_lines(text))


def cue_text_of(cue: Cue) -> str:
    """A cue's text for a WebVTT file: its markup where that says the same words, else its text.

    ``text`` and ``speaker`` are what a person corrects, so markup that differs from them is old.
    """
    if cue.markup is not None:
        markup = without_blank_lines(cue.markup).replace("-->", "--&gt;")
        reading = read_cue_text(markup)
        same_speaker = reading.speaker == (_one_line(cue.speaker or "") or None)
        if same_speaker and reading.text.split() == cue.text.split():
            return markup
    return render(cue.text, cue.speaker)


def text_with_names(cue: Cue) -> str:
    """What a cue says, each speaker's name and a colon before what he says."""
    parts: list[str] = []
    last: str | None = None
    for voice, words in turns(cue_text_of(cue)):
        if voice and voice != last:
            parts.append(f"{voice}: ")
        last = voice
        parts.append(words)
    return "".join(parts)


def escape(text: str) -> str:
    """Plain text as cue text: no tag, no reference and no arrow can come of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def without_blank_lines(text: str) -> str:
    """Text whose lines end in LF, with no empty line, and with no U+0000."""
    return _LINE_ENDS.sub("\n", text).strip("\n").replace("\0", _REPLACEMENT)


def decode_references(text: str) -> str:
    """Text with HTML's character references decoded, also where the semicolon is missing."""
    return _REFERENCE.sub(_decoded, text) if "&" in text else text


def _decoded(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name is None:
        return _character(decimal or hexadecimal, 10 if decimal else 16)
    whole = found[0][1:]
    if (value := html5.get(whole)) is not None:
        return value
    for length in range(min(len(whole), _LONGEST_BARE_NAME), 1, -1):
        if (value := html5.get(whole[:length])) is not None:
            return value + whole[length:]
    return found[0]


def _character(digits: str, base: int) -> str:
    """The character of a numeric reference, by HTML's rules for those that are none."""
    digits = digits.lstrip("0")
    code = int(digits, base) if 0 < len(digits) <= 7 else 0
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return _REPLACEMENT
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("cp1252", errors="ignore") or chr(code)
    return chr(code)


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text.replace("\0", _REPLACEMENT)).strip(" ")
