"""Each reading level has its pace."""

from __future__ import annotations

import pytest

from webapp.pace import CHARACTERS_A_WORD, Pace


@pytest.mark.parametrize(
    ("level", "words", "way", "rest"),
    [
        (1, 120, "pause", 1000),
        (2, 130, "slow", 0),
        (3, 145, "slow", 0),
        (4, 180, "off", 0),
        (5, 235, "off", 0),
    ],
)
def test_a_level_has_its_words_a_minute(level: int, words: int, way: str, rest: int) -> None:
    pace = Pace(level)
    assert (pace.words_a_minute, pace.of_level, pace.rest_ms) == (words, way, rest)


def test_japanese_may_be_as_dense_as_netflix_lets_it() -> None:
    """4 characters a second at the standard level's 3 words a second."""
    assert CHARACTERS_A_WORD["ja"] * 180 / 60 == pytest.approx(4)


def test_a_speed_of_ones_own_can_be_chosen_again() -> None:
    assert 110 in Pace(4).speeds(110)
    assert Pace(4).speeds(100).count(100) == 1
