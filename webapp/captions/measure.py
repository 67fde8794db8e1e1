"""How long a caption's text is: columns on the screen, characters to read, words."""

from __future__ import annotations

import re
import unicodedata

SPACELESS_LANGUAGES = frozenset({"ja", "zh", "yue", "wuu", "nan", "th", "lo", "km", "my", "bo"})

# Kana, Han, Thai, Lao, Tibetan, Burmese, Khmer: scripts that put no space between words.
_SPACELESS_SCRIPT = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
_ZERO_WIDTH = frozenset({"Mn", "Me", "Cf"})
_CLOSING = "\"'”’»«›)]}）」』】"
_SENTENCE_END = (".", "?", "!", "…", "。", "！", "？", "．", "؟", "۔", "।", "॥", "։", "።")
_CLAUSE_END = (",", ";", ":", "–", "—", "、", "，", "；", "：", "،", "؛", "--", " -")


def has_words(text: str) -> bool:
    """Whether a text says anything: "…" or "?!" alone do not; a music note does."""
    return any(unicodedata.category(character)[0] not in "PZCM" for character in text)


def columns(text: str) -> int:
    """Return how many columns a text takes on one line.

    Full-width characters take two (Unicode Standard Annex 11), combining and invisible ones none.
    """
    if text.isascii():
        return len(text)
    total = 0
    for character in text:
        if unicodedata.east_asian_width(character) in "WF":
            total += 2
        elif unicodedata.category(character) not in _ZERO_WIDTH:
            total += 1
    return total


def reading_columns(text: str) -> int:
    """Return how many columns there are to read in a cue; a line break counts as a space."""
    return columns(" ".join(text.split()))


def count_words(text: str) -> int | None:
    """Return the number of words, None where the script does not show where words end."""
    if _SPACELESS_SCRIPT.search(text):
        return None
    return sum(any(character.isalnum() for character in token) for token in text.split())


def is_spaceless(language: str) -> bool:
    """Tell whether a language (BCP 47) is written without spaces between words."""
    return language.replace("_", "-").split("-")[0].lower() in SPACELESS_LANGUAGES


def in_spaceless_script(character: str) -> bool:
    """Tell whether a character belongs to a script that puts no space between words."""
    return _SPACELESS_SCRIPT.match(character) is not None


def ends_sentence(token: str) -> bool:
    """Tell whether a token carries the mark that ends a sentence."""
    return token.rstrip(_CLOSING).endswith(_SENTENCE_END)


def ends_clause(token: str) -> bool:
    """Tell whether a token carries a comma or another mark inside a sentence."""
    return token.rstrip(_CLOSING).endswith(_CLAUSE_END)
