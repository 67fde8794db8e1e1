"""CEA-608: characters, control codes and parity, and how text is told to a decoder.

Source: ANSI/CTA-608-E (its tables as ttconv has them), 47 CFR 15.119.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from ttconv.scc.codes.extended_characters import SccExtendedCharacter
from ttconv.scc.codes.special_characters import SccSpecialCharacter
from ttconv.scc.codes.standard_characters import SCC_STANDARD_CHARACTERS_MAPPING

from webapp.captions.formats.styled import Style

COLUMNS: Final = 32
ROWS: Final = 15

Group = tuple[int, ...]
"""Words of two bytes, without parity, that must follow each other with nothing between."""


def _control(word: int) -> Group:
    return (word, word)  # sent twice, so that one lost frame does no harm


RESUME_LOADING: Final = _control(0x1420)
ERASE_DISPLAYED: Final = _control(0x142C)
ERASE_LOADED: Final = _control(0x142E)
SHOW_LOADED: Final = _control(0x142F)

_BASIC: Final = {letter: byte for byte, letter in SCC_STANDARD_CHARACTERS_MAPPING.items()}
_SPECIAL: Final = {
    each.get_unicode_value(): each.get_ch1_value()
    for each in SccSpecialCharacter
    if each is not SccSpecialCharacter.TRANSPARENT_SPACE
}
_EXTENDED: Final = {
    **{each.get_unicode_value(): each.get_ch1_value() for each in SccExtendedCharacter},
    "\u2014": SccExtendedCharacter.BOX_DRAWINGS_HEAVY_HORIZONTAL.get_ch1_value(),
    "^": SccExtendedCharacter.LATIN_SMALL_LETTER_TURNED_V.get_ch1_value(),
}
_KNOWN: Final = frozenset(_BASIC) | frozenset(_SPECIAL) | frozenset(_EXTENDED)
_ALIKE: Final = {
    "\u2019": "'",
    "\u201a": ",",
    "\u201e": '"',
    "\u2013": "-",
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2015": "\u2014",
    "\u2212": "-",
    "\u2026": "...",
    "\u2039": "<",
    "\u203a": ">",
    "\u266b": "\u266a",
    "\u2032": "'",
    "\u2033": '"',
    "\u00d7": "x",
    "\u0142": "l",
    "\u0141": "L",
    "\u0111": "d",
    "\u0110": "D",
    "\u0131": "i",
    "\u00e6": "ae",
    "\u00c6": "AE",
    "\u0153": "oe",
    "\u0152": "OE",
    "`": "'",
}
_FALLBACKS: Final = {"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2014": "-", "\u00ab": '"'}
_ROW_BYTES: Final = (
    (0x11, 0x40), (0x11, 0x60), (0x12, 0x40), (0x12, 0x60), (0x15, 0x40),
    (0x15, 0x60), (0x16, 0x40), (0x16, 0x60), (0x17, 0x40), (0x17, 0x60),
    (0x10, 0x40), (0x13, 0x40), (0x13, 0x60), (0x14, 0x40), (0x14, 0x60),
)  # fmt: skip
_MID_ROW: Final = {
    "": 0x1120,
    "lime": 0x1122,
    "blue": 0x1124,
    "cyan": 0x1126,
    "red": 0x1128,
    "yellow": 0x112A,
    "magenta": 0x112C,
    "black": 0x1120,
}
_ITALICS: Final = 0x112E
_FIRST_COLUMN_STEP = 4


def transcribed(text: str) -> tuple[str, str]:
    """The text in letters that a decoder has, and those of its letters that none is like.

    A letter without its accent, or a plain quote, stands for one that is missing; ``?`` for one
    that nothing is like.
    """
    out: list[str] = []
    missing: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        if letter in _KNOWN or letter == "\n":
            out.append(letter)
            continue
        if unicodedata.category(letter) in ("Cf", "Cc", "Mn", "Cs"):
            continue
        alike = _ALIKE.get(letter) or unicodedata.normalize("NFKD", letter)
        alike = "".join(each for each in alike if each in _KNOWN)
        if not alike:
            missing.append(letter)
        out.append(alike or "?")
    return "".join(out), "".join(missing)


def placed(row: int, column: int) -> list[Group]:
    """The codes that put the cursor on a row (1 to 15) and column (0 to 31)."""
    first, second = _ROW_BYTES[row - 1]
    step, rest = divmod(column, _FIRST_COLUMN_STEP)
    groups = [_control((first << 8) | second | 0x10 | step << 1)]
    if rest:
        groups.append(_control(0x1720 + rest))
    return groups


def styled(style: Style) -> Group:
    """The mid-row code of a style. It takes a column, which shows as a space."""
    word = _ITALICS if style.italic else _MID_ROW[style.colour]
    return _control(word | (1 if style.underline else 0))


def letters(text: str) -> list[Group]:
    """The codes of a text that is already ``transcribed``; its letters go two to a word."""
    groups: list[Group] = []
    half: int | None = None
    for letter in text:
        if letter in _BASIC:
            half = _pair(groups, half, _BASIC[letter])
            continue
        if letter not in _SPECIAL:
            half = _pair(groups, half, _BASIC[_fallback(letter)])  # old decoders show this one
        if half is not None:
            groups.append((half << 8,))
            half = None
        groups.append(_control(_SPECIAL.get(letter) or _EXTENDED[letter]))
    if half is not None:
        groups.append((half << 8,))
    return groups


def _pair(groups: list[Group], half: int | None, byte: int) -> int | None:
    if half is None:
        return byte
    groups.append((half << 8 | byte,))
    return None


def _fallback(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[0]
    return base if base in _BASIC else _FALLBACKS.get(letter, "-")


def hexadecimal(word: int) -> str:
    """A word as SCC writes it: both bytes with odd parity in their highest bit."""
    return "".join(f"{_with_parity(byte):02x}" for byte in (word >> 8, word & 0xFF))


def _with_parity(byte: int) -> int:
    return byte if byte.bit_count() % 2 else byte | 0x80
