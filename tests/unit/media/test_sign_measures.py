"""Dora's video is measured; in each faulty copy it is the fault that is found."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from webapp.media import MediaError
from webapp.media.probe import probe
from webapp.media.sign_checks import MOST_BLOCKS, Check, judge
from webapp.media.sign_looks import looks
from webapp.media.sign_measures import Measures, measure
from webapp.media.sign_pictures import Bars, rate_of

from .conftest import Clip, picture, tone
from .signer_clips import FAULTS, compressed, faulty, signer, turned

Copy = Callable[[str], Path]

TESTED_BELOW = {"half_flashing", "red_flashing", "striped", "blinds", "checked_shirt"}


@pytest.fixture(scope="module")
def dora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return signer(tmp_path_factory.mktemp("dora") / "dora.mp4")


@pytest.fixture(scope="module")
def copy(dora: Path) -> Copy:
    """Gives a copy with one fault, and the same one when asked again."""

    def give(fault: str) -> Path:
        path = dora.with_name(f"{fault}.mp4")
        if not path.exists():
            turned(dora, path) if fault == "turned" else faulty(dora, path, fault)
        return path

    return give


@cache
def measured(path: Path) -> Measures:
    return measure(path, probe(path), background=False)


def judged(path: Path) -> dict[str, Check]:
    return {check.name: check for check in judge(measured(path))}


def failed(path: Path) -> set[str]:
    return {name for name, check in judged(path).items() if check.ok is False}


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("good", set()),
        ("dark", {"brightness", "contrast"}),
        ("flat", {"contrast"}),
        ("blurred", {"blur"}),
        ("letterboxed", {"bars"}),
        ("turned", {"rotation"}),
        ("frozen", {"frozen"}),
        ("standing", {"frozen"}),
        ("black", {"black"}),
        ("flashing", {"flashes"}),
        ("pulsing", set()),
        ("ten_new", {"frame_rate", "slow_parts"}),
        ("juddering", {"frame_rate", "slow_parts"}),
        ("small", {"size"}),
    ],
)
def test_each_fault_is_found_by_its_own_check(copy: Copy, fault: str, found: set[str]) -> None:
    assert failed(copy(fault)) == found


def test_every_fault_has_its_test() -> None:
    cases = test_each_fault_is_found_by_its_own_check.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert set(FAULTS) - TESTED_BELOW <= {fault for fault, _ in cases}


def test_faults_that_nobody_may_publish_are_musts(copy: Copy) -> None:
    assert judged(copy("flashing"))["flashes"].blocks
    assert judged(copy("ten_new"))["frame_rate"].blocks
    assert judged(copy("frozen"))["frozen"].blocks  # three of four seconds
    assert not judged(copy("standing"))["frozen"].blocks
    assert not any(check.blocks for check in judged(copy("dark")).values())


def test_the_pace_is_counted_in_new_pictures(copy: Copy) -> None:
    good, thinned, juddering = (measured(copy(n)) for n in ("good", "ten_new", "juddering"))
    assert good.unique_rate == good.frame_rate == 25
    assert thinned.frame_rate == 30
    assert thinned.unique_rate == pytest.approx(10, abs=0.5)
    assert juddering.slowest_rate is not None
    assert juddering.slowest_rate.value < 10


def test_where_it_stands_still_or_is_black_is_told_to_a_tenth_of_a_second(copy: Copy) -> None:
    standing, black = measured(copy("standing")), measured(copy("black"))
    assert [(s.start_ms, s.end_ms) for s in standing.frozen] == [
        (pytest.approx(240, abs=100), pytest.approx(2640, abs=100))
    ]
    assert [(s.start_ms, s.end_ms) for s in black.black] == [
        (pytest.approx(1800, abs=60), pytest.approx(4000, abs=60))
    ]
    assert black.frozen == ()  # black is not said twice


@pytest.mark.parametrize("shown", ["striped", "blinds", "checked_shirt"])
def test_regular_edges_of_what_is_shown_are_no_blocks(copy: Copy, shown: str) -> None:
    path = copy(shown)
    info = probe(path)
    with looks(path, info, Bars(0, 0, 0, 0), background=False) as each:
        assert median(look.blocks for look in each) > MOST_BLOCKS, "blockdetect alone is deceived"
    assert judged(path)["blocks"].ok


def test_a_video_that_was_compressed_too_much_falls_apart_into_blocks(dora: Path) -> None:
    assert judged(compressed(dora, dora.with_name("compressed.mp4")))["blocks"].ok is False


@pytest.mark.parametrize(
    "name", ["idle-signer.mp4", "auslan-numbers/ns_1g.mp4", "webcam-test-with-silent-audio.mp4"]
)
def test_real_videos_have_no_blocks_before_they_are_compressed(
    shared: Path, tmp_path: Path, name: str
) -> None:
    real = shared / "media" / "sign" / name
    assert judged(real)["blocks"].ok
    assert judged(compressed(real, tmp_path / "compressed.mp4"))["blocks"].ok is False


def test_red_flashes_are_found_where_brightness_hardly_changes(copy: Copy) -> None:
    found = measured(copy("red_flashing"))
    assert (found.red_flashes.value, found.flashes.value) == (5, 0)
    assert judged(copy("red_flashing"))["red_flashes"].blocks
    assert measured(copy("flashing")).red_flashes.value == 0


def test_half_a_flashing_picture_is_as_dangerous(copy: Copy) -> None:
    flashes = measured(copy("half_flashing")).flashes
    assert flashes.value == 5
    assert flashes.at_ms[0] < 500


def test_bars_are_measured_in_shares(copy: Copy) -> None:
    left, top, right, bottom = measured(copy("letterboxed")).bars
    assert (left, right) == (0, 0)
    assert (top, bottom) == (pytest.approx(0.125, abs=0.01), pytest.approx(0.125, abs=0.01))


def test_a_turned_picture_has_the_size_that_is_shown(copy: Copy) -> None:
    found = measured(copy("turned"))
    assert (found.width, found.height, found.rotation % 180) == (240, 320, 90)


def test_whoever_waits_sees_how_far_it_is(dora: Path) -> None:
    told: list[float] = []
    measure(dora, probe(dora), on_progress=told.append, background=False)
    assert told == sorted(told)
    assert told[-1] == 1


def test_sound_alone_is_refused(clip: Clip) -> None:
    sound = clip("song.m4a", *tone(1))
    with pytest.raises(MediaError, match="sound only"):
        measured(sound)


def test_a_still_picture_has_no_pace(clip: Clip) -> None:
    still = clip("still.mp4", "-f", "lavfi", "-i", "color=gray:s=320x240:r=25:d=2")
    found = judged(still)
    assert found["frame_rate"].ok is None
    assert found["frozen"].blocks
    assert found["blur"].ok is None  # no edge


def test_one_picture_is_no_reason_to_fail(clip: Clip) -> None:
    short = clip("short.mp4", *picture(0.1, "160x120"))
    assert judged(short)["frame_rate"].ok is None


def test_every_picture_is_seen_at_the_pace_it_is_looked_at(clip: Clip) -> None:
    for rate in ("12", "25", "30000/1001", "60"):
        info = probe(clip("pace.mp4", "-f", "lavfi", "-i", f"testsrc=s=64x48:r={rate}:d=0.5"))
        assert info.video is not None
        assert info.video.frame_rate is not None
        assert rate_of(info.video) % info.video.frame_rate == pytest.approx(0, abs=1e-6)
        assert 50 <= rate_of(info.video) <= 100


def test_a_real_clip_of_twelve_pictures_a_second_is_warned_of(shared: Path) -> None:
    found = judged(shared / "media" / "sign" / "auslan-numbers" / "ns_020-090.mp4")
    rate, size = found["frame_rate"], found["size"]
    assert (rate.ok, rate.level, rate.value) == (False, "should", 12)
    assert (size.ok, size.value) == (False, 144)


def test_a_real_clip_that_shows_each_picture_twice_is_refused(shared: Path) -> None:
    found = judged(shared / "media" / "sign" / "auslan-numbers" / "ns_011-019.mp4")
    assert found["frame_rate"].blocks
    assert found["frame_rate"].value == pytest.approx(6, abs=0.2)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("asl-fingerspelling-hand.mp4", set()),
        ("idle-signer.mp4", set()),
        ("webcam-test-with-silent-audio.mp4", {"frame_rate"}),  # 15 a second
    ],
)
def test_good_real_clips_pass_whatever_they_should(
    shared: Path, name: str, found: set[str]
) -> None:
    assert failed(shared / "media" / "sign" / name) == found
