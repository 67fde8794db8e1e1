"""Words to cues: the best of all ways to cut what was said, not the first that fits.

Each possible cue has a cost: what lint would say about it, how it breaks into lines, where it
ends (after a sentence, at a pause, between words that belong together). Dynamic programming finds
the cheapest sequence; the time is linear in the number of words, because a cue holds few.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import inf

from webapp.captions.document import Cue, Word
from webapp.captions.lines import LineBreaker, pieces, prepare
from webapp.captions.measure import ends_clause, is_spaceless
from webapp.captions.parting import begins_part, finishes_sentence, grammar_of, parting
from webapp.captions.profiles import Profile
from webapp.captions.timing import SLOWEST_FRAME_MS, Clock, Utterance

# Costs in points. An error of lint costs hundreds, so that no style outweighs it.
_ERROR = 400.0
_CUE = 9.0  # every cue: fewer, fuller ones are easier to follow
_AFTER_SENTENCE, _AFTER_CLAUSE, _BEFORE_CONJUNCTION, _ANYWHERE = 0.0, 5.0, 9.0, 16.0
_PARTED, _PARTED_MAYBE = 45.0, 28.0
_SENTENCE_INSIDE = 4.0  # a sentence that ends within a cue
_FEW_WORDS, _FEW_COLUMNS = 6.0, 12  # a cue that is so short that it flickers past
_MOST_WORDS = 48  # more than fit, unless they take no room on the screen
_FAST = 0.6  # a column, for twice the speed that is wanted
_TOO_FAST, _FASTER = 60.0, 6.0  # a cue; a column, for twice the speed that is allowed

_SHORT_PAUSE_MS = 250  # a breath: breaking is easier from here
_LONG_PAUSE_MS = 1000  # a silence: the viewer sees it, so the cue should end
_LONGEST_PAUSE_MS = 2100  # longer than any profile's shortest cue: always another cue


def cues_from_words(
    words: Sequence[Word],
    profile: Profile,
    *,
    language: str = "en",
    portrait: bool = False,
    frame_ms: float = SLOWEST_FRAME_MS,
    duration_ms: int | None = None,
) -> list[Cue]:
    """Cut words, in the order in which they were said, into cues with lines and times.

    Every word stands in exactly one cue, whole, unchanged and in order; ``Cue.words`` holds it.
    Words without text are left out. White space within a word becomes one space or line break.
    Words are joined by spaces, except in languages that have none (Japanese, Chinese, Thai ...).
    ``portrait`` is for 9:16 video. ``frame_ms`` is the length of a frame in milliseconds.
    ``duration_ms`` is the length of the media: a cue that begins within it is not shown beyond it.
    """
    spoken = [word for word in words if word.text.strip()]
    if not spoken:
        return []
    speech = _Speech(spoken, profile, language=language, portrait=portrait, frame_ms=frame_ms)
    edges = speech.best_edges()
    spans = list(pairwise(edges))
    times = speech.clock.times([speech.utterance(first, after) for first, after in spans])
    last = inf if duration_ms is None else duration_ms
    return [
        Cue(
            start,
            int(min(end, last)) if start < last else end,
            speech.layout(first, after),
            words=tuple(spoken[first:after]),
        )
        for (first, after), (start, end) in zip(spans, times, strict=True)
    ]


class _Speech:
    """Words made ready to be cut: what each stretch of them costs as one cue."""

    def __init__(
        self,
        words: Sequence[Word],
        profile: Profile,
        *,
        language: str,
        portrait: bool,
        frame_ms: float,
    ) -> None:
        limit = profile.line_chars(portrait)
        lines = profile.lines(portrait)
        parts = [pieces(word.text, language, limit) for word in words]
        self._token_at = list(accumulate((len(part) for part in parts), initial=0))
        text = prepare([token for part in parts for token in part], language)
        self._text = text
        self._breaker = LineBreaker(
            text, limit=limit, wanted=profile.line_chars_wanted(portrait), most=lines
        )
        self._profile = profile
        self._most_columns = limit * lines + lines - 1  # the spaces that line breaks replace
        self.clock = Clock(profile, frame_ms)
        counts = [
            0 if is_spaceless(language) else sum(any(c.isalnum() for c in t) for t in part)
            for part in parts
        ]
        self._words_before = list(accumulate(counts, initial=0))
        self._starts = list(accumulate((max(word.start_ms, 0) for word in words), max))
        self._ends = self._speech_ends(words)
        self._breaks, self._inside = self._boundary_costs(language)

    def utterance(self, first: int, after: int) -> Utterance:
        """Return what the clock needs to know of the words ``first`` to ``after`` (exclusive)."""
        return Utterance(
            self._starts[first],
            self._ends[after - 1],
            self._text.columns(self._token_at[first], self._token_at[after]),
            self._words_before[after] - self._words_before[first],
        )

    def layout(self, first: int, after: int) -> str:
        """Return those words as the text of a cue."""
        return self._breaker.layout(self._token_at[first], self._token_at[after])

    def best_edges(self) -> list[int]:
        """Return where the cheapest cues begin, and the end of the last one."""
        count = len(self._starts)
        costs = [0.0] + [inf] * count
        came_from = [0] * (count + 1)
        for first in range(count):
            so_far = costs[first] + _CUE
            for after in range(first + 1, count + 1):
                if after - first > 1:
                    so_far += self._inside[after - 1]
                    if not self._fits(first, after):
                        break
                # Every part only adds; the parts that take longest to find come last.
                cost = so_far + self._breaks[after]
                for part in (self._time_cost, self._line_cost):
                    if cost < costs[after]:
                        cost += part(first, after)
                if cost < costs[after]:
                    costs[after] = cost
                    came_from[after] = first
        edges = [count]
        while edges[-1] > 0:
            edges.append(came_from[edges[-1]])
        return edges[::-1]

    def _speech_ends(self, words: Sequence[Word]) -> list[int]:
        """Return where each word ends for timing: not after the next one begins."""
        following = [*self._starts[1:], inf]
        return [
            max(start, int(min(max(word.end_ms, start), after)))
            for word, start, after in zip(words, self._starts, following, strict=True)
        ]

    def _boundary_costs(self, language: str) -> tuple[list[float], list[float]]:
        """Return what ending a cue before each word costs, and what not ending it there costs."""
        grammar = grammar_of(language)
        tokens = self._text.tokens
        breaks, inside = [0.0], [0.0]
        first = True
        for index in range(1, len(self._starts)):
            left, right = tokens[self._token_at[index] - 1], tokens[self._token_at[index]]
            pause = self._starts[index] - self._ends[index - 1]
            parted = parting(left, right, grammar, first=first)
            first = finishes_sentence(left, grammar)
            if first:
                cost = _AFTER_SENTENCE
            elif parted is not None:
                cost = _PARTED if parted.sure else _PARTED_MAYBE
            elif ends_clause(left):
                cost = _AFTER_CLAUSE
            else:
                cost = _BEFORE_CONJUNCTION if begins_part(right, grammar) else _ANYWHERE
            breaks.append(cost * _ease(pause))
            inside.append(_held(pause) + (_SENTENCE_INSIDE if first else 0.0))
        breaks.append(0.0)
        return breaks, inside

    def _fits(self, first: int, after: int) -> bool:
        """Tell whether several words may share a cue; if not, no longer stretch may either."""
        last = after - 1
        columns = self._text.columns(self._token_at[first], self._token_at[after])
        return (
            after - first <= _MOST_WORDS
            and columns <= self._most_columns
            and self._starts[last] - self._starts[first] < self._profile.cue_max_ms_error
            and self._starts[last] - self._ends[last - 1] <= _LONGEST_PAUSE_MS
        )

    def _line_cost(self, first: int, after: int) -> float:
        cost = self._breaker.cost(self._token_at[first], self._token_at[after])
        return _ERROR if cost == inf and after - first == 1 else cost

    def _time_cost(self, first: int, after: int) -> float:
        """Return what lint would say about the time that these words can have as one cue."""
        start, spoken = self._starts[first], self._ends[after - 1]
        following = self._starts[after] if after < len(self._starts) else inf
        columns = self._text.columns(self._token_at[first], self._token_at[after])
        words = self._words_before[after] - self._words_before[first]
        wanted, needed = self.clock.reading_ms(columns, words)
        end = self.clock.end_ms(start, spoken, following, wanted, needed)
        shown = max(end - start, 1)
        cost = _FEW_WORDS if columns < _FEW_COLUMNS else 0.0
        shortest = self._profile.cue_min_ms_error
        if shown < shortest:
            cost += _ERROR * (2 - shown / shortest)
        elif shown < needed:
            cost += _TOO_FAST + _FASTER * (needed / shown - 1) * columns
        elif shown < wanted:
            cost += _FAST * (wanted / shown - 1) * columns
        if end + self.clock.gap_ms < spoken:  # held words that are longer than a cue may be
            cost += min(spoken - end, 1000) / 10
        gap = following - end
        visible = self._profile.visible_gap_error_ms
        if visible is not None and self.clock.gap_ms < gap < visible:
            cost += _ERROR
        return cost


def _ease(pause_ms: int) -> float:
    """Return the factor by which a pause makes a break cheaper."""
    if pause_ms <= _SHORT_PAUSE_MS:
        return 1.0
    return max(0.1, 1 - (pause_ms - _SHORT_PAUSE_MS) / (_LONG_PAUSE_MS - _SHORT_PAUSE_MS))


def _held(pause_ms: int) -> float:
    """Return what a pause within a cue costs."""
    if pause_ms <= _SHORT_PAUSE_MS:
        return 0.0
    cost = 12 * (pause_ms - _SHORT_PAUSE_MS) / (_LONG_PAUSE_MS - _SHORT_PAUSE_MS)
    return cost if pause_ms < _LONG_PAUSE_MS else cost * 2
