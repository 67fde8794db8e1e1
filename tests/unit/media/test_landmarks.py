"""Hands are found where the extra is installed; without it everything else works."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.media import landmarks
from webapp.media.landmarks import Sighting, hands_out
from webapp.media.probe import probe

needs_finder = pytest.mark.skipif(
    not landmarks.installed(), reason="mediapipe is not installed: pip install .[landmarks]"
)


def sighting(ms: int, *wrists: tuple[float, float], hands: int = 1) -> Sighting:
    return Sighting(ms, ((0.5, 0.5),) * hands, wrists, (), None)


def test_a_hand_beyond_the_side_is_out_and_one_that_rests_below_is_not() -> None:
    assert sighting(0, (1.1, 0.5), (0.4, 0.5)).hand_is_out
    assert sighting(0, (0.5, -0.1), (0.4, 0.5)).hand_is_out
    assert sighting(0, (0.8, 1.3), (0.4, 0.5)).hand_is_out is False
    assert sighting(0, (0.8, 1.3), (0.4, 1.2), hands=0).hand_is_out
    assert sighting(0).hand_is_out is None


def test_only_the_time_in_which_somebody_signs_counts() -> None:
    inside, outside = ((0.4, 0.5), (0.6, 0.5)), ((0.4, 0.5), (1.2, 0.5))
    seen = [sighting(ms, *(outside if ms >= 3000 else inside)) for ms in range(0, 5000, 500)]
    assert hands_out(seen, [(1000, 4000)]) == (0.333, (3000, 3500))
    assert hands_out(seen, []) is None
    assert hands_out([sighting(0)], [(0, 1000)]) is None


@needs_finder
def test_the_hands_of_a_real_signer_are_found(shared: Path) -> None:
    video = shared / "media" / "sign" / "idle-signer.mp4"
    seen = landmarks.sightings(video, probe(video), background=False)
    assert sum(len(each.hands) == 2 for each in seen) > len(seen) * 0.8
    assert all(each.face for each in seen)
    assert not any(each.hand_is_out for each in seen)
