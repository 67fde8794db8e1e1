"""Ben, who reviews a signed version, is shown where speech goes unsigned, and no natural lag."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from webapp.captions.document import Stretch
from webapp.sign_speech import Alone, alone

LENGTH_S = 120


def side_by_side(
    speech: Sequence[tuple[float, float]],
    signing: Sequence[tuple[float, float]],
    length_s: float = LENGTH_S,
) -> Alone:
    return alone(stretches(speech), stretches(signing), round(length_s * 1000))


def stretches(seconds: Sequence[tuple[float, float]]) -> list[Stretch]:
    return [Stretch(round(start * 1000), round(end * 1000)) for start, end in seconds]


@pytest.mark.parametrize("lag_s", [0, 2, 4, 6])
def test_an_interpreter_who_is_behind_by_her_natural_lag_is_no_finding(lag_s: float) -> None:
    speech = [(5, 20), (30, 50), (52, 90)]
    signing = [(start + lag_s, end + lag_s) for start, end in speech]
    assert side_by_side(speech, signing) == Alone((), ())


def test_speech_that_nobody_signs_is_found_as_one_however_often_the_speaker_breathes() -> None:
    found = side_by_side([(5, 20), (30, 40), (40.5, 50), (51, 60)], [(7, 22)])
    assert found.unsigned == (Stretch(30_000, 60_000),)
    assert found.unspoken == ()


def test_speech_before_its_signing_begins_is_asked_for_up_to_the_lag() -> None:
    found = side_by_side([(10, 40)], [(30, 45)])
    assert found.unsigned == (Stretch(10_000, 24_000),)


def test_signing_long_after_anybody_spoke_is_found() -> None:
    found = side_by_side([(5, 10)], [(6, 30), (60, 70)])
    assert found.unspoken == (Stretch(16_000, 30_000), Stretch(60_000, 70_000))


def test_a_word_or_a_gesture_alone_is_no_finding() -> None:
    assert side_by_side([(5, 7)], [(40, 42)]) == Alone((), ())


def test_what_is_said_at_the_very_end_is_signed_after_it() -> None:
    assert side_by_side([(110, 120)], [(0, 100)]).unsigned == (Stretch(110_000, 114_000),)
    assert side_by_side([(115, 120)], []).unsigned == ()


def test_a_video_without_speech_and_one_without_signing() -> None:
    assert side_by_side([], [(0, 20)]) == Alone((), (Stretch(0, 20_000),))
    assert side_by_side([(0, 20)], []) == Alone((Stretch(0, 20_000),), ())
    assert side_by_side([], []) == Alone((), ())


def test_signing_outside_the_media_is_left_out() -> None:
    assert side_by_side([], [(-10, 2), (118, 140)]) == Alone((), ())
