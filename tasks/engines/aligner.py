"""Find known English words in sound, by pocketsphinx's forced alignment.

The grammar is the words in their order, with silence between any two; what is best among all ways
to lay them over the sound is found by Viterbi search (``Decoder.set_align_text``).
"""

from __future__ import annotations

import math
import re
import sys
from functools import cache
from itertools import accumulate, pairwise

import numpy as np
import pocketsphinx

from tasks.engines.letter_sounds import guess
from tasks.loudness import Audio

Span = tuple[int, int]
"""Start and end in ms from the beginning of the sound."""

_FRAME_MS = 10
_WORST = -2.5
"""Log likelihood a frame, relative to the best senone: below it, other words are spoken (own: in
22 sentences of LJ Speech, the right words have -0.8 to -1.5, those of others -3.5 to -5.6)."""
_PARTS = re.compile(r"[a-z]+(?:'[a-z]+)*'?|\d")


class Aligner:
    """The engine without a language model, loaded once a process."""

    def __init__(self) -> None:
        self._decoder = pocketsphinx.Decoder(loglevel="FATAL", cmn="batch", lm=None)

    def find(self, audio: Audio, words: list[str], wanted: range) -> list[Span | None]:
        """Return when each of the ``wanted`` words is spoken, None for one without letters.

        Nothing where any word has no known sound, or the wanted ones do not fit what is heard.
        """
        parts = [self._known(word) for word in words]
        flat = [part for each in parts for part in each or ()]
        if not flat or any(each is None for each in parts):
            return []
        heard = self._heard(audio, flat)
        if len(heard) != len(flat):
            return []
        ends = list(accumulate(len(each or ()) for each in parts))
        by_word = [heard[a:b] for a, b in pairwise([0, *ends])][wanted.start : wanted.stop]
        if _likelihood([each for mine in by_word for each in mine]) < _WORST:
            return []
        return [_span(mine) if mine else None for mine in by_word]

    def _known(self, word: str) -> list[str] | None:
        """Return a word as the dictionary has it, in parts; None where it has not."""
        plain = word.lower().replace("’", "'")
        parts = _PARTS.findall(plain)
        known = [self._entry(part) for part in parts]
        if any(each is None for each in known) or (not parts and any(map(str.isalnum, plain))):
            return None
        return [each for each in known if each]

    def _entry(self, part: str) -> str | None:
        """Return the form that the dictionary has; a word that it has not is put in by a guess."""
        forms = (part, part.strip("'"))
        known = next((form for form in forms if self._decoder.lookup_word(form)), None)
        if known or not (sounds := guess(part)):
            return known
        self._decoder.add_word(part, sounds, False)
        return part

    def _heard(self, audio: Audio, words: list[str]) -> list[pocketsphinx.Segment]:
        samples = (np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes()
        decoder = self._decoder
        decoder.set_align_text(" ".join(words))
        decoder.start_utt()
        decoder.process_raw(samples, no_search=False, full_utt=True)
        decoder.end_utt()
        return [each for each in decoder.seg() or () if each.word[0] not in "<[+("]


def _likelihood(heard: list[pocketsphinx.Segment]) -> float:
    frames: int = sum(each.end_frame - each.start_frame + 1 for each in heard)
    whole: float = sum(math.log(max(each.ascore, sys.float_info.min)) for each in heard)
    return whole / max(frames, 1)


def _span(heard: list[pocketsphinx.Segment]) -> Span:
    return heard[0].start_frame * _FRAME_MS, (heard[-1].end_frame + 1) * _FRAME_MS


@cache
def load() -> Aligner:
    """The aligner of this process."""
    return Aligner()
