"""Flashes are counted as WCAG 2.3.1 defines them."""

from __future__ import annotations

import numpy as np
import pytest

from webapp.media.flashes import Flashes

RATE, CELLS = 50, 100


def flashing(
    hertz: float, *, dark: float = 0.0, bright: float = 1.0, area: float = 1.0, seconds: float = 3
) -> Flashes:
    """Somebody watches a picture of which ``area`` goes from dark to bright and back."""
    flashes = Flashes(RATE, CELLS)
    for number in range(round(seconds * RATE)):
        picture = np.full(CELLS, dark, np.float32)
        if number * hertz / RATE % 1 < 0.5:
            picture[: round(area * CELLS)] = bright
        flashes.add(picture)
    return flashes


@pytest.mark.parametrize("hertz", [1, 2, 3, 4, 5, 10])
def test_as_many_flashes_are_counted_as_there_are_in_a_second(hertz: int) -> None:
    assert flashing(hertz).most == pytest.approx(hertz, abs=0.1)


def test_more_than_three_in_a_second_are_told_with_where_they_are() -> None:
    assert flashing(3).spans == []
    (span,) = flashing(5).spans
    assert span[0] < 200
    assert span[1] > 2900


def test_a_small_part_of_the_picture_may_flash() -> None:
    assert flashing(5, area=0.2).most == 0
    assert flashing(5, area=0.3).most == 5


def test_small_changes_and_changes_between_bright_pictures_are_no_flashes() -> None:
    assert flashing(5, dark=0.5, bright=0.58).most == 0
    assert flashing(5, dark=0.85, bright=1.0).most == 0
    assert flashing(5, dark=0.5, bright=0.65).most == 5


def test_flashes_far_apart_are_told_apart() -> None:
    flashes = Flashes(RATE, CELLS)
    for number in range(6 * RATE):
        second = number // RATE
        lit = second in (0, 4) and number * 5 / RATE % 1 < 0.5
        flashes.add(np.full(CELLS, float(lit), np.float32))
    assert len(flashes.spans) == 2
