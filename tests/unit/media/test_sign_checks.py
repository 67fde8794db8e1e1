"""What was measured is judged by limits, and every check is in the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple, get_args

import pytest

from webapp.media.sign_checks import Check, CheckName, judge
from webapp.media.sign_measures import Measures, Reading, Span
from webapp.media.sign_pictures import Bars

GOOD = Measures(
    duration_ms=60_000,
    width=640,
    height=480,
    rotation=0,
    frame_rate=25.0,
    unique_rate=25.0,
    slowest_rate=Reading(24.0, (3000,)),
    brightness=Reading(110.0, (1000,)),
    contrast=Reading(90.0, (1000,)),
    blur=Reading(6.0, (1000,)),
    blocks=Reading(2.0, (1000,)),
    frozen=(),
    black=(),
    flashes=Reading(0.0, ()),
    red_flashes=Reading(0.0, ()),
    bars=Bars(0, 0, 0, 0),
)


class Extent(NamedTuple):
    signer_share: float
    cut_off: Reading


def check_of(name: str, measures: Measures = GOOD, **known: object) -> Check:
    found = {check.name: check for check in judge(measures, **known)}  # type: ignore[arg-type]
    return found[name]


def test_every_check_is_there_also_those_that_were_not_made() -> None:
    checks = judge(GOOD)
    assert [check.name for check in checks] == list(get_args(CheckName))
    assert {check.name for check in checks if check.ok is None} == {
        "length",
        "signer_size",
        "cut_off",
        "hands",
    }
    assert all(check.ok is not False for check in checks)


@pytest.mark.parametrize(
    ("rate", "ok", "level", "limit"),
    [
        (11.9, False, "must", 12),
        (11.96, False, "should", 20),  # as people read it: 12
        (19.9, False, "should", 20),
        (20, True, "should", 20),
        (None, None, "must", 12),
    ],
)
def test_few_new_pictures_are_refused_or_warned_of(
    rate: float | None, ok: bool | None, level: str, limit: float
) -> None:
    check = check_of("frame_rate", replace(GOOD, unique_rate=rate))
    assert (check.ok, check.level, check.limit) == (ok, level, limit)


@pytest.mark.parametrize(
    ("size", "ok", "value"),
    [
        ((320, 240), True, 240),
        ((240, 320), True, 240),
        ((192, 144), False, 144),
        ((300, 300), False, 300),
        ((1080, 200), False, 200),
    ],
)
def test_the_side_that_is_too_small_is_named(size: tuple[int, int], ok: bool, value: float) -> None:
    check = check_of("size", replace(GOOD, width=size[0], height=size[1]))
    assert (check.ok, check.value) == (ok, value)


def test_the_longest_frozen_part_counts_and_most_of_the_time_is_a_must() -> None:
    parts = (Span(5000, 6500), Span(20_000, 23_000))
    check = check_of("frozen", replace(GOOD, frozen=parts))
    assert (check.ok, check.level, check.value) == (False, "should", 3)
    assert check.at_ms == (20_000, 5000)
    check = check_of("frozen", replace(GOOD, frozen=(Span(20_000, 60_000),)))
    assert (check.blocks, check.unit, check.value) == (True, "share", 0.667)


def test_a_black_title_before_the_first_sign_is_no_fault() -> None:
    titled = replace(GOOD, black=(Span(0, 5000),))
    assert check_of("black", titled).ok is False
    assert check_of("black", titled, activity=[Span(6000, 50_000)]).ok is True


def test_bars_cannot_be_told_in_the_dark() -> None:
    boxed = replace(GOOD, bars=Bars(0.1, 0, 0.1, 0))
    assert check_of("bars", boxed).value == 0.2
    assert check_of("bars", replace(boxed, brightness=Reading(20, ()))).ok is None


@pytest.mark.parametrize(
    ("video_ms", "ok"), [(60_000, True), (69_000, True), (71_000, False), (49_000, False)]
)
def test_the_length_may_differ_by_a_greeting(video_ms: int, ok: bool) -> None:
    assert check_of("length", video_ms=video_ms).ok is ok


def test_a_long_video_may_differ_by_a_twentieth() -> None:
    hour = replace(GOOD, duration_ms=3_600_000)
    assert check_of("length", hour, video_ms=3_700_000).ok is True
    assert check_of("length", hour, video_ms=3_900_000).ok is False


def test_how_she_fills_the_picture_is_judged_where_it_is_known() -> None:
    small = Extent(0.1, Reading(0.3, (7000,)))
    assert check_of("signer_size", extent=small).ok is False
    assert check_of("cut_off", extent=small).at_ms == (7000,)
    assert check_of("signer_size", extent=Extent(1 / 6, Reading(0, ()))).ok is True
    assert check_of("hands", hands=Reading(0.31, (100,))).ok is False
    assert check_of("hands", hands=Reading(0.3, ())).ok is True
