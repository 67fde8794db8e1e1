"""Dora's signing reaches Ben upright, whole and with each of its frames, whatever she sends."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from webapp.media.containers import has_fast_start
from webapp.media.frame_rate import best_rate
from webapp.media.probe import probe
from webapp.media.sign_rendition import (
    Size,
    full_size,
    make_full,
    make_small,
    make_still,
    make_strip,
    small_size,
)

from .conftest import H264, Clip, picture, tone


def test_a_turned_odd_sized_film_in_444_becomes_upright_and_playable(
    clip: Clip, tmp_path: Path
) -> None:
    flat = clip(
        "flat.mp4", *picture(1, "161x121"), *tone(1), "-c:v", "libx264", "-pix_fmt", "yuv444p"
    )
    source = clip("turned.mp4", "-i", str(flat), "-c", "copy", "-metadata:s:v", "rotate=90")
    done: list[float] = []
    target = tmp_path / "made.mp4"
    size = make_full(source, target, probe(source), on_progress=done.append)
    made = probe(target)
    assert made.video is not None
    assert size == (120, 160) == (made.video.width, made.video.height)
    assert (made.video.codec, made.video.pixel_format, made.video.profile, made.video.rotation) == (
        "h264", "yuv420p", "High", 0,
    )  # fmt: skip
    assert not made.has_audio
    assert made.video.frame_rate == 10
    assert made.duration_ms == 1000
    assert has_fast_start(target)
    assert done == sorted(done)


def test_nobody_looks_for_a_sign_for_long(clip: Clip, tmp_path: Path) -> None:
    source, target = clip("long.mp4", *picture(3), *H264), tmp_path / "made.mp4"
    make_full(source, target, probe(source))
    assert key_frames(target) == [0, 0.5, 1, 1.5, 2, 2.5]


def key_frames(path: Path) -> list[float]:
    found = subprocess.run(
        ["ffprobe", "-v", "error", "-skip_frame", "nokey", "-select_streams", "v",
         "-show_entries", "frame=pts_time", "-of", "csv=p=0", str(path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [float(line.strip(",")) for line in found.stdout.split()]


def test_what_is_shown_of_it_can_be_a_part(clip: Clip, tmp_path: Path) -> None:
    """Bars above and below of a quarter each are left out; the picture between fills it."""
    source = clip("bars.mp4", *picture(1, "160x60"), "-vf", "pad=160:120:0:30:red", *H264)
    target = tmp_path / "made.mp4"
    size = make_full(source, target, probe(source), crop=(0, 0.25, 1, 0.5))
    assert size == (160, 60)
    plain = clip("plain.mp4", *picture(1, "160x60"), *H264)
    assert likeness(target, plain) > 0.9


def likeness(one: Path, other: Path) -> float:
    """SSIM of all frames, 0..1."""
    found = subprocess.run(
        ["ffmpeg", "-v", "info", "-i", str(one), "-i", str(other), "-lavfi", "ssim", "-f", "null",
         "-"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return float(found.stderr.rsplit("All:", 1)[1].split()[0])


def test_a_changing_pace_becomes_the_quickest_that_it_had(clip: Clip, tmp_path: Path) -> None:
    """A phone gave 15 frames a second in the dark and 30 in the light."""
    thinned = "select='gte(t,2)+not(mod(n,2))'"
    source = clip(
        "phone.mp4", "-f", "lavfi", "-i", "testsrc=s=64x48:r=30:d=4", "-vf", thinned,
        "-vsync", "vfr", *H264,
    )  # fmt: skip
    info = probe(source)
    assert info.video is not None
    assert info.video.frame_rate == pytest.approx(22.5, abs=0.5)
    assert best_rate(source, info) == 30
    target = tmp_path / "made.mp4"
    make_full(source, target, info)
    made = probe(target).video
    assert made is not None
    assert made.frame_rate == 30
    assert probe(target).duration_ms == pytest.approx(4000, abs=40)


@pytest.mark.parametrize(
    ("rate", "kept"),
    [("12", Fraction(12)), ("30000/1001", Fraction(30000, 1001)), ("120", Fraction(60))],
)
def test_a_steady_pace_is_kept_up_to_what_screens_show(
    clip: Clip, rate: str, kept: Fraction
) -> None:
    for name in ("steady.mp4", "steady.mkv"):  # the latter counts in ms
        source = clip(name, "-f", "lavfi", "-i", f"testsrc=s=64x48:r={rate}:d=2", *H264, "-bf", "2")
        assert best_rate(source, probe(source)) == kept


def test_pixels_that_are_not_square_become_so(clip: Clip, tmp_path: Path) -> None:
    source = clip("wide.mp4", *picture(1, "72x58"), "-vf", "setsar=16/11", *H264)
    assert make_full(source, tmp_path / "made.mp4", probe(source)) == (104, 58)


@pytest.mark.parametrize(
    ("source", "full", "small"),
    [
        ((1920, 1080), (1280, 720), (640, 360)),
        ((1080, 1920), (720, 1280), (360, 640)),
        ((192, 144), (192, 144), None),
        ((641, 481), (640, 480), (480, 360)),
    ],
)
def test_sizes_are_even_and_never_larger_than_what_came(
    source: tuple[int, int], full: Size, small: Size | None, clip: Clip
) -> None:
    path = clip("any.mp4", *picture(0.2, f"{source[0]}x{source[1]}"), "-c:v", "libx264")
    video = probe(path).video
    assert video is not None
    assert full_size(video) == full
    assert small_size(full_size(video)) == small


def test_the_small_size_has_every_frame_too(clip: Clip, tmp_path: Path) -> None:
    source = clip("large.mp4", *picture(1, "640x480"), *H264)
    target = tmp_path / "small.mp4"
    make_small(source, target, probe(source), Size(160, 120))
    made = probe(target).video
    assert made is not None
    assert (made.width, made.height, made.frame_rate) == (160, 120, 10)


def test_real_hands_in_a_format_that_few_browsers_play(shared: Path, tmp_path: Path) -> None:
    source = shared / "media/sign/asl-fingerspelling-hand.mp4"
    info = probe(source)
    assert info.video is not None
    assert info.video.pixel_format == "yuv444p"
    target = tmp_path / "hand.mp4"
    make_full(source, target, info)
    made = probe(target)
    assert made.video is not None
    assert (made.video.pixel_format, made.video.width, made.video.height) == ("yuv420p", 620, 1080)
    assert made.video.frame_rate == info.video.frame_rate
    assert made.duration_ms == pytest.approx(info.duration_ms, abs=50)


def test_a_strip_shows_the_frames_of_its_times(clip: Clip, tmp_path: Path) -> None:
    source, target = clip("count.mp4", *picture(2, "160x120"), *H264), tmp_path / "strip.jpg"
    times = make_strip(source, target, probe(source), [1999, 149, 160, 5000])
    assert times == [100, 1900]
    strip = probe_still(target)
    assert strip == (2 * 160, 120)


def test_a_still_beyond_the_end_is_none(clip: Clip, tmp_path: Path) -> None:
    source, target = clip("short.mp4", *picture(1), *H264), tmp_path / "still.jpg"
    assert not make_still(source, target, probe(source), 5000)
    assert not target.exists()
    assert make_still(source, target, probe(source), 500)
    assert probe_still(target) == (64, 48)


def probe_still(path: Path) -> tuple[int, int]:
    found = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0",
         str(path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    width, height = found.stdout.strip().split(",")
    return int(width), int(height)
