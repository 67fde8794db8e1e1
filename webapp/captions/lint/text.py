"""Rules about what a cue shows: its lines, its brackets and dashes, its characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from webapp.captions.document import Cue
from webapp.captions.lint.finding import N_, Finding, Subject, above, is_sound
from webapp.captions.measure import columns, has_words
from webapp.captions.parting import finishes_sentence, parting

_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>")  # linear on any text
_DASH_OR_NAME = re.compile(
    r"^\s*(?:[-–—‐‑•]|>>|\(.{1,40}\)|\[.{1,40}\]|[^\s:][^:\n]{0,39}:(?:\s|$))"
)
_UNBRACKETED = re.compile(r"^\s*(?:\([^()]+\)|\*[^*]+\*|\{[^{}]+\})\s*$", re.DOTALL)
_SOUND_WORDS = frozenset(
    {"music", "applause", "laughter", "gunshot", "thunder", "barking"}
    | {"musik", "applaus", "gelächter", "schuss", "donner"}
)

_PARTED = {
    "an article and its noun": N_(
        "The line break parts an article and its noun: “%(left)s / %(right)s”."
    ),
    "a pronoun and its verb": N_(
        "The line break parts a pronoun and its verb: “%(left)s / %(right)s”."
    ),
    "a preposition and its object": N_(
        "The line break parts a preposition and its object: “%(left)s / %(right)s”."
    ),
    "a name and its surname": N_(
        "The line break parts a name and its surname: “%(left)s / %(right)s”."
    ),
}
"""What is said of each kind of parting that is sure."""


def text_findings(subject: Subject) -> Iterator[Finding]:
    """Check what every cue shows."""
    for index, cue in enumerate(subject.cues):
        yield from _characters(subject, index, cue)
        if not cue.text.strip():
            yield subject.finding(
                "empty-text",
                "error",
                index,
                measured=0,
                limit=1,
                unit="characters",
                sentence=N_("The cue shows nothing. Delete it or write what is heard."),
            )
            continue
        if not has_words(cue.text) and not is_sound(cue):
            yield subject.finding(
                "no-words",
                "error",
                index,
                measured=0,
                limit=1,
                unit="words",
                sentence=N_("The cue has no words yet. Write what is said, or delete the cue."),
            )
        yield from _lines(subject, index, cue)
        yield from _line_breaks(subject, index, cue)
        yield from _sound_label(subject, index, cue)
        yield from _speaker_change(subject, index, cue)


def _characters(subject: Subject, index: int, cue: Cue) -> Iterator[Finding]:
    strange = [
        character
        for character in cue.text
        if character not in "\n"
        and (unicodedata.category(character) in ("Cc", "Cs", "Co") or character == "\ufffd")
    ]
    if strange:
        names = ", ".join(sorted({f"U+{ord(character):04X}" for character in strange}))
        yield subject.finding(
            "control-character",
            "error",
            index,
            measured=len(strange),
            limit=0,
            unit="characters",
            sentence=N_("The text holds characters that cannot be shown (%(names)s). Remove them."),
            names=names,
        )


def _lines(subject: Subject, index: int, cue: Cue) -> Iterator[Finding]:
    lines = cue.text.split("\n")
    most = subject.profile.lines(subject.portrait)
    if len(lines) > most:
        yield subject.finding(
            "line-count",
            "error",
            index,
            measured=len(lines),
            limit=most,
            unit="lines",
            sentence=N_(
                "The cue has %(lines)s lines; at most %(most)s are allowed. Split the cue."
            ),
            lines=len(lines),
            most=most,
        )
    width, number = max((columns(line), -at) for at, line in enumerate(lines, start=1))
    wanted = subject.profile.line_chars_wanted(subject.portrait)
    broken = above(width, wanted, subject.profile.line_chars(subject.portrait))
    if broken:
        severity, limit = broken
        yield subject.finding(
            "line-length",
            severity,
            index,
            measured=width,
            limit=limit,
            unit="characters",
            sentence=N_("Line %(line)s is %(width)s characters long; at most %(most)s.")
            if severity == "error"
            else N_("Line %(line)s is %(width)s characters long; better at most %(most)s."),
            line=-number,
            width=width,
            most=limit,
        )


def _line_breaks(subject: Subject, index: int, cue: Cue) -> Iterator[Finding]:
    lines = [line.split() for line in cue.text.split("\n")]
    for above_line, below in pairwise(lines):
        if not above_line or not below:
            continue
        left, right = above_line[-1], below[0]
        first = len(above_line) < 2 or finishes_sentence(above_line[-2], subject.grammar)
        parted = parting(left, right, subject.grammar, first=first)
        if parted is not None and parted.sure:
            yield subject.finding(
                "line-break",
                "warning",
                index,
                measured=1,
                limit=0,
                unit="breaks",
                sentence=_PARTED[parted.kind],
                left=_quoted(left),
                right=_quoted(right),
            )
            return


def _quoted(token: str) -> str:
    """Return a token from the file as a sentence can hold it: short, without control characters."""
    return "".join(character for character in token[:30] if character.isprintable())


def _sound_label(subject: Subject, index: int, cue: Cue) -> Iterator[Finding]:
    text = cue.text.strip()
    bracketed = text.startswith("[") and text.endswith("]")
    notes = text.startswith(("♪", "♫", "#"))
    word = text.strip("()*{} .!").casefold()
    looks_like_sound = _UNBRACKETED.match(text) is not None or word in _SOUND_WORDS
    if not bracketed and not notes and (cue.label is not None or looks_like_sound):
        yield subject.finding(
            "sound-label-brackets",
            "warning",
            index,
            measured=1,
            limit=0,
            unit="labels",
            sentence=N_("A sound is written in square brackets, for example [door slams]."),
        )


def _speaker_change(subject: Subject, index: int, cue: Cue) -> Iterator[Finding]:
    voices = {name.strip() for name in _VOICE.findall(cue.markup or "")}
    lines = [line for line in cue.text.split("\n") if line.strip()]
    marked = [line for line in lines if _DASH_OR_NAME.match(line)]
    if len(voices) > 1 and len(marked) < min(len(voices), len(lines)):
        yield subject.finding(
            "speaker-change",
            "warning",
            index,
            measured=len(voices),
            limit=1,
            unit="speakers",
            sentence=N_(
                "%(voices)s people speak in this cue. Begin each one's line with a dash or a "
                "name, or split the cue."
            ),
            voices=len(voices),
        )
