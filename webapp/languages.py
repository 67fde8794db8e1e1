"""Languages by their BCP 47 tags: what they are called, and which way they are written."""

from __future__ import annotations

import re

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _

KNOWN = frozenset(
    [
        "ar",
        "bg",
        "bn",
        "ca",
        "cs",
        "cy",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "fa",
        "fi",
        "fr",
        "ga",
        "he",
        "hi",
        "hr",
        "hu",
        "id",
        "is",
        "it",
        "ja",
        "ko",
        "lt",
        "lv",
        "ms",
        "nb",
        "nl",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sr",
        "sv",
        "sw",
        "ta",
        "th",
        "tr",
        "uk",
        "ur",
        "vi",
        "zh",
    ]
)
"""The languages that people can choose, by their primary subtag."""

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
    """Return what the page's language calls a language, with its region or script."""
    primary, *rest = well_formed(tag).split("-")
    if primary == UNKNOWN:
        return _("Language not known")
    names = get_locale() or Locale("en")
    name = names.languages.get(primary.lower(), primary)
    variants = [names.territories.get(v.upper()) or names.scripts.get(v.title()) or v for v in rest]
    return f"{name} ({', '.join(variants)})" if variants else name


def choices(none: str) -> list[tuple[str, str]]:
    """Return tag and name of every language that people can choose, after '' and its word."""
    named = [(tag, name_of(tag)) for tag in KNOWN]
    return [("", none), *sorted(named, key=lambda each: each[1].casefold())]


def direction(tag: str) -> str:
    """Return ``rtl``, ``ltr``, or ``auto`` where the language is not known."""
    primary, *rest = well_formed(tag).lower().split("-")
    if primary == UNKNOWN:
        return "auto"
    written_left_to_right = not _LEFT_TO_RIGHT_SCRIPTS.isdisjoint(rest)
    return "rtl" if primary in _RIGHT_TO_LEFT and not written_left_to_right else "ltr"
