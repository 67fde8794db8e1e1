"""Languages by their BCP 47 tags: what they are called, and which way they are written."""

from __future__ import annotations

import re

NAMES: dict[str, str] = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "ms": "Malay",
    "nb": "Norwegian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""English names of the languages that people can choose, by their primary subtag."""

UNKNOWN = "und"
"""BCP 47 for a language that nobody has named."""

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur"})
_LEFT_TO_RIGHT_SCRIPTS = frozenset({"latn", "cyrl"})
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)


def well_formed(tag: str) -> str:
    """Return the tag if it can stand in a page's ``lang``, else ``und`` (RFC 5646, 2.2.9)."""
    tag = tag.replace("_", "-")
    return tag if _TAG.fullmatch(tag) and len(tag) <= 35 else UNKNOWN


def name_of(tag: str) -> str:
    """Return the language's English name, with its region or script where the tag has one."""
    primary, _, rest = well_formed(tag).partition("-")
    if primary == UNKNOWN:
        return "Language not known"
    name = NAMES.get(primary.lower(), primary)
    return f"{name} ({rest})" if rest else name


def direction(tag: str) -> str:
    """Return ``rtl``, ``ltr``, or ``auto`` where the language is not known."""
    primary, *rest = well_formed(tag).lower().split("-")
    if primary == UNKNOWN:
        return "auto"
    written_left_to_right = not _LEFT_TO_RIGHT_SCRIPTS.isdisjoint(rest)
    return "rtl" if primary in _RIGHT_TO_LEFT and not written_left_to_right else "ltr"
