"""Sign languages by their ISO 639-3 codes: what they are called, and which a viewer gets.

A sign language is no form of a spoken one: British and American Sign Language differ as much as
French and Russian do. So another one is always named, and never passed off as the one wished for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from flask import request

from webapp.look import SIGN_LANGUAGES, Choice, current_look

INTERNATIONAL = "ils"
"""International Sign, which deaf people of many countries follow."""

NEAR = {
    "de": ("gsg", "asq", "sgg"),
    "en": ("bfi", "ase", "asf", "nzs", "isg"),
    "es": ("ssp", "mfs"),
    "fr": ("fsl",),
    "hi": ("ins",),
    "it": ("ise",),
    "ja": ("jsl",),
    "nl": ("dse",),
    "pl": ("pso",),
    "pt": ("bzs",),
    "ru": ("rsl",),
    "sv": ("swl",),
    "uk": ("ukl",),
    "zh": ("csl",),
}
"""Sign languages of countries where a written language is used, by its BCP 47 primary subtag."""

NAMES = {str(choice.value): choice.word for choice in SIGN_LANGUAGES if choice.value}


def name_of(code: str) -> str:
    """Return the language's name with its short form, such as 'British Sign Language (BSL)'."""
    return str(NAMES.get(code, code))


def short_name_of(code: str) -> str:
    """Return what signers call it, such as 'BSL'; the whole name where two share a short form."""
    short = _short(code)
    return short if Counter(map(_short, NAMES))[short] < 2 else name_of(code)


def nearest(codes: Iterable[str], wanted: str) -> str | None:
    """Return the language of ``codes`` that serves somebody who wants ``wanted`` best.

    That is her own, else International Sign, else the first; None where there is none.
    """
    there = list(codes)
    return min(there, key=lambda code: (code != wanted, code != INTERNATIONAL), default=None)


def likely_choices() -> list[Choice]:
    """Return the choices that are likely to be wanted by whoever asks: few enough for each page.

    None, hers, International Sign, and those of the languages that her browser asks for.
    """
    tags = [tag.split("-")[0].lower() for tag, _quality in request.accept_languages]
    near = [code for tag in tags or ["en"] for code in NEAR.get(tag, ())]
    likely = {"", current_look().sign_language, INTERNATIONAL, *near}
    return [each for each in SIGN_LANGUAGES if each.value in likely]


def _short(code: str) -> str:
    _, _, rest = name_of(code).partition("(")
    return rest.rstrip(")") or name_of(code)
