"""Numbers that could point at somebody are not told, nor can they be worked out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.metrics.small_counts import shown

LEAST = 5
COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40))


@given(COUNTS)
def test_what_is_told_is_true_and_large_enough(counts: dict[str, int]) -> None:
    told = shown(counts, LEAST)
    assert all(counts[choice] == count >= LEAST for choice, count in told.items())


@given(COUNTS)
def test_the_sum_gives_away_no_small_number(counts: dict[str, int]) -> None:
    told = shown(counts, LEAST)
    withheld = [count for choice, count in counts.items() if choice not in told and count]
    if told and withheld:
        assert sum(withheld) >= LEAST
        assert len(withheld) >= 2


def test_one_small_number_takes_the_next_one_with_it() -> None:
    assert shown({"normal": 40, "yellow-black": 9, "soft": 2}, LEAST) == {"normal": 40}


def test_where_nobody_chose_the_others_nothing_has_to_be_withheld() -> None:
    assert shown({"normal": 8, "soft": 0}, LEAST) == {"normal": 8}
