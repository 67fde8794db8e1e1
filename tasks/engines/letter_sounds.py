"""How an English word may sound that no dictionary has: a guess by its letters.

Good enough to find a name in sound where it is known to be said, and for nothing else. The sounds
are those of the CMU Pronouncing Dictionary.
"""

from __future__ import annotations

import re

_SOUNDS = {
    "tch": "CH", "sch": "SH", "igh": "AY", "eau": "OW",
    "ch": "CH", "sh": "SH", "th": "TH", "ph": "F", "wh": "W", "ck": "K", "ng": "NG", "qu": "K W",
    "ce": "S EH", "ci": "S IH", "cy": "S IY", "ge": "JH EH", "kn": "N", "wr": "R",
    "ee": "IY", "ea": "IY", "oo": "UH", "ou": "AW", "ow": "OW", "oa": "OW", "oe": "OW", "ai": "EY",
    "ay": "EY", "ey": "IY", "ei": "AY", "ie": "IY", "oi": "OY", "oy": "OY", "au": "AO", "aw": "AO",
    "ew": "UW", "ar": "AA R", "er": "ER", "ir": "ER", "ur": "ER", "or": "AO R",
    "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH",
    "j": "JH", "k": "K", "l": "L", "m": "M", "n": "N", "o": "AA", "p": "P", "q": "K", "r": "R",
    "s": "S", "t": "T", "u": "AH", "v": "V", "w": "W", "x": "K S", "y": "IY", "z": "Z",
}  # fmt: skip
_LONGEST_FIRST = "|".join(sorted(_SOUNDS, key=len, reverse=True))
_LETTERS = re.compile(_LONGEST_FIRST)
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")
_SILENT_END = re.compile(r"(?<=[a-z][^aeiou])e(?=s?$)")


def guess(word: str) -> str:
    """Return the sounds of a word in lower case, with spaces; empty where it has no letters."""
    plain = _SILENT_END.sub("", _DOUBLED.sub(r"\1", word))
    return " ".join(_SOUNDS[letters] for letters in _LETTERS.findall(plain))
