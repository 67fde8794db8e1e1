"""Proof of an export: the written file is read again and compared with what should be in it.

Each format is asked only for what it can hold; what it cannot is named in ``Written.dropped``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from webapp.captions import formats
from webapp.captions.document import CaptionError, Captions, Cue
from webapp.captions.formats.base import Written, sound_label
from webapp.captions.formats.cue_text import cue_text_of, text_with_names

Kind = Literal["words", "times", "speaker", "sound", "place", "style", "caption"]

_ALL: frozenset[Kind] = frozenset({"words", "times", "speaker", "sound", "place", "style"})
HOLDS: dict[str, frozenset[Kind]] = {
    "vtt": _ALL,
    "json": _ALL,
    "ttml": frozenset({"words", "times", "speaker", "sound"}),
    "srt": frozenset({"words", "times"}),
    "sbv": frozenset({"words", "times"}),
    "scc": frozenset({"words"}),
    "txt": frozenset({"words"}),
}
"""What each format holds exactly. Places and styles in the others are near, or named as dropped."""
_NAMES_IN_TEXT = frozenset({"srt", "sbv"})
_WHOLE_TEXT_ONLY = frozenset({"scc", "txt"})
_INVISIBLE = {ord("\u200b"): None}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not in the file as it should be. ``cue`` is the caption's index."""

    kind: Kind
    cue: int | None
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of reading an export again."""

    format: str
    faults: tuple[Fault, ...]
    dropped: tuple[str, ...]
    """What the format cannot hold, in sentences; no fault of the export."""

    @property
    def is_good(self) -> bool:
        """Whether everything is there that the format can hold."""
        return not self.faults


def prove(captions: Captions, format: str) -> Proof:
    """Write captions, read the file again, and tell what differs."""
    written = formats.write(captions, format)
    return Proof(format, tuple(_faults(captions, written, format)), written.dropped)


def _faults(captions: Captions, written: Written, format: str) -> Iterator[Fault]:
    if format in _WHOLE_TEXT_ONLY:
        yield from _whole_text(captions, written, format)
        return
    try:
        cues = formats.read(written.data, format).cues
    except CaptionError as error:
        yield Fault("caption", None, f"{len(captions.cues)} captions", str(error))
        return
    if len(cues) != len(captions.cues):
        count = f"{len(captions.cues)} captions", f"{len(cues)} captions"
        yield Fault("caption", None, *count)
        return
    for index, (expected, found) in enumerate(zip(captions.cues, cues, strict=True)):
        yield from _differences(index, expected, found, format)


def _differences(index: int, expected: Cue, found: Cue, format: str) -> Iterator[Fault]:
    said = text_with_names if format in _NAMES_IN_TEXT else _plain
    facts: Sequence[tuple[Kind, object, object]] = (
        ("words", _words(said(expected)), _words(said(found))),
        ("times", _times(expected), _times(found)),
        ("speaker", expected.speaker or "", found.speaker or ""),
        ("sound", _sound(expected), _sound(found)),
        ("place", expected.settings, found.settings),
        ("style", _words(cue_text_of(expected)), _words(cue_text_of(found))),
    )
    for kind, wanted, read in facts:
        if kind in HOLDS[format] and wanted != read:
            yield Fault(kind, index, str(wanted), str(read))


def _whole_text(captions: Captions, written: Written, format: str) -> Iterator[Fault]:
    """Compare all letters at once where captions are joined or parted on the way."""
    expected = _letters(cue.text for cue in captions.cues)
    if format == "txt":
        found = _letters([written.data.decode()])
        held = _is_within(expected, found)  # names stand between
    else:
        found = _letters(cue.text for cue in formats.read(written.data, format).cues)
        held = _same_but_for_missing_letters(expected, found)
    if not held:
        yield Fault("words", None, expected, found)


def _plain(cue: Cue) -> str:
    return cue.text


def _sound(cue: Cue) -> str:
    """Return the sound that a caption names: as such, or by its text being in brackets."""
    return cue.label or sound_label(cue.text) or ""


def _words(text: str) -> str:
    """Return the words of a text, whatever white space parts them."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


def _letters(texts: Iterable[str]) -> str:
    return "".join(_words(text) for text in texts).replace(" ", "")


def _times(cue: Cue) -> str:
    return f"{cue.start_ms}-{cue.end_ms} ms"


def _is_within(expected: str, found: str) -> bool:
    """Tell whether all letters of ``expected`` come in ``found``, in order."""
    letters = iter(found)
    return all(letter in letters for letter in expected)


def _same_but_for_missing_letters(expected: str, found: str) -> bool:
    """SCC writes a question mark for a letter that it lacks, and names it."""
    return len(expected) == len(found) and all(
        read in (wanted, "?") for wanted, read in zip(expected, found, strict=True)
    )
