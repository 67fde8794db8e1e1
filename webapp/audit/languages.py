"""Which language a text is surely not in: told by its small words and by its letters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from webapp.captions.parting import GRAMMARS

_MORE = {
    "nl": "de het een en van ik niet dat die zijn hij met op te aan voor maar om ook naar wij zij",
    "it": "il lo gli una di che non per con sono della nel alla come anche più questo è e ma del",
    "pt": "o os um uma de que não para com são da do na no em mais como isso mas você e pelo",
    "sv": "och att det som en ett är på för med inte av den till om har jag vi men från",
    "da": "og at det som en et er på for med ikke af den til om har jeg vi men fra",
    "pl": "i w na że nie się jest do z to jak ale po co tak za od przez dla czy",
}

_SCRIPTS = {
    "CYRILLIC": "ru uk be bg sr mk kk ky mn tg",
    "GREEK": "el grc",
    "ARABIC": "ar fa ur ps ckb ug sd",
    "HEBREW": "he yi",
    "DEVANAGARI": "hi mr ne sa",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh ja yue ko",
    "THAI": "th",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}
"""The languages that are written in letters of a kind, as Unicode names it."""

LEAST_WORDS = 3
"""Small words of a language, each counted once, that make it sure."""
LEAST_LETTERS = 10


def _small_words() -> dict[str, frozenset[str]]:
    own = {
        language: each.articles | each.prepositions | each.pronouns | each.conjunctions
        for language, each in GRAMMARS.items()
    }
    own |= {language: own[language] | GRAMMARS[language].leaning for language in own}
    return own | {language: frozenset(words.split()) for language, words in _MORE.items()}


SMALL_WORDS = _small_words()


def other_language(text: str, declared: str) -> str:
    """Return the language that a text is surely in, if it is not the declared one; '' otherwise.

    ``declared`` is a language tag (``de-AT``). Of letters that several languages are written in,
    the first one is named. Short texts, and languages without small words here, are never sure.
    """
    language = declared.lower().partition("-")[0]
    by_letters = _by_letters(text)
    if by_letters:
        return "" if language in by_letters else by_letters[0]
    if "-" in declared and "latn" in declared.lower():
        return ""
    found = _by_words(text, language)
    return "" if found == language else found


def _by_letters(text: str) -> list[str]:
    """Return the languages whose letters four fifths of the text are; none of Latin ones."""
    letters = [each for each in text if each.isalpha()]
    if len(letters) < LEAST_LETTERS:
        return []
    kinds = (unicodedata.name(each, "?").split()[0].partition("-")[0] for each in letters)
    counted = Counter(language for kind in kinds for language in _SCRIPTS.get(kind, "").split())
    return [language for language, count in counted.most_common() if count * 5 >= len(letters) * 4]


def _by_words(text: str, declared: str) -> str:
    """Return the language that has most small words in the text, if hardly one is the declared's.

    Words that both have, such as “de” in Dutch and French, do not count.
    """
    written_in_latin = not any(declared in each.split() for each in _SCRIPTS.values())
    if declared not in SMALL_WORDS and written_in_latin:
        return declared
    words = frozenset(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower()))
    own = SMALL_WORDS.get(declared, frozenset())
    best = max(SMALL_WORDS, key=lambda language: len(words & SMALL_WORDS[language]))
    against = len(words & SMALL_WORDS[best] - own)
    in_favour = len(words & own - SMALL_WORDS[best])
    return best if against >= LEAST_WORDS and in_favour * 4 <= against else declared
