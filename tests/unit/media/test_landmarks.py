"""Hands are found where the extra is installed; without it everything else works."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.media import MediaError, landmarks, signing_motion
from webapp.media.probe import probe
from webapp.media.sightings import hands_out, signed
from webapp.media.signing_activity import stretches

needs_finder = pytest.mark.skipif(
    not landmarks.installed(), reason="mediapipe is not installed: pip install .[landmarks]"
)


@needs_finder
def test_the_hands_of_a_real_signer_are_found(shared: Path) -> None:
    video = shared / "media" / "sign" / "idle-signer.mp4"
    seen = landmarks.sightings(video, probe(video), background=False)
    assert sum(len(each.hands) == 2 for each in seen) > len(seen) * 0.8
    assert all(each.face for each in seen)
    assert not any(each.hand_is_out for each in seen)


@needs_finder
@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("auslan-numbers/ns_1g.mp4", 0, 0), ("webcam-test-with-silent-audio.mp4", 0.3, 1)],
)
def test_real_hands_that_stay_inside_and_that_leave(
    shared: Path, name: str, least: float, most: float
) -> None:
    """She signs with her hands in the picture; who tries the webcam has them below it."""
    video = shared / "media" / "sign" / name
    info = probe(video)
    moving = stretches(signing_motion.measure(video, info))
    seen = landmarks.sightings(video, info, background=False)
    out = hands_out(seen, moving)
    assert out is not None
    assert least <= out.value <= most
    if not out.value:
        assert signed(moving, seen) == moving


@needs_finder
def test_a_hand_that_fills_the_picture_is_not_taken_for_one_that_left(shared: Path) -> None:
    video = shared / "media" / "sign" / "asl-fingerspelling-hand.mp4"
    info = probe(video)
    moving = stretches(signing_motion.measure(video, info))
    seen = landmarks.sightings(video, info, background=False)
    out = hands_out(seen, moving)
    assert out is None or out.value == 0
    assert signed(moving, seen) == moving


@needs_finder
def test_what_needs_too_much_memory_ends_with_a_sentence(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landmarks, "MEMORY_BYTES", 64 * 1024**2)
    video = shared / "media" / "sign" / "auslan-numbers" / "ns_1g.mp4"
    with pytest.raises(MediaError, match="has stopped"):
        landmarks.sightings(video, probe(video), background=False)
