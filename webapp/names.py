"""Names that people type or that their files carry, made safe to show and to write."""

from __future__ import annotations

import re
import unicodedata

TITLE_CHARACTERS = 200
ORIGINAL_NAME_CHARACTERS = 255

_JOINERS = "\u200c\u200d"  # Persian words and family emoji fall apart without them
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_UNSAFE_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|%]+')


def clean(text: str, limit: int) -> str:
    """Return text on one line, without controls and direction marks, cut to ``limit``.

    Direction marks are taken out because they can show a name as another one
    (Unicode Technical Report 36, 2.5).
    """
    text = unicodedata.normalize("NFC", text)
    visible = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or char in _JOINERS or unicodedata.category(char) not in _INVISIBLE
    )
    return _cut(" ".join(visible.split()), limit).strip(_JOINERS + " ")


def file_name(sent: str) -> str:
    """Return the last part of a file name as a browser sent it, which can be a whole path."""
    return clean(re.split(r"[\\/]", sent)[-1], ORIGINAL_NAME_CHARACTERS)


def title_from_file_name(name: str) -> str:
    """Make a title of a file's name: ``2024_team-meeting.mp4`` is ``2024 team meeting``."""
    stem, dot, suffix = file_name(name).rpartition(".")
    words = stem if dot and stem and len(suffix) <= 5 else file_name(name)
    return clean(re.sub(r"[_.\-]+", " ", words), TITLE_CHARACTERS) or "Untitled"


def download_name(title: str, *parts: str) -> str:
    """Return a name for a file that somebody saves, safe on every system: ``title.en.vtt``."""
    safe = _UNSAFE_IN_FILE_NAMES.sub(" ", title)
    stem = clean(safe, 80).strip(". ") or "video"
    return ".".join([stem, *(part for part in parts if part)])


def _cut(text: str, limit: int) -> str:
    """Cut between whole characters, never inside one that is put together of several."""
    if len(text) <= limit:
        return text
    while limit and (
        unicodedata.combining(text[limit]) or text[limit] in _JOINERS or text[limit - 1] in _JOINERS
    ):
        limit -= 1
    return text[:limit]
