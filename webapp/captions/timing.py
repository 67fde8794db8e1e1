"""When a cue appears and disappears, from the times of its words and of its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

from webapp.captions.profiles import Profile

SLOWEST_FRAME_MS = 1001 / 24
"""A frame at 23.976 a second: two of these are two frames or more at every common rate."""

# A cue that is shown late by this much is still not an error in any profile.
_LATEST_START_MS = 1400


@dataclass(frozen=True, slots=True)
class Utterance:
    """The words of one cue before it has its times: their own times and how much there is to read.

    ``columns`` counts spaces and punctuation; ``words`` is 0 where words cannot be counted.
    """

    start_ms: int
    end_ms: int
    columns: int
    words: int


class Clock:
    """Gives cues their times by the rules of a profile."""

    def __init__(self, profile: Profile, frame_ms: float = SLOWEST_FRAME_MS) -> None:
        self._profile = profile
        self.frame_ms = ceil(frame_ms)
        self.gap_ms = ceil(profile.gap_frames * frame_ms)
        self._reading: dict[tuple[int, int], tuple[int, int]] = {}

    def reading_ms(self, columns: int, words: int) -> tuple[int, int]:
        """Return how long a text should be shown, and how long it must be.

        Lint says nothing from the first on, and finds an error below the second.
        """
        known = self._reading.get((columns, words))
        if known is None:
            known = self._reading[columns, words] = self._measure(columns, words)
        return known

    def _measure(self, columns: int, words: int) -> tuple[int, int]:
        profile = self._profile
        shortest, longest = profile.cue_min_ms_error, profile.cue_max_ms_error
        wanted = max(shortest, columns * 1000 / profile.reading_cps_warn)
        needed = max(shortest, columns * 1000 / profile.reading_cps_error)
        if profile.rate_wpm_warn is not None:
            wanted = max(wanted, words * 60_000 / profile.rate_wpm_warn)
        if profile.cue_ms_per_word_warn is not None:
            wanted = max(wanted, words * profile.cue_ms_per_word_warn)
        if profile.rate_wpm_error is not None:
            needed = max(needed, words * 60_000 / profile.rate_wpm_error)
        return min(ceil(wanted), longest), min(ceil(needed), longest)

    def end_ms(
        self, start_ms: int, speech_end_ms: int, next_ms: float, wanted_ms: int, needed_ms: int
    ) -> int:
        """Return when a cue disappears that the next one follows at ``next_ms`` (``inf``: none).

        It stays after the speech by at most the profile's warning limit to reach the wanted time,
        by at most its error limit to reach the needed time, and to close a short gap.
        """
        profile = self._profile
        end = speech_end_ms
        latest = speech_end_ms + profile.out_time_error_ms
        if end - start_ms < wanted_ms:
            end = min(start_ms + wanted_ms, speech_end_ms + profile.out_time_warn_ms)
        if end - start_ms < needed_ms:
            end = min(start_ms + needed_ms, latest)
        end = min(end, start_ms + profile.cue_max_ms_error)
        if next_ms == inf:
            return end
        last = int(next_ms) - self.gap_ms
        closing = max(profile.gap_close_below_ms, profile.visible_gap_error_ms or 0)
        if next_ms - end < closing:
            end = min(last, start_ms + profile.cue_max_ms_error, latest)
        return end

    def times(self, utterances: Sequence[Utterance]) -> list[tuple[int, int]]:
        """Return start and end of every cue, in order and never overlapping.

        A cue without the time that it must have starts up to 0.1 s early where nobody speaks
        before it, or makes the next one wait, which stays below the limit for errors unless words
        pile up at one instant.
        """
        starts = self._starts(utterances)
        times: list[tuple[int, int]] = []
        for index, utterance in enumerate(utterances):
            start = starts[index]
            following = starts[index + 1] if index + 1 < len(starts) else inf
            wanted, needed = self.reading_ms(utterance.columns, utterance.words)
            spoken = max(utterance.end_ms, start)
            end = self.end_ms(start, spoken, following, wanted, needed)
            times.append((start, max(end, start + self.frame_ms)))
        return times

    def _starts(self, utterances: Sequence[Utterance]) -> list[int]:
        shortest = self._profile.cue_min_ms_error
        starts: list[int] = []
        earliest = waited = 0
        for index, utterance in enumerate(utterances):
            start = max(
                utterance.start_ms, earliest, min(waited, utterance.start_ms + _LATEST_START_MS)
            )
            following = utterances[index + 1].start_ms if index + 1 < len(utterances) else inf
            missing = shortest - (following - self.gap_ms - start)
            if missing > 0 and start == utterance.start_ms:
                silent_from = utterances[index - 1].end_ms + self.gap_ms if index else 0
                early = min(int(missing), self._profile.in_time_warn_ms)
                start = max(start - early, min(start, max(silent_from, earliest, waited)))
            starts.append(start)
            earliest = start + self.frame_ms + self.gap_ms
            waited = start + shortest + self.gap_ms
        return starts
