"""Words that an engine was unsure of, those first whose loss would mislead a reader most.

A hint, no verdict: engines are sure of wrong words too, and unsure of right ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from webapp.captions.document import Cue, Word
from webapp.captions.editing.retiming import retime
from webapp.captions.editing.tokens import Token, tokens
from webapp.captions.measure import ends_sentence
from webapp.captions.parting import Grammar, grammar_of

DOUBTFUL = 0.5
"""The engine itself was less sure of a word than this (own)."""

# How much worse a wrong word of a kind is than any other (own): 'not' turns a sentence round, and
# nobody can guess a wrong number or name.
_HARM = {"negation": 4.0, "number": 3.0, "name": 3.0, "content": 2.0, "small": 1.0}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEGATIONS = _words(
    "no not never none nothing nobody nowhere neither nor without cannot "
    "nicht nichts nie niemals niemand nirgends kein keine keinen keinem keiner keines ohne weder "
    "ne pas jamais rien aucun aucune personne sans ni nunca nada nadie ningún ninguna sin"
)
_NUMBERS = _words(
    "zero one two three four five six seven eight nine ten eleven twelve hundred thousand million "
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend million "
    "millionen half halb percent prozent"
)


class Doubt(NamedTuple):
    """One word, and why it should be looked at early or late."""

    number: int
    """Its place among the words of the cue's text, from 0."""
    text: str
    """Without the punctuation around it."""
    start: int
    end: int
    """Where it stands in the text."""
    probability: float
    kind: str
    """``negation``, ``number``, ``name``, ``content`` or ``small``."""

    @property
    def harm(self) -> float:
        """How much it matters: the chance that it is wrong, times what that would do."""
        return (1 - self.probability) * _HARM[self.kind]


def doubts(cue: Cue, language: str) -> list[Doubt]:
    """Return the doubtful words of a cue, the most harmful first."""
    if not any(word.probability is not None and word.probability < DOUBTFUL for word in cue.words):
        return []
    grammar, parts = grammar_of(language), tokens(cue.text)
    words = retime(cue.words, cue.text)
    found = []
    for number, (word, token) in enumerate(zip(words, parts, strict=False)):
        if word.probability is None or word.probability >= DOUBTFUL:
            continue
        first = number == 0 or ends_sentence(parts[number - 1].text)
        bare = token.text.strip("\"'“”‘’„‚»«›‹()[]{}¿¡.,;:!?…–—-") or token.text
        start = token.start + token.text.index(bare)
        kind = _kind(token, bare, grammar, first=first)
        found.append(Doubt(number, bare, start, start + len(bare), word.probability, kind))
    return sorted(found, key=lambda doubt: -doubt.harm)


def accept(cue: Cue, number: int) -> Cue:
    """Return a cue with one word taken as right: whoever said so knows better than the engine.

    IndexError where there is no such word.
    """
    words = list(retime(cue.words, cue.text))
    words[number] = Word(words[number].text, words[number].start_ms, words[number].end_ms)
    return replace(cue, words=tuple(words))


def _kind(token: Token, bare: str, grammar: Grammar, *, first: bool) -> str:
    key = bare.casefold()
    if key in _NEGATIONS or key.endswith(("n't", "n’t")):
        return "negation"
    if any(character.isdigit() for character in bare) or key in _NUMBERS:
        return "number"
    if _is_small(key, grammar):
        return "small"
    if bare[:1].isupper() and not first and not grammar.capitalised_nouns:
        return "name"
    return "content"


def _is_small(key: str, grammar: Grammar) -> bool:
    lists: Sequence[frozenset[str]] = (
        grammar.articles, grammar.prepositions, grammar.pronouns, grammar.conjunctions,
        grammar.leaning,
    )  # fmt: skip
    return any(key in each for each in lists)
