"""How easily a text is read, by published formulas and by what plain language asks for.

Sources: Flesch, "A new readability yardstick", 1948 (English); Amstad, "Wie verständlich sind
unsere Zeitungen?", 1978 (German); Björnsson, "Läsbarhet", 1968 (LIX, any language with spaces).
Syllables are counted as groups of vowels, which is right for nearly all German words and within a
few points of the score for English texts. Formulas know letters, not sense: a hint, no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from webapp.captions.editing.tokens import tokens
from webapp.captions.measure import is_spaceless
from webapp.captions.parting import finishes_sentence, grammar_of

T = TypeVar("T")

LONG_LETTERS = 6
"""LIX calls a word long that has more letters than this."""
HARD_LETTERS = {"de": 14}
HARD_LETTERS_ELSEWHERE = 11
"""A word with more letters is worth a look in plain language (own)."""
SENTENCE_WORDS = {1: 8, 2: 12, 3: 15}
"""How many words a sentence should have at most, by reading level (own; DIN SPEC 33429, the German
recommendation for easy language, asks for short sentences and names 15 words as too many)."""

_VOWELS = re.compile(r"[aeiouyäöüáéíóúàèìòùâêîôûœæ]+")
_DIPHTHONGS = re.compile("ei|ie|ai|au|eu|äu|oo|ee|aa|[aeiouyäöü]")


class Readability(NamedTuple):
    """What can be counted of a text."""

    words: int
    sentences: int
    longest_sentence: int
    """In words."""
    hard: tuple[str, ...]
    """Words that are worth a look because they are long, each once."""
    ease: float | None
    """Flesch's or Amstad's score: 100 very easy, 0 very hard; None for other languages."""
    lix: float | None
    """Below 30 easy, above 50 hard; None where there are no words."""

    @property
    def grade(self) -> str:
        """``easy``, ``middle`` or ``hard``; empty where nothing can be said."""
        if self.ease is not None:
            return "easy" if self.ease >= 70 else "middle" if self.ease >= 50 else "hard"
        if self.lix is not None:
            return "easy" if self.lix < 35 else "middle" if self.lix < 50 else "hard"
        return ""


def measure(text: str, language: str) -> Readability:
    """Count what makes a text easy or hard to read."""
    main, grammar = language.split("-")[0].lower(), grammar_of(language)
    if is_spaceless(language):
        return Readability(0, 0, 0, (), None, None)
    words: list[str] = []
    lengths = [0]
    for token in text.split():
        bare = "".join(each for each in token if each.isalnum() or each in "'’-").strip("-'’")
        if bare:
            words.append(bare)
            lengths[-1] += 1
        if lengths[-1] and finishes_sentence(token, grammar):
            lengths.append(0)
    sentences = [length for length in lengths if length]
    if not words:
        return Readability(0, 0, 0, (), None, None)
    mean = len(words) / len(sentences)
    long_words = sum(len(word) > LONG_LETTERS for word in words)
    limit = HARD_LETTERS.get(main, HARD_LETTERS_ELSEWHERE)
    return Readability(
        len(words),
        len(sentences),
        max(sentences),
        tuple(dict.fromkeys(word for word in words if len(word) > limit)),
        _ease(words, mean, main),
        mean + 100 * long_words / len(words),
    )


def terms_in(text: str, terms: Mapping[str, T]) -> list[T]:
    """Return what belongs to each term (by its words, see ``key_of``) that stands in a text."""
    keys = [token.key for token in tokens(text)]
    longest = max((key.count(" ") + 1 for key in terms), default=0)
    found: dict[str, T] = {}
    for count in range(min(longest, len(keys)), 0, -1):
        for at in range(len(keys) - count + 1):
            key = " ".join(keys[at : at + count])
            if key in terms:
                found.setdefault(key, terms[key])
    return list(found.values())


def key_of(term: str) -> str:
    """Return the words of a term, whatever their case and punctuation."""
    return " ".join(token.key for token in tokens(term))


def _ease(words: list[str], mean: float, language: str) -> float | None:
    if language == "en":
        syllables = sum(map(_english_syllables, words)) / len(words)
        return 206.835 - 1.015 * mean - 84.6 * syllables
    if language == "de":
        syllables = sum(map(_german_syllables, words)) / len(words)
        return 180 - mean - 58.5 * syllables
    return None


def _english_syllables(word: str) -> int:
    bare = word.casefold()
    count = len(_VOWELS.findall(bare))
    silent = bare.endswith("e") and not bare.endswith(("le", "ee")) and count > 1
    silent = silent or (bare.endswith("ed") and not bare.endswith(("ted", "ded")) and count > 1)
    return max(count - silent, 1)


def _german_syllables(word: str) -> int:
    return max(len(_DIPHTHONGS.findall(word.casefold())), 1)
