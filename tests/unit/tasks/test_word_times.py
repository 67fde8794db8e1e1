"""Words light up when they are said, not in the pause before."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.loudness import SAMPLE_RATE
from tasks.word_times import place
from tests.unit.tasks.sounds import noise, say, silence


def _ms(sound: np.ndarray) -> int:
    return len(sound) * 1000 // SAMPLE_RATE


def test_a_pause_belongs_to_neither_neighbour() -> None:
    first, pause, second = say("Good morning"), silence(0.8), say("everyone")
    sound = np.concatenate([first, pause, second])
    # The guess gives the whole pause to the second word, as whisper.cpp does.
    times = place(["Good", "morning", "everyone"], [0, 300, _ms(first)], sound, 0, _ms(sound))
    assert abs(times[1][1] - _ms(first)) <= 60
    assert abs(times[2][0] - _ms(first) - 800) <= 60


def test_a_wrong_guess_is_mended_by_the_length_of_the_words() -> None:
    sound = say("I like yellow flowers")
    times = place(["I", "like", "yellow", "flowers."], [0, 0, 0, 0], sound, 0, _ms(sound))
    lengths = [end - start for start, end in times]
    assert min(lengths[2:]) > max(lengths[:2])


def test_steady_noise_gives_no_hint_and_no_error() -> None:
    times = place(["one", "two", "three"], [0, 500, 1000], noise(1.5), 0, 1500)
    assert times[0][0] == 0
    assert times[-1][1] == 1500


@given(
    texts=st.lists(st.text(max_size=12), min_size=1, max_size=12),
    start=st.integers(-500, 2500),
    length=st.integers(0, 3000),
    guess=st.integers(-1000, 5000),
)
def test_words_stay_in_order_and_within_their_sentence(
    texts: list[str], start: int, length: int, guess: int
) -> None:
    sound = np.concatenate([noise(0.7), silence(0.6), noise(0.7)])
    times = place(texts, [guess] * len(texts), sound, start, start + length)
    assert len(times) == len(texts)
    assert all(begin <= end for begin, end in times)
    assert all(a[1] <= b[0] for a, b in pairwise(times))
    assert start - 10 <= times[0][0]
    assert times[-1][1] <= start + length + 10


def test_no_words_have_no_times() -> None:
    assert place([], [], noise(1), 0, 1000) == []
