"""Part a cue, join two, or move words between neighbours. Texts, times and styles stay whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from webapp.captions.document import CaptionError, Cue, Word
from webapp.captions.editing.markup import join_markup, part_markup
from webapp.captions.editing.retiming import retime
from webapp.captions.editing.tokens import tokens
from webapp.captions.lint.finding import N_

NEEDS_A_WORD = N_("A caption needs at least one word of its own. Merge the two instead.")


def split(cue: Cue, caret: int, *, gap_ms: int = 0) -> tuple[Cue, Cue]:
    """Part a cue at ``caret``, an offset in its text; the second begins with its first word.

    The first ends ``gap_ms`` before the second, where there is room for that. Raises CaptionError
    where one half would have no text, or the cue is too short for two.
    """
    texts = cue.text[:caret].strip(), cue.text[caret:].strip()
    if not all(texts):
        raise CaptionError(N_("There is nothing to split here. Put the caret between two words."))
    if cue.end_ms - cue.start_ms < 2:
        raise CaptionError(N_("This caption is too short to be split. Make it longer first."))
    left, right = _part_words(retime(cue.words, cue.text), cue.text, caret)
    begins_ms = right[0].start_ms if right else _by_letters(cue, len(texts[0]))
    begins_ms = min(max(begins_ms, cue.start_ms + 1), cue.end_ms - 1)
    ends_ms = max(begins_ms - gap_ms, cue.start_ms + 1)
    markup = part_markup(cue, caret)
    first = replace(cue, end_ms=ends_ms, text=texts[0], words=tuple(left), markup=markup[0])
    second = replace(cue, id="", start_ms=begins_ms, text=texts[1], words=tuple(right))
    return first, replace(second, markup=markup[1])


def merge(first: Cue, second: Cue) -> Cue:
    """Join two cues that follow each other; the first one's place and name stay.

    Two speakers in one cue keep their names, each on a line with a dash (BBC Subtitle Guidelines).
    """
    one_voice = first.speaker == second.speaker
    texts = (first.text, second.text)
    if not one_voice:
        texts = _with_dash(first.text), _with_dash(second.text)
    styled = not one_voice or first.markup is not None or second.markup is not None
    return replace(
        first,
        start_ms=min(first.start_ms, second.start_ms),
        end_ms=max(first.end_ms, second.end_ms),
        text="\n".join(texts),
        speaker=first.speaker if one_voice else None,
        label=first.label if first.label == second.label else None,
        words=(*retime(first.words, first.text), *retime(second.words, second.text)),
        markup=join_markup(first, second, dashes=not one_voice) if styled else None,
    )


def give_last_words(first: Cue, second: Cue, count: int, *, gap_ms: int = 0) -> tuple[Cue, Cue]:
    """Move the last ``count`` words of a cue to the beginning of the next one."""
    parts = tokens(first.text)
    if not 0 < count < len(parts):
        raise CaptionError(
            N_("A caption needs at least one word of its own. Merge the two instead.")
        )
    stays, goes = split(first, parts[-count].start, gap_ms=gap_ms)
    return stays, replace(_put_together(goes, second), id=second.id, settings=second.settings)


def give_first_words(first: Cue, second: Cue, count: int, *, gap_ms: int = 0) -> tuple[Cue, Cue]:
    """Move the first ``count`` words of a cue to the end of the one before it."""
    parts = tokens(second.text)
    if not 0 < count < len(parts):
        raise CaptionError(
            N_("A caption needs at least one word of its own. Merge the two instead.")
        )
    goes, stays = split(second, parts[count].start, gap_ms=gap_ms)
    return _put_together(first, goes), replace(stays, id=second.id)


def _put_together(first: Cue, second: Cue) -> Cue:
    """Join as one line of speech; where a break belongs is for whoever balances the lines."""
    joined = merge(first, second)
    if first.speaker != second.speaker:
        return joined
    return replace(joined, text=f"{first.text} {second.text}")


def _part_words(words: Sequence[Word], text: str, caret: int) -> tuple[list[Word], list[Word]]:
    """Part the words of a text, one a token; a word that the caret is in is parted by letters."""
    left: list[Word] = []
    right: list[Word] = []
    for word, token in zip(words, tokens(text), strict=False):
        inside = caret - token.start
        if inside <= 0:
            right.append(word)
        elif inside >= len(token.text):
            left.append(word)
        else:
            length = word.end_ms - word.start_ms
            cut_ms = word.start_ms + length * inside // len(token.text)
            left.append(Word(token.text[:inside], word.start_ms, cut_ms))
            right.append(Word(token.text[inside:], cut_ms, word.end_ms))
    return left, right


def _by_letters(cue: Cue, letters: int) -> int:
    """Guess when a text has been said up to a letter, where no word's time is known."""
    return cue.start_ms + (cue.end_ms - cue.start_ms) * letters // max(len(cue.text), 1)


def _with_dash(text: str) -> str:
    return text if text.startswith(("-", "–")) else f"- {text}"
