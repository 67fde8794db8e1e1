"""Times as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.captions.stamps import read_stamp, seconds, stamp


@given(st.integers(min_value=0, max_value=50 * 3_600_000))
def test_what_is_written_is_read_again(ms: int) -> None:
    assert read_stamp(stamp(ms)) == ms


@pytest.mark.parametrize(
    ("typed", "ms"),
    [
        ("3.4", 3400), ("75", 75_000), ("1:02", 62_000), (" 1:02.5 ", 62_500),
        ("1:02:03,045", 3_723_045), ("0:00.000", 0), ("٣", 3000),
    ],
)  # fmt: skip
def test_short_forms_are_understood(typed: str, ms: int) -> None:
    assert read_stamp(typed) == ms


@pytest.mark.parametrize("typed", ["", "soon", "1:75", "1:75:00", "-1", "1:2:3:4", "1e3"])
def test_what_is_no_time_is_none(typed: str) -> None:
    assert read_stamp(typed) is None


def test_hours_stand_there_only_where_there_are_some() -> None:
    assert (stamp(62_500), stamp(3_662_500)) == ("1:02.500", "1:01:02.500")
    assert seconds(2500) == "2.5"
