"""Plain text (.txt): what is said, in paragraphs, to be read without the video. Written only."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.captions.document import Captions, Cue
from webapp.captions.formats.base import Written, encode
from webapp.captions.formats.cue_text import cue_text_of, turns

_PAUSE_MS = 2_000
"""Own: a pause as long as this begins a paragraph, as a listener would hear one."""


def write(captions: Captions) -> Written:
    """Plain text in UTF-8: a paragraph for each speaker and after each pause, names before it."""
    dropped = ["Plain text cannot hold times: when each caption is shown was left out."]
    paragraphs = [_paragraph(name, words) for name, words in _spoken(captions.cues)]
    return Written(
        encode("".join(f"{each}\n\n" for each in paragraphs).removesuffix("\n")),
        tuple(dropped if captions.cues else ()),
    )


def _spoken(cues: Sequence[Cue]) -> list[tuple[str, list[str]]]:
    """The paragraphs: a name ("" for nobody's) and what was said, in pieces."""
    paragraphs: list[tuple[str, list[str]]] = []
    last_end_ms = 0
    for cue in cues:
        paused = cue.start_ms - last_end_ms >= _PAUSE_MS
        for voice, words in turns(cue_text_of(cue)):
            name = voice or ""
            if not words.strip():
                if paragraphs:
                    paragraphs[-1][1].append(words)  # it parts the words beside it
                continue
            if paused or not paragraphs or paragraphs[-1][0] != name:
                paragraphs.append((name, []))
            paused = False
            paragraphs[-1][1].append(words)
        if paragraphs:
            paragraphs[-1][1].append("\n")
        last_end_ms = max(last_end_ms, cue.end_ms)
    return paragraphs


def _paragraph(name: str, pieces: Sequence[str]) -> str:
    words = " ".join("".join(pieces).split())
    return f"{name}: {words}" if name else words
