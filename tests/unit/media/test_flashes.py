"""Flashes are counted as WCAG 2.3.1 defines them."""

from __future__ import annotations

import numpy as np
import pytest

from webapp.media.flashes import Flashes, RedFlashes

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


RED, CYAN, PINK, BLACK = (1.0, 0.0, 0.0), (0.0, 0.27, 0.27), (1.0, 0.3, 0.3), (0.0, 0.0, 0.0)


def red_flashing(
    hertz: float, one: tuple[float, ...], other: tuple[float, ...], area: float = 1.0
) -> RedFlashes:
    """Three seconds in which ``area`` of the picture goes from one colour to the other and back."""
    flashes = RedFlashes(RATE, CELLS)
    for number in range(3 * RATE):
        picture = np.full((CELLS, 3), other, np.float32)
        if number * hertz / RATE % 1 < 0.5:
            picture[: round(area * CELLS)] = one
        flashes.add(picture)
    return flashes


@pytest.mark.parametrize("other", [CYAN, BLACK, (1.0, 1.0, 1.0)])
@pytest.mark.parametrize("hertz", [1, 3, 5, 10])
def test_red_flashes_are_counted_as_others_are(hertz: int, other: tuple[float, ...]) -> None:
    flashes = red_flashing(hertz, RED, other)
    assert flashes.most == pytest.approx(hertz, abs=0.1)
    assert bool(flashes.spans) is (hertz > 3)


def test_what_is_no_saturated_red_or_hardly_changes_is_no_red_flash() -> None:
    assert red_flashing(5, PINK, CYAN).most == 0
    assert red_flashing(5, RED, (0.8, 0.05, 0.0)).most == 0
    assert red_flashing(5, (0.002, 0.0, 0.0), BLACK).most == 0, "noise in the dark has no colour"
    assert red_flashing(5, RED, CYAN, area=0.2).most == 0


def test_a_red_that_stays_is_no_flash() -> None:
    flashes = RedFlashes(RATE, CELLS)
    for number in range(3 * RATE):
        flashes.add(np.full((CELLS, 3), RED if number > RATE else BLACK, np.float32))
    assert flashes.most == 0
