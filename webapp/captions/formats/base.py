"""What every format shares: the result of writing, and the way from bytes to checked text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from webapp.captions.document import CaptionError, Captions
from webapp.captions.formats.limits import (
    MAX_BYTES,
    MAX_CUES,
    MAX_LINE_CHARACTERS,
    MAX_LINES,
    MAX_TAGS,
)

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile("\r\n|\r|\n")
_BRACKETED = re.compile(r"\s*\[([^\[\]]+)\]\s*")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Written:
    """A caption file's bytes, and a sentence for each thing that its format could not hold."""

    data: bytes
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that was left out, and on which line (from 1; None: on none).

    ``loses_text`` says that a caption, or its times, went with it: the file is not whole then.
    """

    line: int | None
    sentence: str
    loses_text: bool = False

    def __str__(self) -> str:
        return self.sentence if self.line is None else f"Line {self.line}: {self.sentence}"


class NotWhole(CaptionError):
    """A file of which a part can be read, and a part that a viewer would miss cannot."""


def whole(captions: Captions, problems: Sequence[Problem]) -> Captions:
    """The captions, if nothing that a viewer reads was left out. Raises NotWhole else."""
    lost = [problem for problem in problems if problem.loses_text]
    if not lost:
        return captions
    others = f" {len(lost) - 1} more places like this follow." if len(lost) > 2 else ""
    others = " One more place like this follows." if len(lost) == 2 else others
    raise NotWhole(lost[0].sentence + others, line=lost[0].line)


def quoted(text: str, limit: int = 60) -> str:
    """A piece of a file in quotation marks, as `visible` makes it."""
    return f"'{visible(text, limit)}'"


def visible(text: str, limit: int) -> str:
    """A piece of a file for a sentence: on one line, cut, and without anything that hides."""
    start = text[: 20 * limit]
    seen = "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in start)
    line = " ".join(seen.split())
    return line if len(line) <= limit else line[:limit] + "…"


def sound_label(text: str) -> str | None:
    """The sound that a caption names, where its whole text is one pair of brackets."""
    found = _BRACKETED.fullmatch(text)
    return " ".join(found[1].split()) or None if found else None


def encode(text: str) -> bytes:
    """Text as UTF-8; a lone surrogate, which is no character, becomes U+FFFD."""
    return _SURROGATE.sub("\ufffd", text).encode("utf-8")


def check_size(data: bytes) -> None:
    """Refuse a file that is larger than any real caption file. Raises CaptionError."""
    if len(data) > MAX_BYTES:
        raise CaptionError(
            f"This file is too large: at most {MAX_BYTES // 1024**2} MiB are read. "
            "Check that it is a caption file."
        )


def check_count(cues: int) -> None:
    """Refuse more cues than any real file has. Raises CaptionError."""
    if cues > MAX_CUES:
        raise CaptionError(
            f"This file has more than {MAX_CUES:,} captions. Divide it into smaller files."
        )


def check_tags(text: str) -> None:
    """Refuse more tags than any real file has. Raises CaptionError."""
    if text.count("<") + text.count("{") > MAX_TAGS:
        raise CaptionError(
            f"This file has more than {MAX_TAGS:,} tags. Check that it is a caption file."
        )


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 or UTF-32 with a byte order mark.

    The mark is taken off; line ends and U+0000 stay as they are. Raises CaptionError for a file
    that is too large and for any other encoding: guessing one would show wrong letters.
    """
    check_size(data)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            body, name = data[len(mark) :], encoding
            break
    else:
        body, name = data, "utf-8"
        if data[:64].count(0) * 3 > len(data[:64]):
            raise CaptionError(
                "This looks like UTF-16 without a byte order mark. Save the file as UTF-8."
            )
    try:
        return body.decode(name)
    except UnicodeDecodeError as error:
        before = body[: error.start].decode(name, errors="replace")
        raise CaptionError(
            f"The text is not {name.upper()[:6].rstrip('-')}. Save the file as UTF-8.",
            line=len(_LINE_END.findall(before)) + 1,
        ) from None


def lines_of(text: str) -> list[str]:
    """The text's lines, ended by CRLF, LF or CR, without their ends.

    Raises CaptionError for more or longer lines than any real caption file has.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") >= MAX_LINES:
        raise CaptionError(f"This file has more than {MAX_LINES:,} lines. Divide it.")
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE_CHARACTERS:
            raise CaptionError(
                f"This line has {len(line):,} characters; at most {MAX_LINE_CHARACTERS:,} are "
                "allowed. Check that it is a caption file.",
                line=number,
            )
    return lines
