"""When Dora signs is found to within a third of a second, and only then."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from webapp.media.probe import probe
from webapp.media.sign_measures import Span
from webapp.media.signing_activity import stretches
from webapp.media.signing_motion import GRID, MASKED, STEP_MS, Motion, measure

from .signing_clips import HEIGHT, WIDTH, Fault, Picture, draw, flicker

Seconds = Sequence[tuple[float, float]]


def active(path: Path) -> list[Span]:
    return stretches(measure(path, probe(path)))


def placed(seed: int) -> list[tuple[float, float]]:
    """Two stretches at chance times in twelve seconds, with a rest between."""
    chance = np.random.default_rng(seed)
    first = chance.uniform(0.5, 2.5)
    second = first + chance.uniform(1, 3) + chance.uniform(1.8, 3)
    return [(first, second - 1.7), (second, second + chance.uniform(0.8, 2.5))]


def assert_found(found: Sequence[Span], signing: Seconds) -> None:
    assert len(found) == len(signing), found
    for span, (start, end) in zip(found, signing, strict=True):
        assert span.start_ms == pytest.approx(start * 1000, abs=300)
        assert span.end_ms == pytest.approx(end * 1000, abs=300)


@pytest.mark.parametrize("seed", range(6))
def test_signing_in_stillness_is_found_where_it_is(tmp_path: Path, seed: int) -> None:
    signing = placed(seed)
    assert_found(active(draw(tmp_path / "dora.mp4", 12, signing)), signing)


@pytest.mark.parametrize(
    ("noise", "crf", "fault"),
    [
        (8.0, 23, lambda picture, time: picture),
        (2.0, 38, lambda picture, time: picture),
        (2.0, 23, flicker),
    ],
    ids=["noise", "coarse coding", "flicker"],
)
def test_neither_noise_nor_coding_nor_flicker_is_signing(
    tmp_path: Path, noise: float, crf: int, fault: Fault
) -> None:
    signing = [(2.2, 4.1)]
    path = draw(tmp_path / "dora.mp4", 7, signing, noise=noise, crf=crf, fault=fault)
    assert_found(active(path), signing)


def test_a_smaller_signer_is_found_too(tmp_path: Path) -> None:
    signing = [(1.5, 3.5)]
    assert_found(active(draw(tmp_path / "dora.mp4", 5, signing, scale=0.6)), signing)


def test_who_rests_all_the_time_and_who_signs_all_the_time(tmp_path: Path) -> None:
    assert active(draw(tmp_path / "rest.mp4", 5, [])) == []
    (all_of_it,) = active(draw(tmp_path / "signs.mp4", 5, [(0, 5)]))
    assert all_of_it.end_ms - all_of_it.start_ms >= 4500


def test_cuts_and_black_are_no_signing(tmp_path: Path) -> None:
    def edited(picture: Picture, time: float) -> Picture:
        if time < 1:
            return np.full((HEIGHT, WIDTH), 16.0)
        if 3 <= time < 3.6:  # a slide
            down, across = np.mgrid[:HEIGHT, :WIDTH]
            return np.where((down // 9 + across // 7) % 2, 230.0, 20.0)
        return picture

    path = draw(tmp_path / "cut.mp4", 6, [], fault=edited)
    motion = measure(path, probe(path))
    assert stretches(motion) == []
    assert motion.levels.count(MASKED) >= 2
    assert motion.where.sum() < 20


def made(permille: Sequence[float]) -> Motion:
    levels = bytes(round(25 * np.log2(1 + value)) for value in permille)
    return Motion(levels, b"", np.zeros((GRID, GRID), np.float32))


def test_a_held_sign_goes_on_and_a_rest_does_not() -> None:
    held, rest = [0.0] * (1000 // STEP_MS), [0.0] * (2000 // STEP_MS)
    signs = [40.0] * 20
    (whole,) = stretches(made([*rest, *signs, *held, *signs, *rest]))
    assert whole == Span(25 * STEP_MS, (25 + 52) * STEP_MS)
    assert len(stretches(made([*rest, *signs, *rest, *signs]))) == 2


def test_a_scene_with_constant_motion_behind_the_signer_has_its_rests() -> None:
    behind, signs = [8.0] * 60, [60.0] * 40
    assert stretches(made([*behind, *signs, *behind])) == [Span(60 * STEP_MS, 100 * STEP_MS)]


def test_a_film_that_shows_each_picture_twice_is_signed_without_gaps() -> None:
    assert stretches(made([0.0, 40.0] * 40)) == [Span(STEP_MS, 80 * STEP_MS)]


def test_nothing_is_found_in_nothing() -> None:
    assert stretches(made([])) == []
    assert stretches(made([30.0])) == []


def test_real_signers(shared: Path) -> None:
    folder = shared / "media/sign"
    assert active(folder / "idle-signer.mp4") == []
    for name, length_ms in (("ns_011-019", 13_417), ("ns_020-090", 14_417)):
        found = active(folder / f"auslan-numbers/{name}.mp4")
        assert sum(span.end_ms - span.start_ms for span in found) > 0.8 * length_ms
    # He waves at his camera: that is motion, and not told from signing.
    assert active(folder / "webcam-test-with-silent-audio.mp4")
