"""A grid of small edges all over a picture is compression; checks on a shirt are not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from webapp.media.block_grid import has_grid

HEIGHT, WIDTH = 240, 320
DOWN, ACROSS = np.mgrid[:HEIGHT, :WIDTH]


def wall() -> NDArray[np.float32]:
    """A wall that gets darker to one side, with a camera's noise."""
    noise = np.random.default_rng(4).normal(0, 1, (HEIGHT, WIDTH))
    return (100 + ACROSS / 8 + noise).astype(np.float32)


def blocks(size: int) -> NDArray[np.float32]:
    """Each block has a level of its own."""
    level = np.random.default_rng(5).normal(0, 6, (HEIGHT // size + 1, WIDTH // size + 1))
    return level[DOWN // size, ACROSS // size].astype(np.float32)


@pytest.mark.parametrize("size", [8, 12, 16])
def test_blocks_of_any_size_are_a_grid(size: int) -> None:
    assert has_grid(wall() + blocks(size))


def test_blocks_that_are_hidden_in_most_of_the_picture_are_one_as_well() -> None:
    hidden = np.where(ACROSS < 0.6 * WIDTH, 0, 1)
    assert has_grid(wall() + blocks(8) * hidden)


@pytest.mark.parametrize("step", [10, 60])
def test_stripes_blinds_and_a_checked_shirt_are_none(step: int) -> None:
    stripes, blinds = ACROSS // 8 % 2, DOWN // 8 % 2
    shirt = (DOWN > 0.5 * HEIGHT) & (abs(ACROSS - WIDTH / 2) < 80)
    assert not has_grid(wall())
    assert not has_grid(wall() + step * stripes)
    assert not has_grid(wall() + step * blinds)
    assert not has_grid(wall() + step * (stripes ^ blinds) * shirt)
