"""The part of the picture in which Dora signs is suggested, and no hand of hers is cut."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from webapp.media.probe import probe
from webapp.media.sign_measures import Span
from webapp.media.signing_activity import stretches
from webapp.media.signing_motion import measure
from webapp.media.signing_proof import TINY, WHOLE, Crop, prove
from webapp.media.signing_space import NARROWEST, SMALLEST, WIDEST, Hand, Space, find

from .signing_clips import HEIGHT, WIDTH, Picture, draw

SIGNS = [(0.4, 3.0)]
ACTIVE = [Span(400, 3000)]


@pytest.fixture(scope="module")
def aside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """She is small and stands on the left, and most of the wall is empty."""
    path = tmp_path_factory.mktemp("clip") / "aside.mp4"
    return draw(path, 3.4, SIGNS, middle=(0.27, 0.55), scale=0.62)


@pytest.fixture(scope="module")
def space(aside: Path) -> Space:
    return space_of(aside)


def space_of(path: Path, hands: Sequence[Hand] = ()) -> Space:
    info = probe(path)
    motion = measure(path, info)
    return find(path, info, motion, stretches(motion), hands=hands)


def reach(crop: Crop) -> tuple[float, float, float, float]:
    return crop.left, crop.top, crop.left + crop.width, crop.top + crop.height


def test_the_crop_holds_her_from_above_the_head_to_both_elbows(space: Space) -> None:
    assert space.crop is not None
    left, top, right, bottom = reach(space.crop)
    head = 0.55 * HEIGHT - 0.62 * 40
    hands = [(0.27 * WIDTH + 0.62 * x) / WIDTH for x in (-22 - 13 - 6, 22 + 13 + 6)]
    assert left <= hands[0]
    assert right >= hands[1]
    assert top * HEIGHT < head
    resting_hands = 0.55 * HEIGHT + 0.62 * 43
    assert bottom * HEIGHT > resting_hands
    assert space.outside.value <= TINY


def test_it_is_on_even_pixels_of_a_fair_size_and_shape(space: Space) -> None:
    crop = space.crop
    assert crop is not None
    pixels = [
        side * whole for side, whole in zip(crop, (WIDTH, HEIGHT, WIDTH, HEIGHT), strict=True)
    ]
    assert pixels == pytest.approx([2 * round(side / 2) for side in pixels])
    assert crop.width >= SMALLEST
    assert crop.height >= SMALLEST
    shape = pixels[2] / pixels[3]
    assert shape <= WIDEST + 0.03
    assert shape >= NARROWEST - 0.03 or crop.height == 1


def test_how_much_of_the_picture_she_takes_is_told(space: Space, tmp_path: Path) -> None:
    near = space_of(draw(tmp_path / "near.mp4", 3.4, SIGNS, scale=1.1))
    assert 0.1 < space.signer_share < 0.3 < near.signer_share


def test_a_hand_that_moves_beyond_it_widens_it(tmp_path: Path) -> None:
    def with_hand(picture: Picture, time: float) -> Picture:
        if 1.5 <= time < 2.2:  # something waves at the far right
            at = round(WIDTH * (0.82 + 0.06 * np.sin(20 * time)))
            picture[40:56, at : at + 10] = 220
        return picture

    path = draw(tmp_path / "a.mp4", 3.4, SIGNS, middle=(0.27, 0.55), scale=0.62, fault=with_hand)
    space = space_of(path)
    assert space.crop is None or reach(space.crop)[2] > 0.92


def test_a_crop_that_cuts_a_hand_is_found_out_and_says_where(aside: Path) -> None:
    info = probe(aside)
    narrow = prove(aside, info, ACTIVE, Crop(0.27, 0.0, 0.6, 1.0))
    assert not narrow.holds
    assert narrow.outside.value > 0.2
    assert all(300 <= ms <= 3000 for ms in narrow.outside.at_ms)
    assert narrow.strays is not None
    assert narrow.strays.left < 0.2
    assert prove(aside, info, ACTIVE, WHOLE).holds


def test_what_moves_while_nobody_signs_is_not_asked_for(aside: Path) -> None:
    proof = prove(aside, probe(aside), [Span(0, 240)], Crop(0.6, 0.0, 0.4, 1.0))
    assert proof.holds


def test_hands_that_landmarks_saw_are_held_too(aside: Path) -> None:
    space = space_of(aside, hands=[Hand(1000, 0.7, 0.5)])
    assert space.crop is None or reach(space.crop)[2] > 0.76


def test_hands_that_leave_the_picture_are_told_with_the_moment(
    tmp_path: Path, space: Space
) -> None:
    out = space_of(draw(tmp_path / "out.mp4", 3.4, SIGNS, middle=(0.12, 0.5)))
    assert out.cut_off.value > 0.3
    assert all(0 <= ms <= 3400 for ms in out.cut_off.at_ms)
    assert space.cut_off.value == 0


def test_a_picture_that_she_fills_stays_whole(tmp_path: Path) -> None:
    assert space_of(draw(tmp_path / "near.mp4", 3.4, SIGNS, scale=1.25)).crop is None


def test_who_never_signs_gets_no_suggestion(tmp_path: Path) -> None:
    space = space_of(draw(tmp_path / "rest.mp4", 2, []))
    assert space.crop is None
    assert space.cut_off.value == 0


def test_real_signing_stays_whole(shared: Path) -> None:
    for name in ("ns_020-090", "ns_011-019"):
        path = shared / f"media/sign/auslan-numbers/{name}.mp4"
        crop = space_of(path).crop or WHOLE
        info = probe(path)
        assert prove(path, info, [Span(0, info.duration_ms)], crop).holds
