"""Ana sees two moments in both videos; what she saw says how the signer follows."""

from __future__ import annotations

import pytest

from webapp.media.two_point_fit import FitRefused, Pair, TimeFit, by_one, by_two


def test_one_moment_gives_the_beginning_alone() -> None:
    assert by_one(Pair(5000, 2000)) == TimeFit(3000, 1.0)
    assert by_one(Pair(5000, 2000), rate=2.0) == TimeFit(4000, 2.0)


def test_two_moments_give_the_speed_in_any_order() -> None:
    wanted = TimeFit(-1500, 1.001)
    first, second = (
        Pair(at, round((at - wanted.offset_ms) * wanted.rate)) for at in (2000, 602_000)
    )
    for fit in (by_two(first, second), by_two(second, first)):
        assert abs(fit.offset_ms - wanted.offset_ms) <= 2
        assert fit.rate == pytest.approx(wanted.rate, abs=1e-5)


def test_two_frames_of_error_are_no_drift() -> None:
    assert by_two(Pair(10_000, 8000), Pair(70_000, 68_060)) == TimeFit(1970, 1.0)
    assert by_two(Pair(10_000, 8000), Pair(70_000, 68_090)).rate > 1.001


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (Pair(12_000, 11_000), "too close"),
        (Pair(10_000, 60_000), "too close"),
        (Pair(60_000, 20_000), "half"),
        (Pair(60_000, 200_000), "twice"),
        (Pair(60_000, 5000), "same order"),
    ],
)
def test_moments_that_tell_nothing_are_refused(second: Pair, said: str) -> None:
    with pytest.raises(FitRefused, match=said):
        by_two(Pair(10_000, 9000), second)
