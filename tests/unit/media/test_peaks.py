"""What is drawn of a sound swings as far as the sound does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.media.pcm import SAMPLE_RATE
from webapp.media.peaks import BYTES, FULL, Loudest, merged, peaks

STEP = SAMPLE_RATE // 100
VOLUMES = st.floats(0, 1)


def pairs(made: bytes) -> list[tuple[int, int]]:
    """(lowest, highest) of each step."""
    numbers = np.frombuffer(made, dtype=np.int8).tolist()
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def tone(volume: float, steps: int) -> np.ndarray:
    """A tone of 1 kHz: each step holds ten whole swings of it."""
    time = np.arange(steps * STEP) / SAMPLE_RATE
    return (volume * np.sin(2 * np.pi * 1000 * time)).astype(np.float32)


@given(st.lists(VOLUMES, min_size=1, max_size=40))
def test_each_step_is_as_high_as_its_tone(volumes: list[float]) -> None:
    sound = np.concatenate([tone(volume, 1) for volume in volumes])
    for volume, (lowest, highest) in zip(volumes, pairs(peaks(sound)), strict=True):
        assert highest == pytest.approx(FULL * math.sqrt(volume), abs=1)
        assert lowest == -highest


@given(st.lists(st.tuples(VOLUMES, VOLUMES), max_size=60), st.integers(1, 9))
def test_fewer_peaks_leave_out_nothing(volumes: list[tuple[float, float]], count: int) -> None:
    finer = b"".join(
        bytes([(256 - round(low * FULL)) % 256, round(high * FULL)]) for low, high in volumes
    )
    made = pairs(merged(finer, count))
    each = pairs(finer)
    assert len(made) == -(-len(each) // count)
    for number, (lowest, highest) in enumerate(made):
        here = each[number * count : (number + 1) * count]
        assert (lowest, highest) == (min(low for low, _ in here), max(high for _, high in here))


def test_a_whisper_is_seen_beside_a_shout() -> None:
    (_, shout), (_, whisper) = pairs(peaks(np.concatenate([tone(1, 1), tone(0.01, 1)])))
    assert (shout, whisper) == (127, 13)


def test_the_last_step_may_be_cut_off_and_damage_is_silence() -> None:
    sound = np.concatenate([tone(1, 1), np.full(7, np.nan, dtype=np.float32)])
    assert pairs(peaks(sound)) == [(-127, 127), (0, 0)]
    assert pairs(peaks(np.full(STEP, np.inf, dtype=np.float32))) == [(0, 0)]
    assert peaks(np.zeros(0, dtype=np.float32)) == merged(b"", 4) == b""


def test_one_click_does_not_make_the_rest_small() -> None:
    loudest = Loudest()
    loudest.add(peaks(tone(0.25, 999)))
    loudest.add(peaks(tone(1, 1)))
    assert loudest.level == 64
    assert Loudest().level == 1
    assert len(peaks(tone(0.25, 999))) == BYTES * 999
