"""Words keep their times when a person corrects the text that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from webapp.captions.document import Word
from webapp.captions.editing.tokens import Token, tokens

_LETTER_MS = 90
"""How long a letter takes to say where nothing else is known (own; about 160 words a minute)."""


def retime(words: Sequence[Word], text: str) -> tuple[Word, ...]:
    """Return the words of ``text`` with the times of ``words``, which were heard for the old text.

    A word that is still there keeps its times, and its probability if it is written as it was. A
    word in another's place takes that one's times. New words share what time there is around them,
    by their letters. There is one word a token; without ``words`` nothing is known, and the answer
    is empty.
    """
    known = [piece for word in words for piece in _pieces(word)]
    if not known:
        return ()
    wanted = tokens(text)
    matcher = SequenceMatcher(
        None, [tokens(word.text)[0].key for word in known], [t.key for t in wanted], autojunk=False
    )
    timed: list[Word] = []
    for kind, first, after, begin, end in matcher.get_opcodes():
        if kind == "insert":
            timed += _squeeze_in(timed, known[first:], wanted[begin:end])
        elif after - first == end - begin:
            timed += map(_take_over, known[first:after], wanted[begin:end])
        elif kind == "replace":
            timed += spread(wanted[begin:end], known[first].start_ms, known[after - 1].end_ms)
    return tuple(timed)


def spread(wanted: Sequence[Token], start_ms: int, end_ms: int) -> list[Word]:
    """Return words that fill a time, each as long as its letters ask for."""
    letters = [len(token.text) for token in wanted]
    total = sum(letters) or 1
    edges = [start_ms]
    for count in letters:
        edges.append(edges[-1] + count)
    scaled = [start_ms + (edge - start_ms) * (end_ms - start_ms) // total for edge in edges]
    return [
        Word(token.text, begin, end)
        for token, begin, end in zip(wanted, scaled, scaled[1:], strict=False)
    ]


def _pieces(word: Word) -> list[Word]:
    """Part what an engine heard as one into tokens, as the text has them."""
    parts = tokens(word.text)
    if len(parts) == 1:
        return [word]
    return [
        Word(piece.text, piece.start_ms, piece.end_ms, word.probability)
        for piece in spread(parts, word.start_ms, word.end_ms)
    ]


def _take_over(known: Word, wanted: Token) -> Word:
    same = known.text == wanted.text
    return Word(wanted.text, known.start_ms, known.end_ms, known.probability if same else None)


def _squeeze_in(before: list[Word], after: Sequence[Word], wanted: Sequence[Token]) -> list[Word]:
    """Give new words the pause that they stand in, or a share of the word beside them.

    What is taken from the word before is taken from ``before`` itself.
    """
    needed_ms = sum(len(token.text) for token in wanted) * _LETTER_MS
    if not before:
        end_ms = after[0].start_ms
        return spread(wanted, max(0, end_ms - needed_ms), end_ms)
    start_ms = before[-1].end_ms
    until_ms = after[0].start_ms if after else start_ms + needed_ms
    if until_ms - start_ms >= len(wanted):
        return spread(wanted, start_ms, min(until_ms, start_ms + needed_ms))
    shared = before.pop()
    own, *others = spread([*tokens(shared.text), *wanted], shared.start_ms, shared.end_ms)
    before.append(Word(shared.text, own.start_ms, own.end_ms, shared.probability))
    return others
