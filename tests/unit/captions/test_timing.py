"""When cues come and go."""

from __future__ import annotations

from itertools import pairwise
from math import inf

import pytest

from webapp.captions.profiles import PROFILES
from webapp.captions.timing import Clock, Utterance

SIGHTLINE = PROFILES["sightline"]


def said(start_ms: int, end_ms: int, text: str = "well now") -> Utterance:
    return Utterance(start_ms, end_ms, len(text), len(text.split()))


def test_a_gap_is_two_frames_even_in_film() -> None:
    assert Clock(SIGHTLINE).gap_ms == 84
    assert Clock(SIGHTLINE, frame_ms=40).gap_ms == 80


def test_words_that_follow_at_once_leave_the_smallest_gap() -> None:
    assert Clock(SIGHTLINE).times([said(0, 2000), said(2000, 4000)]) == [(0, 1916), (2000, 4000)]


@pytest.mark.parametrize("pause", [100, 300, 499])
def test_a_gap_that_would_flicker_is_closed(pause: int) -> None:
    (_, end), (start, _) = Clock(SIGHTLINE).times([said(0, 2000), said(2000 + pause, 5000)])
    assert start == 2000 + pause
    assert start - end == 84


def test_a_pause_that_is_seen_stays_one() -> None:
    (_, end), _ = Clock(SIGHTLINE).times([said(0, 2000), said(2600, 5000)])
    assert end == 2000


def test_the_bbc_wants_a_pause_of_a_second_or_none() -> None:
    (_, end), (start, _) = Clock(PROFILES["bbc"]).times([said(0, 2000), said(2900, 5000)])
    assert start - end == 84


def test_a_cue_stays_half_a_second_to_be_read_with_ease() -> None:
    text = "x" * 40  # 2.35 s at the speed wanted, 2 s at the speed allowed
    ((_, end),) = Clock(SIGHTLINE).times([said(0, 2000, text)])
    assert end == 2353


def test_a_cue_stays_at_most_two_seconds_after_the_speech() -> None:
    ((_, end),) = Clock(SIGHTLINE).times([said(0, 500, "x" * 80)])
    assert end == 2500


def test_no_cue_stays_longer_than_seven_seconds() -> None:
    ((_, end),) = Clock(SIGHTLINE).times([said(0, 20_000)])
    assert end == 7000


def test_a_cue_without_room_starts_a_tenth_of_a_second_early_in_silence() -> None:
    times = Clock(SIGHTLINE).times([said(5000, 5300), said(5850, 8000)])
    assert times == [(4933, 5766), (5850, 8000)]


def test_a_cue_without_room_makes_the_next_one_wait() -> None:
    times = Clock(SIGHTLINE).times([said(0, 200), said(400, 3000)])
    assert times == [(0, 833), (917, 3000)]


def test_words_piled_up_at_one_instant_still_come_one_after_another() -> None:
    times = Clock(SIGHTLINE).times([said(500, 500)] * 40)
    assert all(start < end for start, end in times)
    assert all(following[0] - one[1] >= 84 for one, following in pairwise(times))


def test_the_last_cue_has_all_the_time_it_wants() -> None:
    clock = Clock(SIGHTLINE)
    wanted, needed = clock.reading_ms(40, 8)
    assert (wanted, needed) == (2667, 2043)
    assert clock.end_ms(0, 2500, inf, wanted, needed) == 2667
