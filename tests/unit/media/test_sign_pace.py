"""New pictures are told from repeated ones, whatever the coding makes of them."""

from __future__ import annotations

import numpy as np
import pytest

from webapp.media import sign_pace
from webapp.media.sign_pace import Floats


def hands(rate: float, seconds: float, *, every: int = 1, repeated: float = 0.0) -> Floats:
    """How pictures change while hands move; only ``every`` so many is new."""
    number = np.arange(round(rate * seconds))
    change = 20 + 15 * np.sin(number / rate * 6)
    return np.where(number % every == 0, change, repeated).astype(np.float32)


def rate_of(change: Floats, rate: float, stated: float | None = None) -> float | None:
    return sign_pace.mean_rate(sign_pace.gaps(change, rate), stated)


@pytest.mark.parametrize("repeated", [0.0, 0.9])
@pytest.mark.parametrize("every", [1, 2, 3, 6])
def test_repeated_pictures_do_not_count(every: int, repeated: float) -> None:
    found = rate_of(hands(60, 5, every=every, repeated=repeated), 60)
    assert found == pytest.approx(60 / every, rel=0.02)


def test_rest_does_not_lower_the_pace() -> None:
    change = np.concatenate((hands(25, 3), np.zeros(250, np.float32), hands(25, 3)))
    assert rate_of(change, 25) == pytest.approx(25, rel=0.02)


def test_a_slide_show_is_told_by_its_pace() -> None:
    assert rate_of(hands(50, 20, every=50), 50) == pytest.approx(1, rel=0.05)


def test_a_slow_turn_of_the_hand_does_not_lower_it() -> None:
    change = hands(25, 8)
    change[::12] = 0.5  # one of twelve seems to be repeated
    assert rate_of(change, 25, stated=25) == 25


def test_where_nothing_moves_there_is_no_pace() -> None:
    assert rate_of(np.zeros(100, np.float32), 25) is None
    assert sign_pace.slowest(sign_pace.gaps(np.zeros(100, np.float32), 25), 25) is None


def test_the_slowest_part_is_found() -> None:
    change = np.concatenate((hands(50, 6), hands(50, 6, every=5), hands(50, 6)))
    slowest = sign_pace.slowest(sign_pace.gaps(change, 50), 50)
    assert slowest is not None
    assert slowest[0] == pytest.approx(10, rel=0.05)
    assert 5500 <= slowest[1] <= 8500


def test_a_still_part_is_found_through_the_pulse_of_a_key_frame() -> None:
    still = np.zeros(100, np.float32)
    still[50] = 3
    change = np.concatenate((hands(25, 2), still, hands(25, 2)))
    assert sign_pace.still_spans(change, 25) == [(1960, 6000)]


def test_a_signer_at_rest_is_not_frozen() -> None:
    noise = np.random.default_rng(3).uniform(0.3, 2, 500).astype(np.float32)
    assert sign_pace.still_spans(noise, 25) == []
